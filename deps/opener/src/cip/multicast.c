#include "cip/multicast.h"

#define RULE_BASE UINT32_C(0xEFC00100) /* 239.192.1.0 */

enum { RULE_BLOCK = 32, RULE_HOST_MASK = 0x3FF };

static uint32_t first_by_rule(const eip_interface *interface) {
  uint32_t host = interface->address & ~interface->mask;
  return RULE_BASE + RULE_BLOCK * ((host - 1) & RULE_HOST_MASK);
}

eip_multicast_addresses eip_multicast_addresses_of(const eip_config *config) {
  const eip_settings *settings = &config->settings;
  uint32_t first = settings->multicast_explicit ? settings->multicast_first : first_by_rule(&config->interface);
  return (eip_multicast_addresses){first, settings->multicast_count};
}
