/* Connection Manager object (class 0x06), instance 1. */
#ifndef EIP_CONNECTION_CONNECTION_MANAGER_H
#define EIP_CONNECTION_CONNECTION_MANAGER_H

#include "cip/object.h"

extern const eip_class eip_connection_manager_class; /* object: eip_connections */

#endif
