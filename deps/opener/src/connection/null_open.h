/* Null Forward Open: both directions null (docs/protocol.md, "Null Forward Open"). Brings configuration data, for a
 * live connection or for none, or only asks whether we would open; opens nothing. */
#ifndef EIP_CONNECTION_NULL_OPEN_H
#define EIP_CONNECTION_NULL_OPEN_H

#include "connection/opening.h"

/* `opening` has passed its checks. */
eip_outcome eip_null_open_run(eip_opening *opening, eip_reply *reply);

#endif
