// What JavaScript is told of the interface that carries the adapter's address. Plain values, copied from one thread to
// the other: no counters, so that two are equal when nothing happened.
#pragma once

#include <cstdint>
#include <type_traits>

namespace eip::bridge {

// Addresses in host byte order, 0 = none; texts end with NUL.
struct NetworkInfo {
  uint32_t known;    // 0: the system does not tell us, and the rest says nothing
  uint32_t present;  // an interface carries the address; else the rest is as it was before
  uint32_t enabled, link;
  uint32_t address, mask, gateway, name_server, name_server_2;
  uint32_t by_dhcp;
  uint32_t speed_mbit;  // 0 = not known
  uint32_t full_duplex;
  uint8_t mac[8];  // six, and two zeros
  char name[68], domain[52], host_name[68];
};
static_assert(std::has_unique_object_representations_v<NetworkInfo>);  // compared as bytes

}  // namespace eip::bridge
