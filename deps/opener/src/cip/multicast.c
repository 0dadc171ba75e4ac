#include "cip/multicast.h"

#define RULE_BASE UINT32_C(0xEFC00100) /* 239.192.1.0 */

enum { RULE_COUNT = 32, RULE_HOST_MASK = 0x3FF };

eip_multicast_addresses eip_multicast_addresses_of(const eip_config *config) {
  const eip_settings *settings = &config->settings;
  if (settings->multicast_explicit) {
    return (eip_multicast_addresses){settings->multicast_first, settings->multicast_count};
  }
  uint32_t host = config->interface.address & ~config->interface.mask;
  return (eip_multicast_addresses){RULE_BASE + RULE_COUNT * ((host - 1) & RULE_HOST_MASK), RULE_COUNT};
}
