/* The two replies to a Forward Open, counted by the Connection Manager (docs/protocol.md, "Forward Open"). */
#ifndef EIP_CONNECTION_OPEN_REPLY_H
#define EIP_CONNECTION_OPEN_REPLY_H

#include "connection/opening.h"

eip_outcome eip_open_refuse(const eip_opening *opening, eip_refusal refusal, eip_reply *reply);

/* `connection` is open now; NULL for a Null Forward Open, which opens none. */
eip_outcome eip_open_accept(const eip_opening *opening, const eip_connection *connection, eip_reply *reply);

#endif
