/* Forward Close (0x4E) of the Connection Manager. `object`: eip_connections. */
#ifndef EIP_CONNECTION_FORWARD_CLOSE_H
#define EIP_CONNECTION_FORWARD_CLOSE_H

#include "cip/message.h"

enum { EIP_SERVICE_FORWARD_CLOSE = 0x4E };

eip_outcome eip_forward_close_run(void *object, const eip_request *request, eip_reply *reply);

#endif
