#include "host/settings.h"

namespace eip::host {

eip_settings ToCore(const bridge::Settings& from) {
  eip_settings to{};
  to.dscp_urgent = static_cast<uint8_t>(from.dscp_urgent);
  to.dscp_scheduled = static_cast<uint8_t>(from.dscp_scheduled);
  to.dscp_high = static_cast<uint8_t>(from.dscp_high);
  to.dscp_low = static_cast<uint8_t>(from.dscp_low);
  to.dscp_explicit = static_cast<uint8_t>(from.dscp_explicit);
  to.multicast_ttl = static_cast<uint8_t>(from.multicast_ttl);
  to.multicast_explicit = from.multicast_explicit != 0;
  to.multicast_count = static_cast<uint16_t>(from.multicast_count);
  to.multicast_first = from.multicast_first;
  to.inactivity_timeout_s = from.inactivity_timeout_s;
  return to;
}

bridge::Settings ToBridge(const eip_settings& from) {
  return {from.dscp_urgent,     from.dscp_scheduled,      from.dscp_high,          from.dscp_low,
          from.dscp_explicit,   from.multicast_ttl,       from.multicast_explicit, from.multicast_count,
          from.multicast_first, from.inactivity_timeout_s};
}

}  // namespace eip::host
