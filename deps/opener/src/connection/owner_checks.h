/* Check 7 of Forward Open: who has these points, and whether they are to be had (docs/protocol.md, "Application
 * types"). */
#ifndef EIP_CONNECTION_OWNER_CHECKS_H
#define EIP_CONNECTION_OWNER_CHECKS_H

#include "connection/opening.h"

/* An assembly that the application does not stand by is nobody's to open: 0x02. An O->T point has one owner: 01/0106.
 */
eip_refusal eip_open_check_owner(eip_opening *opening);
/* Listening needs someone to listen to: 01/0119. */
eip_refusal eip_open_check_producer(eip_opening *opening);
/* This point's own limit: 01/011A. */
eip_refusal eip_open_check_point_limit(eip_opening *opening);

#endif
