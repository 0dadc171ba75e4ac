/* What passed the checks of Forward Open becomes a connection that is only to be started. */
#ifndef EIP_CONNECTION_PREPARE_H
#define EIP_CONNECTION_PREPARE_H

#include "connection/opening.h"

/* Reserves a place and a production (or a part in one) and fills them from the request. NULL: no connection is free,
 * or no address for one more group. */
eip_connection *eip_connection_reserve_for(const eip_opening *opening);

#endif
