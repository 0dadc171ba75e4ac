/* Message Router object (class 0x02; docs/protocol.md, "Message Router object"), instance 1. Registered by the
 * connection layer, since it tells of connections. */
#ifndef EIP_CONNECTION_MESSAGE_ROUTER_H
#define EIP_CONNECTION_MESSAGE_ROUTER_H

#include "cip/object.h"

extern const eip_class eip_message_router_class; /* object: eip_connections */

#endif
