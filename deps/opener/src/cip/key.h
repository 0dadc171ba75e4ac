/* The electronic key of a connection path (docs/protocol.md, "Electronic key"). */
#ifndef EIP_CIP_KEY_H
#define EIP_CIP_KEY_H

#include "cip/epath.h"
#include "opener/config.h"

/* What a key segment says against our identity, as (general << 16 | extended): 0 = matches,
 * 01/0114, 01/0115, 01/0116, 01/0315 (format other than 4), 0x13 without extended (cut). */
uint32_t eip_key_check(const eip_segment *key, const eip_identity *identity);

#endif
