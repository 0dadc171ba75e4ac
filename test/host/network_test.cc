// The interface that carries the address: read, and followed by a running adapter. What changes interfaces runs in a
// network namespace of its own, where the system grants one.
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "adapter.h"
#include "host/interface_reader.h"
#include "host/socket.h"
#include "originator.h"
#include "tap.h"

using namespace test;
using namespace eip;
using bridge::EventKind;
using bridge::NetworkInfo;

namespace {

// Bytes that the loopback interface received, as the system tells them elsewhere.
uint64_t LoopbackBytes() {
  std::ifstream file("/proc/thread-self/net/dev");
  std::string word;
  while (file >> word && word != "lo:") continue;
  uint64_t bytes = 0;
  file >> bytes;
  return bytes;
}

host::InterfaceSnapshot ReadFor(const char* address) {
  host::InterfaceReader reader;
  host::InterfaceSnapshot snapshot{};
  if (reader.Open() == 0) reader.Read(*host::ParseAddress(address), &snapshot);
  return snapshot;
}

void LoopbackIsRead() {
  const auto snapshot = ReadFor("127.0.41.9");
  const eip_interface& lo = snapshot.interface;
  tap::Ok(snapshot.present, "any address of 127.0.0.0/8 is on the loopback interface");
  tap::Equal(std::string(lo.label), std::string("lo"), "loopback: its name");
  tap::Equal(lo.index, if_nametoindex("lo"), "loopback: its number");
  tap::Equal(lo.address, 0x7F002909u, "loopback: our address, not the one that it lists");
  tap::Equal(lo.mask, 0xFF000000u, "loopback: the mask");
  tap::Ok(lo.enabled && lo.link && lo.type == EIP_LINK_INTERNAL, "loopback: up, internal");
  tap::Ok(lo.speed_mbit == 0 && !lo.negotiates && lo.mode_count == 0, "loopback: no speed, no negotiation");
  char name[65] = {};
  gethostname(name, sizeof name - 1);
  tap::Equal(std::string(lo.host_name), std::string(name), "the host's name");
}

void AnAddressElsewhereIsNotPresent() {
  const auto snapshot = ReadFor("192.0.2.77");
  tap::Ok(!snapshot.present && !snapshot.interface.link, "an address that no interface carries is not present");
  tap::Equal(snapshot.interface.address, 0xC000024Du, "but it is ours all the same");
}

void CountersAreRefreshed() {
  host::InterfaceReader reader;
  host::InterfaceSnapshot snapshot{};
  reader.Open();
  reader.Read(0x7F000001, &snapshot);
  UdpSocket sender, receiver;
  const uint64_t before = LoopbackBytes();
  sender.Send("127.0.0.1", receiver.port(), Bytes(100));
  tap::Equal(reader.Refresh(&snapshot), 0, "counters are read again");
  const uint32_t counted = snapshot.interface.counters.in_octets - static_cast<uint32_t>(before);
  tap::Ok(counted >= 100 && counted <= LoopbackBytes() - before, "and are what the system has counted");
}

// ---- with interfaces of our own

bool Run(const std::string& command) { return std::system((command + " 2>/dev/null").c_str()) == 0; }

// Before any thread is started: it moves the calling thread, and those it starts.
bool OwnNetwork() {
  if (unshare(CLONE_NEWNET) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return false;
  return Run(
      "ip link set lo up && ip link add eip0 address 02:00:00:00:00:05 type veth peer name eip1 && "
      "ip address add 10.77.0.5/16 dev eip0 && ip link set eip0 up && ip link set eip1 up && "
      "ip route add default via 10.77.0.1 dev eip0 metric 50");
}

bridge::AdapterOptions OnOwnInterface() {
  auto options = SampleOptions();
  options.address = "10.77.0.5";
  options.allow_settings = true;
  return options;
}

// Waits until the network is told and is so.
bool WaitForNetwork(Adapter& adapter, bool (*so)(const NetworkInfo& info)) {
  return Eventually([&] { return so(adapter.state().network.Get()); }, 10'000);
}

void AnInterfaceIsRead() {
  const auto snapshot = ReadFor("10.77.0.5");
  const eip_interface& veth = snapshot.interface;
  tap::Equal(std::string(veth.label), std::string("eip0"), "interface: its name");
  tap::Equal(veth.mask, 0xFFFF0000u, "interface: the mask");
  tap::Equal(veth.gateway, 0x0A4D0001u, "interface: the gateway of its default route");
  const uint8_t mac[6] = {2, 0, 0, 0, 0, 5};
  tap::Ok(std::equal(mac, mac + 6, veth.mac), "interface: its MAC");
  tap::Equal(veth.speed_mbit, 10000u, "interface: the speed that its driver tells");
  tap::Ok(veth.full_duplex && !veth.negotiates, "interface: duplex and negotiation that its driver tells");
  tap::Ok(veth.link && veth.enabled && !veth.by_dhcp, "interface: a link, not leased");
}

void ALeasedAddressIsTold() {
  Run("ip address add 10.88.0.5/24 dev eip0 valid_lft 3600 preferred_lft 3600");
  tap::Ok(ReadFor("10.88.0.5").interface.by_dhcp, "an address that ends is leased");
}

void TheBestRouteCounts() {
  Run("ip route add default via 10.77.0.9 dev eip0 metric 10");
  tap::Equal(ReadFor("10.77.0.5").interface.gateway, 0x0A4D0009u, "of two default routes the one with less metric");
  Run("ip route del default via 10.77.0.9 dev eip0 metric 10");
}

void ARunningAdapterFollows() {
  Adapter adapter(OnOwnInterface());
  tap::Ok(adapter.Open(), "an adapter on an interface of its own", adapter.error().message);
  tap::Ok(adapter.state().network.Get().present != 0, "the network is known when open() returns");
  Run("ip link set eip1 down");
  tap::Ok(adapter.WaitForEvent(EventKind::kNetwork), "the link is lost: an event");
  tap::Ok(WaitForNetwork(adapter, [](const NetworkInfo& info) { return !info.link && info.present; }),
          "and the network has no link");
  Run("ip link set eip1 up");
  tap::Ok(WaitForNetwork(adapter, [](const NetworkInfo& info) { return info.link != 0; }), "the link is back");
  Run("ip address del 10.77.0.5/16 dev eip0");
  tap::Ok(WaitForNetwork(adapter, [](const NetworkInfo& info) { return info.present == 0; }), "the address is gone");
  Run("ip address add 10.77.0.5/24 dev eip0");
  tap::Ok(WaitForNetwork(adapter, [](const NetworkInfo& info) { return info.present && info.mask == 0xFFFFFF00; }),
          "it is back, with another mask");
  Run("ip route add default via 10.77.0.3 dev eip0");
  tap::Ok(WaitForNetwork(adapter, [](const NetworkInfo& info) { return info.gateway == 0x0A4D0003; }),
          "another gateway");
  Run("ip link set eip0 address 02:00:00:00:00:06");
  tap::Ok(WaitForNetwork(adapter, [](const NetworkInfo& info) { return info.mac[5] == 6; }), "another MAC");
}

void AnInterfaceMayGo() {
  Adapter adapter(OnOwnInterface());
  adapter.Open();
  Run("ip link del eip0");
  tap::Ok(WaitForNetwork(adapter, [](const NetworkInfo& info) { return info.present == 0; }),
          "the whole interface goes: the address is gone");
  Run("ip link add eip2 type veth peer name eip3 && ip address add 10.77.0.5/16 dev eip2 && ip link set eip2 up");
  tap::Ok(
      WaitForNetwork(adapter, [](const NetworkInfo& info) { return info.present && std::string(info.name) == "eip2"; }),
      "another interface takes it over");
}

void WithInterfacesOfOurOwn() {
  if (!OwnNetwork()) {
    tap::Ok(true, "interfaces that change # SKIP no network namespace, no veth or no ip(8) here");
    return;
  }
  AnInterfaceIsRead();
  ALeasedAddressIsTold();
  TheBestRouteCounts();
  ARunningAdapterFollows();
  AnInterfaceMayGo();
}

// ---- everywhere

void CountersComeWhileSomebodyIsThere() {
  Adapter adapter;
  adapter.Open();
  TcpClient client(adapter.opened().port);
  const uint32_t session = client.Register();
  const auto ask = [&] {
    client.Send(Unconnected(session, {0x0E, 0x03, 0x20, 0xF6, 0x24, 0x01, 0x30, 0x04}));
    const Bytes reply = client.Receive();
    return reply.size() >= 24 + 16 + 4 + 44 ? ReadU32(reply, 24 + 16 + 4) : 0;
  };
  const uint32_t first = ask();
  tap::Ok(Eventually([&] { return ask() != first; }, 10'000), "counters go on while somebody asks");
}

int TosOfAcceptedSocket(uint16_t client_port) {
  for (int fd = 0; fd < 256; fd++) {
    sockaddr_in peer{};
    socklen_t length = sizeof peer;
    if (getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &length) != 0 || ntohs(peer.sin_port) != client_port)
      continue;
    int tos = 0;
    socklen_t size = sizeof tos;
    getsockopt(fd, IPPROTO_IP, IP_TOS, &tos, &size);
    return tos;
  }
  return -1;
}

uint16_t PortOf(const TcpClient& client) {
  sockaddr_in own{};
  socklen_t length = sizeof own;
  getsockname(client.fd(), reinterpret_cast<sockaddr*>(&own), &length);
  return ntohs(own.sin_port);
}

void ExplicitMessagesCarryTheirDscp() {
  auto options = SampleOptions();
  options.allow_settings = true;
  options.settings.dscp_explicit = 10;
  Adapter adapter(options);
  adapter.Open();
  TcpClient client(adapter.opened().port);
  const uint32_t session = client.Register();
  tap::Equal(TosOfAcceptedSocket(PortOf(client)), 10 << 2, "QoS attribute 8: on TCP connections, as kept");
  const Bytes list = Encap(0x63, 0, {});
  UdpSocket udp;
  int tos = 0;
  udp.Send(kAdapterAddress, adapter.opened().port, list);
  udp.Receive(2000, &tos);
  tap::Equal(tos, 10 << 2, "QoS attribute 8: on UDP, as kept");
  client.Send(Unconnected(session, {0x10, 0x03, 0x20, 0x48, 0x24, 0x01, 0x30, 0x08, 20}));
  tap::Ok(client.Receive().size() > 0, "QoS attribute 8: set");
  udp.Send(kAdapterAddress, adapter.opened().port, list);
  udp.Receive(2000, &tos);
  tap::Equal(tos, 20 << 2, "QoS attribute 8: UDP replies carry the new value at once");
  TcpClient later(adapter.opened().port);
  later.Register();
  tap::Equal(TosOfAcceptedSocket(PortOf(later)), 20 << 2, "QoS attribute 8: later TCP connections have the new value");
  tap::Equal(TosOfAcceptedSocket(PortOf(client)), 10 << 2, "QoS attribute 8: those there are keep theirs");
}

}  // namespace

int main() {
  LoopbackIsRead();
  AnAddressElsewhereIsNotPresent();
  CountersAreRefreshed();
  CountersComeWhileSomebodyIsThere();
  ExplicitMessagesCarryTheirDscp();
  WithInterfacesOfOurOwn();
  return tap::Done();
}
