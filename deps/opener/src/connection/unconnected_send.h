/* Unconnected Send (0x52) of the Connection Manager (docs/protocol.md, "Unconnected Send"). `object`: eip_connections.
 */
#ifndef EIP_CONNECTION_UNCONNECTED_SEND_H
#define EIP_CONNECTION_UNCONNECTED_SEND_H

#include "cip/message.h"

enum { EIP_SERVICE_UNCONNECTED_SEND = 0x52 };

eip_outcome eip_unconnected_send_run(void *object, const eip_request *request, eip_reply *reply);

#endif
