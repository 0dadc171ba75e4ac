/* Forward Open (0x54) and Large Forward Open (0x5B) of the Connection Manager. `object`: eip_connections. */
#ifndef EIP_CONNECTION_FORWARD_OPEN_H
#define EIP_CONNECTION_FORWARD_OPEN_H

#include "cip/message.h"

enum { EIP_SERVICE_FORWARD_OPEN = 0x54, EIP_SERVICE_LARGE_FORWARD_OPEN = 0x5B };

eip_outcome eip_forward_open_run(void *object, const eip_request *request, eip_reply *reply);

#endif
