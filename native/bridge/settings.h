// What may be set over the wire, as eip_settings (deps/opener/include/opener/network.h). Plain values between the
// objects, JavaScript and the host; of a request the bytes, which JavaScript reads as so many words in this order.
#pragma once

#include <cstdint>

namespace eip::bridge {

struct Settings {
  uint32_t dscp_urgent, dscp_scheduled, dscp_high, dscp_low, dscp_explicit;
  uint32_t multicast_ttl;
  uint32_t multicast_explicit;  // 0: by the rule
  uint32_t multicast_count, multicast_first;
  uint32_t inactivity_timeout_s;
};

}  // namespace eip::bridge
