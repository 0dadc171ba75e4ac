#include "host/interface_reader.h"

#include <arpa/inet.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <limits>

#include "host/link_settings.h"
#include "host/resolver.h"
#include "host/text.h"

namespace eip::host {

namespace {

constexpr const char* kResolverFile = "/etc/resolv.conf";

uint32_t MaskOf(unsigned prefix) { return prefix == 0 ? 0 : UINT32_MAX << (32 - (prefix > 32 ? 32 : prefix)); }

uint32_t AddressAt(const NetlinkAttributes& attributes, uint16_t type) {
  return ntohl(attributes.Get<uint32_t>(type).value_or(0));
}

// The kernel takes what is sent to the last address of a subnet for a broadcast too; subnets of two have none.
uint32_t BroadcastOf(uint32_t address, uint32_t mask, uint32_t configured) {
  const bool usable = configured != 0 && configured != INADDR_BROADCAST && configured != address;
  if (usable) return configured;
  return ~mask > 1 ? address | ~mask : 0;
}

// Addresses with an end are leased.
bool IsLeased(const NetlinkAttributes& attributes) {
  const auto times = attributes.Get<ifa_cacheinfo>(IFA_CACHEINFO);
  return times && times->ifa_valid != std::numeric_limits<uint32_t>::max();
}

// Linux counts less than the objects have: what it does not tell stays 0 (docs/protocol.md, "Ethernet Link object").
void CopyCounters(const rtnl_link_stats64& from, eip_interface* to) {
  const auto low = [](uint64_t count) { return static_cast<uint32_t>(count); };
  to->counters = {low(from.rx_bytes),
                  low(from.rx_packets - from.multicast),
                  low(from.multicast),
                  low(from.rx_dropped),
                  low(from.rx_errors),
                  0,
                  low(from.tx_bytes),
                  low(from.tx_packets),
                  0,
                  low(from.tx_dropped),
                  low(from.tx_errors)};
  to->media = {};
  to->media.alignment_errors = low(from.rx_frame_errors);
  to->media.fcs_errors = low(from.rx_crc_errors);
  to->media.sqe_errors = low(from.tx_heartbeat_errors);
  to->media.late_collisions = low(from.tx_window_errors);
  to->media.excessive_collisions = low(from.tx_aborted_errors);
  to->media.mac_transmit_errors = low(from.tx_fifo_errors);
  to->media.carrier_sense_errors = low(from.tx_carrier_errors);
  to->media.frame_too_long = low(from.rx_length_errors);
  to->media.mac_receive_errors = low(from.rx_over_errors + from.rx_fifo_errors);
}

void ReadNames(eip_interface* to) {
  char name[sizeof to->host_name] = {};
  if (gethostname(name, sizeof name - 1) != 0) name[0] = '\0';
  CopyText(name, to->host_name);
  ReadResolver(kResolverFile, to);
}

void CopyLink(const nlmsghdr& message, InterfaceSnapshot* to) {
  const auto body = NetlinkBody<ifinfomsg>(message);
  const NetlinkAttributes attributes(message, sizeof body);
  eip_interface& interface = to->interface;
  interface.index = static_cast<uint32_t>(body.ifi_index);
  CopyText(attributes.Text(IFLA_IFNAME), interface.label);
  interface.enabled = (body.ifi_flags & IFF_UP) != 0;
  interface.link = interface.enabled && attributes.Get<uint8_t>(IFLA_CARRIER).value_or(1) != 0;
  const auto mac = attributes.Find(IFLA_ADDRESS);
  std::memset(interface.mac, 0, sizeof interface.mac);
  if (mac.size() == sizeof interface.mac) std::memcpy(interface.mac, mac.data(), mac.size());
  CopyCounters(attributes.GetPart<rtnl_link_stats64>(IFLA_STATS64), &interface);
}

}  // namespace

int InterfaceReader::Open() {
  if (const int error = netlink_.Open(0)) return error;
  socket_ = Fd(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  return socket_.valid() ? 0 : errno;
}

// All of 127.0.0.0/8 is this machine, though the loopback interface lists one address of it.
int InterfaceReader::FindCarrier(uint32_t address, Carrier* exact, Carrier* subnet) {
  struct {
    nlmsghdr header{};
    ifaddrmsg body{};
  } request;
  request.header.nlmsg_type = RTM_GETADDR;
  request.body.ifa_family = AF_INET;
  return netlink_.Ask(request, NLM_F_DUMP, [&](const nlmsghdr& message) {
    const auto body = NetlinkBody<ifaddrmsg>(message);
    if (message.nlmsg_type != RTM_NEWADDR || body.ifa_family != AF_INET) return;
    const NetlinkAttributes attributes(message, sizeof body);
    const uint32_t theirs = AddressAt(attributes, IFA_LOCAL);
    const Carrier carrier{body.ifa_index, MaskOf(body.ifa_prefixlen), AddressAt(attributes, IFA_BROADCAST),
                          IsLeased(attributes)};
    if (theirs == address && exact->index == 0) *exact = carrier;
    if (((theirs ^ address) & carrier.mask) == 0 && subnet->index == 0) *subnet = carrier;
  });
}

int InterfaceReader::ReadLink(uint32_t index, InterfaceSnapshot* snapshot, bool* is_loopback) {
  struct {
    nlmsghdr header{};
    ifinfomsg body{};
  } request;
  request.header.nlmsg_type = RTM_GETLINK;
  request.body.ifi_index = static_cast<int>(index);
  return netlink_.Ask(request, 0, [&](const nlmsghdr& message) {
    *is_loopback = (NetlinkBody<ifinfomsg>(message).ifi_flags & IFF_LOOPBACK) != 0;
    CopyLink(message, snapshot);
  });
}

// Of the default routes of the main table by this interface the one with the least metric.
int InterfaceReader::ReadGateway(uint32_t index, uint32_t* gateway) {
  struct {
    nlmsghdr header{};
    rtmsg body{};
    rtattr attribute{RTA_LENGTH(sizeof(uint32_t)), RTA_OIF};
    uint32_t index = 0;
  } request;
  request.header.nlmsg_type = RTM_GETROUTE;
  request.body.rtm_family = AF_INET;
  request.body.rtm_table = RT_TABLE_MAIN;
  request.index = index;
  uint32_t found = 0, best = std::numeric_limits<uint32_t>::max();
  const int error = netlink_.Ask(request, NLM_F_DUMP, [&](const nlmsghdr& message) {
    const auto body = NetlinkBody<rtmsg>(message);
    if (message.nlmsg_type != RTM_NEWROUTE || body.rtm_dst_len != 0 || body.rtm_table != RT_TABLE_MAIN) return;
    const NetlinkAttributes attributes(message, sizeof body);
    const uint32_t metric = attributes.Get<uint32_t>(RTA_PRIORITY).value_or(0);
    const uint32_t by = AddressAt(attributes, RTA_GATEWAY);
    if (attributes.Get<uint32_t>(RTA_OIF) != index || by == 0 || (found != 0 && metric >= best)) return;
    found = by;
    best = metric;
  });
  if (error == 0) *gateway = found;
  return error;
}

int InterfaceReader::Read(uint32_t address, InterfaceSnapshot* snapshot) {
  Carrier exact, subnet;
  if (const int error = FindCarrier(address, &exact, &subnet)) return error;
  const Carrier& carrier = exact.index != 0 ? exact : subnet;
  InterfaceSnapshot read{};
  bool is_loopback = false;
  if (carrier.index != 0) {
    if (const int error = ReadLink(carrier.index, &read, &is_loopback)) return error;
  }
  if (carrier.index == 0 || (exact.index == 0 && !is_loopback)) {
    snapshot->present = snapshot->interface.link = false;
    snapshot->interface.address = address;
    return 0;
  }
  eip_interface& interface = read.interface;
  if (const int error = ReadGateway(carrier.index, &interface.gateway)) return error;
  interface.address = address;
  interface.mask = carrier.mask;
  interface.by_dhcp = carrier.leased;
  interface.type = is_loopback ? EIP_LINK_INTERNAL : EIP_LINK_UNKNOWN;
  ReadLinkSettings(socket_.get(), &interface);
  ReadNames(&interface);
  read.broadcast = BroadcastOf(address, carrier.mask, carrier.broadcast);
  read.present = true;
  *snapshot = read;
  return 0;
}

int InterfaceReader::Refresh(InterfaceSnapshot* snapshot) {
  InterfaceSnapshot read = *snapshot;
  bool is_loopback = false;
  if (const int error = ReadLink(read.interface.index, &read, &is_loopback)) return error;
  read.interface.link &= read.present;
  ReadNames(&read.interface);
  *snapshot = read;
  return 0;
}

}  // namespace eip::host
