#include "host/network_info.h"

#include <cstring>

#include "host/text.h"

namespace eip::host {

bridge::NetworkInfo ToBridge(const InterfaceSnapshot& snapshot, bool known) {
  const eip_interface& from = snapshot.interface;
  bridge::NetworkInfo to{};
  to.known = known;
  to.present = snapshot.present;
  to.enabled = from.enabled;
  to.link = from.link;
  to.address = from.address;
  to.mask = from.mask;
  to.gateway = from.gateway;
  to.name_server = from.name_server;
  to.name_server_2 = from.name_server_2;
  to.by_dhcp = from.by_dhcp;
  to.speed_mbit = from.speed_mbit;
  to.full_duplex = from.full_duplex;
  std::memcpy(to.mac, from.mac, sizeof from.mac);
  CopyText(from.label, to.name);
  CopyText(from.domain, to.domain);
  CopyText(from.host_name, to.host_name);
  return to;
}

}  // namespace eip::host
