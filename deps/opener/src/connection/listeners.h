/* Listen only: a connection that hears what others have asked for, and goes when the last of them has gone
 * (docs/protocol.md, "Application types"). */
#ifndef EIP_CONNECTION_LISTENERS_H
#define EIP_CONNECTION_LISTENERS_H

#include "connection/table.h"

/* Whether a live owner or input-only connection has this T->O point. */
bool eip_listeners_have_producer(const eip_connections *table, uint32_t input_instance);

/* A connection has ended: if nobody but listeners is left on its T->O point they end too, without a word on the wire.
 */
void eip_listeners_left_by(eip_connections *table, const eip_connection_info *ended);

#endif
