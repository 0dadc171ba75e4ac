// T->O to a group: who joined gets the one shared production, with the TTL that the core says.
#include "adapter.h"
#include "bridge/words.h"
#include "host/datagrams.h"
#include "originator.h"
#include "tap.h"

using namespace test;
using namespace eip::bridge;

namespace {

constexpr uint16_t kGroupPort = 2222;
constexpr size_t kId = 6, kSequence = 10;  // in a datagram

AdapterOptions GroupOptions() {
  AdapterOptions options = SampleOptions();
  options.points.push_back(
      {PointType::kInputOnly, 152, 100, 151, RealtimeFormat::kHeartbeat, RealtimeFormat::kModeless});
  return options;
}

OpenRequest InputOnly(uint16_t serial) {
  OpenRequest open;
  open.serial = serial;
  open.output = 152;
  open.output_size = 0;
  open.multicast = true;
  return open;
}

// The next datagram of this production; other adapters of this machine may send to the same group.
Bytes Next(UdpSocket& socket, uint32_t id) {
  for (;;) {
    Bytes datagram = socket.Receive();
    if (datagram.empty() || (datagram.size() > kSequence + 4 && ReadU32(datagram, kId) == id)) return datagram;
  }
}

void OneProductionForTwo() {
  Adapter adapter(GroupOptions());
  adapter.Open();
  const uint16_t port = adapter.opened().port, io_port = adapter.opened().io_port;
  Scanner one(port, io_port), two(port, io_port, "127.0.0.3");
  tap::Equal(one.Open(InputOnly(1)), 0U, "group: the first originator opens");
  tap::Equal(two.Open(InputOnly(2)), 0U, "group: the second, at another address, too");
  tap::Ok(one.input_id() == two.input_id() && one.input_address() == two.input_address() &&
              one.input_address() >> 28 == 0xE,
          "group: both are told one id and one group");
  UdpSocket first = UdpSocket::InGroup(one.input_address(), kGroupPort, "127.0.0.1");
  UdpSocket second = UdpSocket::InGroup(two.input_address(), kGroupPort, "127.0.0.3");
  Bytes mine = Next(first, one.input_id());
  tap::Ok(!mine.empty(), "group: the first socket that joined hears it");
  Bytes theirs = Next(second, two.input_id());
  tap::Ok(!theirs.empty(), "group: the second socket that joined hears it");
  // Bring both to the same datagram: they joined one after the other.
  while (!mine.empty() && !theirs.empty() && ReadU32(mine, kSequence) < ReadU32(theirs, kSequence)) {
    mine = Next(first, one.input_id());
  }
  tap::Ok(!mine.empty() && mine == theirs, "group: both hear the same datagram");
  const uint32_t sequence = ReadU32(mine, kSequence);
  const Bytes later = Next(first, one.input_id());
  tap::Ok(!later.empty() && ReadU32(later, kSequence) == sequence + 1, "group: one datagram a slot, not one each");
  tap::Equal(first.ttl(), 1, "group: TTL 1 by default");
  tap::Equal(first.sender(), std::string(kAdapterAddress) + ":" + std::to_string(io_port),
             "group: sent from our address");
  auto& figures = adapter.state().figures;
  tap::Ok(Eventually([&] { return figures.Get(0, Figure::kSent) > 0 && figures.Get(1, Figure::kSent) > 0; }),
          "figures: each connection of the group counts what it was sent");
  tap::Equal(adapter.Count(Counter::kIoSendFailures), uint64_t{0}, "group: the kernel takes them all");
}

void PointToPointBesideAGroup() {
  Adapter adapter(GroupOptions());
  adapter.Open();
  Scanner group(adapter.opened().port, adapter.opened().io_port),
      owner(adapter.opened().port, adapter.opened().io_port);
  group.Open(InputOnly(1));
  OpenRequest open;
  open.serial = 2;
  tap::Equal(owner.Open(open), 0U, "group: an owner opens point-to-point beside it");
  tap::Equal(owner.Receive().size(), size_t{32}, "group: and gets its own datagrams");
  tap::Equal(group.udp().Receive(0).size(), size_t{0}, "group: which those of the group do not get");
}

void TtlAndTosOfEach() {
  constexpr uint32_t kGroup = 0xEFC0FF07;  // 239.192.255.7
  UdpSocket sender("127.0.0.2"), alone("127.0.0.1");
  const in_addr own{htonl(0x7F000002)};
  setsockopt(sender.fd(), IPPROTO_IP, IP_MULTICAST_IF, &own, sizeof own);
  UdpSocket group = UdpSocket::InGroup(kGroup, 0, "127.0.0.1");
  const Bytes bytes{1, 2, 3};
  const auto span = std::as_bytes(std::span(bytes));
  eip::host::DatagramSender batch;
  batch.Add({kGroup, group.port()}, span, 47, 7);
  batch.Add({0x7F000001, alone.port()}, span, 31, 0);
  batch.Add({kGroup, group.port()}, span, 55, 9);
  tap::Equal(batch.Flush(sender.fd()), size_t{0}, "batch: group and single mixed are all sent");
  int tos = 0;
  tap::Ok(group.Receive(2000, &tos) == bytes && group.ttl() == 7 && tos == 47 << 2, "batch: TTL and TOS of the first");
  tap::Ok(alone.Receive(2000, &tos) == bytes && tos == 31 << 2, "batch: TOS of the one between");
  tap::Ok(group.Receive(2000, &tos) == bytes && group.ttl() == 9 && tos == 55 << 2, "batch: TTL and TOS of the last");
  batch.Add({kGroup, group.port()}, span, 31, 0);
  batch.Flush(sender.fd());
  tap::Ok(group.Receive(2000, &tos) == bytes && group.ttl() == 1, "batch: no TTL is left of an earlier one");
}

}  // namespace

int main() {
  OneProductionForTwo();
  PointToPointBesideAGroup();
  TtlAndTosOfEach();
  return tap::Done();
}
