/* T->O to a group: one production for all who ask for the same input (docs/protocol.md, "Multicast"). */
#ifndef EIP_CONNECTION_MULTICAST_H
#define EIP_CONNECTION_MULTICAST_H

#include "connection/opening.h"

/* Part of check 2: an originator outside our subnet is not reached with a TTL of 1: 01/0813. */
eip_refusal eip_open_check_subnet(eip_opening *opening);

/* Check 10: finds the production that runs already, and whether this one can share it. */
eip_refusal eip_open_check_shared(eip_opening *opening);

/* An address of ours that no production has, 0 when there is none. */
uint32_t eip_multicast_free_group(const eip_connections *table);

#endif
