/* Which addresses T->O multicast may use (docs/protocol.md, "TCP/IP Interface object"). */
#ifndef EIP_CIP_MULTICAST_H
#define EIP_CIP_MULTICAST_H

#include "opener/config.h"

typedef struct {
  uint32_t first; /* host byte order */
  uint16_t count;
} eip_multicast_addresses;

/* As set, else by the rule: from 239.192.1.0 + 32 x (host part of our address - 1, of that 10 bits). */
eip_multicast_addresses eip_multicast_addresses_of(const eip_config *config);

#endif
