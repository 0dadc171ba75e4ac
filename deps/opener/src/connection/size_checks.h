/* Check 9 of Forward Open: how much data travels each way (docs/protocol.md, "Sizes"). */
#ifndef EIP_CONNECTION_SIZE_CHECKS_H
#define EIP_CONNECTION_SIZE_CHECKS_H

#include "connection/opening.h"

/* 01/0127, 0128 with the size that would do. Finds the bytes of each assembly that travel. */
eip_refusal eip_open_check_sizes(eip_opening *opening);

#endif
