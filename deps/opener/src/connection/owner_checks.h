/* Check 7 of Forward Open: who else has these points (docs/protocol.md, "Application types"). */
#ifndef EIP_CONNECTION_OWNER_CHECKS_H
#define EIP_CONNECTION_OWNER_CHECKS_H

#include "connection/opening.h"

/* An O->T point has one owner: 01/0106. */
eip_refusal eip_open_check_owner(eip_opening *opening);
/* Listening needs someone to listen to: 01/0119. */
eip_refusal eip_open_check_producer(eip_opening *opening);
/* This point's own limit: 01/011A. */
eip_refusal eip_open_check_point_limit(eip_opening *opening);

#endif
