// Who may talk: by address, over real sockets from several addresses of the loopback network.
#include "host/access.h"

#include <memory>
#include <vector>

#include "adapter.h"
#include "host/address_set.h"
#include "host/clock.h"
#include "host/denial_log.h"
#include "originator.h"
#include "tap.h"

using namespace test;
using eip::bridge::AdapterOptions;
using eip::bridge::Counter;
using eip::bridge::Denial;
using eip::bridge::DenialReason;
using eip::bridge::Event;
using eip::bridge::EventKind;
using eip::bridge::Network;
using eip::host::AddressSet;
using eip::host::DenialLog;

namespace {

constexpr uint32_t kAllowed = 0x7F000001, kStranger = 0x7F000009;
constexpr const char* kStrangerText = "127.0.0.9";

AdapterOptions Only(std::vector<Network> explicit_messages, std::vector<Network> io) {
  AdapterOptions options = SampleOptions();
  options.access.explicit_messages = std::move(explicit_messages);
  options.access.io = std::move(io);
  return options;
}

AdapterOptions OnlyTheAllowed() { return Only({{kAllowed, UINT32_MAX}}, {{kAllowed, UINT32_MAX}}); }

// ---- sets and logs

void SetsHoldTheirNetworks() {
  struct Case {
    const char* rule;
    std::vector<Network> networks;
    uint32_t address;
    bool has;
  };
  const std::vector<Network> several = {
      {0x0A000000, 0xFF000000}, {0xC0A80110, UINT32_MAX}, {0xC0A80111, UINT32_MAX}, {0x0A010000, 0xFFFF0000}};
  const Case cases[] = {
      {"an empty set has nobody", {}, 0, false},
      {"0/0 has the first address", {{0, 0}}, 0, true},
      {"0/0 has the last address", {{0, 0}}, UINT32_MAX, true},
      {"two halves are everybody", {{0x80000000, 0x80000000}, {0, 0x80000000}}, 0x80000000, true},
      {"the address before a network", several, 0x09FFFFFF, false},
      {"the first of a network", several, 0x0A000000, true},
      {"the last of a network, behind one inside it", several, 0x0AFFFFFF, true},
      {"the address behind a network", several, 0x0B000000, false},
      {"the address before a single one", several, 0xC0A8010F, false},
      {"a single address", several, 0xC0A80110, true},
      {"its neighbour", several, 0xC0A80111, true},
      {"the address behind both", several, 0xC0A80112, false},
      {"the last address of all", {{UINT32_MAX, UINT32_MAX}}, UINT32_MAX, true},
      {"and not the first", {{UINT32_MAX, UINT32_MAX}}, 0, false},
      {"a network up to the last address, and one more", {{0xFF000000, 0xFF000000}, {1, UINT32_MAX}}, 0xFFFFFFFE, true},
  };
  for (const Case& c : cases) tap::Equal(AddressSet(c.networks).Has(c.address), c.has, c.rule);
}

std::vector<Denial> TakeAll(DenialLog& log) {
  std::vector<Denial> all;
  log.Take([&](const Denial& denial) {
    all.push_back(denial);
    return true;
  });
  return all;
}

void ALogIsBounded() {
  DenialLog log;
  tap::Ok(log.empty(), "denials: none at first");
  for (int i = 0; i < 5; i++) log.Note(1, DenialReason::kTcp);
  log.Note(1, DenialReason::kUdp);
  auto all = TakeAll(log);
  tap::Ok(all.size() == 2 && all[0].count == 5 && all[1].count == 1 && all[1].reason == DenialReason::kUdp,
          "denials: counted by address and reason");
  tap::Ok(log.empty(), "denials: told once");
  for (uint32_t i = 0; i < 100'000; i++) log.Note(i + 1, i % 2 == 0 ? DenialReason::kTcp : DenialReason::kIo);
  all = TakeAll(log);
  tap::Equal(all.size(), DenialLog::kPlaces + 2, "denials: a flood from 100,000 addresses takes a few places");
  uint64_t sum = 0;
  for (const Denial& denial : all) sum += denial.count;
  tap::Equal(sum, uint64_t{100'000}, "denials: and none of it is lost");
  tap::Ok(all.back().address == 0 && all[DenialLog::kPlaces].address == 0, "denials: the others by reason");
}

void ALogKeepsWhatIsNotTold() {
  DenialLog log;
  for (uint32_t i = 0; i < 40; i++) log.Note(i + 1, DenialReason::kTcp);
  size_t told = 0;
  log.Take([&](const Denial&) { return told++ < 3; });
  tap::Ok(!log.empty(), "denials: no room for more of them: the rest stays");
  const auto rest = TakeAll(log);
  tap::Ok(rest.size() == DenialLog::kPlaces - 3 + 1 && rest[0].address == 4 && rest.back().count == 24,
          "denials: in order, with its counts");
}

// ---- on the wire

void AStrangersConnectionIsClosedUnread() {
  Adapter adapter(OnlyTheAllowed());
  adapter.Open();
  TcpClient stranger(adapter.opened().port, 0, kStrangerText), friendly(adapter.opened().port);
  stranger.Send(Encap(0x04, 0, {}));
  tap::Ok(stranger.ClosedByPeer(), "tcp: a connection of an address that is not allowed is closed");
  tap::Ok(friendly.Register() != 0, "tcp: one that is allowed is served");
  tap::Equal(adapter.Count(Counter::kTcpDenied), uint64_t{1}, "tcp: counted");
  tap::Ok(adapter.Count(Counter::kEncapMessages) == 1 && adapter.Count(Counter::kPeers) == 1,
          "tcp: nothing of it was read, and it takes no place");
  Event event{};
  tap::Ok(adapter.WaitForEvent(EventKind::kDenied, &event), "tcp: and told");
  tap::Ok(event.denial.address == kStranger && event.denial.reason == DenialReason::kTcp && event.denial.count == 1,
          "tcp: with address, reason and count");
}

void AStrangersDatagramIsDropped() {
  Adapter adapter(OnlyTheAllowed());
  adapter.Open();
  UdpSocket stranger(kStrangerText), friendly;
  stranger.Send(kAdapterAddress, adapter.opened().port, Encap(0x63, 0, {}));
  stranger.Send(kAdapterAddress, adapter.opened().port, Bytes(1500));
  friendly.Send(kAdapterAddress, adapter.opened().port, Encap(0x63, 0, {}));
  tap::Ok(!friendly.Receive().empty(), "udp: ListIdentity of an address that is allowed is answered");
  tap::Ok(stranger.Receive(0).empty(), "udp: one that is not gets nothing");
  tap::Equal(adapter.Count(Counter::kUdpDenied), uint64_t{2}, "udp: counted");
  tap::Ok(adapter.Count(Counter::kExplicitOversized) == 0 && adapter.WaitForCounter(Counter::kEncapMessages, 1),
          "udp: and counted as nothing else");
}

void OpeningNeedsItsOwnPermission() {
  Adapter adapter(Only({{0x7F000000, 0xFF000000}}, {{kAllowed, UINT32_MAX}}));
  adapter.Open();
  Scanner stranger(adapter.opened().port, adapter.opened().io_port, kStrangerText);
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  tap::Equal(stranger.Open({}), 0x0F0000u, "open: an address without I/O is refused with 0x0F");
  tap::Equal(scanner.Open({}), 0u, "open: one with it is not");
  tap::Equal(adapter.Count(Counter::kOpensDenied), uint64_t{1}, "open: counted");

  const uint64_t rejected = adapter.Count(Counter::kIoForeign);
  stranger.udp().Send(kAdapterAddress, adapter.opened().io_port,
                      OutputPacket(scanner.output_id(), 1, 1, 1, Bytes(32, 0x66)));
  tap::Ok(adapter.WaitForCounter(Counter::kIoDenied, 1), "i/o: a datagram of an address without I/O is counted");
  scanner.Send(Bytes(32, 0x11));
  tap::Ok(adapter.WaitForCounter(Counter::kIoNewData, 1), "i/o: the connection takes its own data");
  tap::Equal(adapter.Count(Counter::kIoForeign), rejected, "i/o: what is denied never reaches the connection");
}

void AnAddressHasItsShare() {
  AdapterOptions options = SampleOptions();
  options.access.sessions_per_peer = 2;
  Adapter adapter(std::move(options));
  adapter.Open();
  const uint16_t port = adapter.opened().port;
  TcpClient first(port), second(port), third(port), other(port, 0, kStrangerText);
  tap::Ok(first.Register() != 0 && second.Register() != 0, "share: as many as one address may have");
  tap::Ok(third.ClosedByPeer(), "share: one more is closed");
  tap::Ok(other.Register() != 0, "share: another address has its own");
  tap::Equal(adapter.Count(Counter::kPerPeerDenied), uint64_t{1}, "share: counted");
  first.Abort();
  tap::Ok(Eventually([&] { return adapter.Count(Counter::kPeers) == 2; }), "share: one of them goes");
  tap::Ok(TcpClient(port).Register() != 0, "share: and its place is free");
}

void ReadOnlyIsReadOnly() {
  AdapterOptions options = SampleOptions();
  options.access.read_only = true;
  options.allow_settings = true;
  options.assemblies[kExplicit].settable = true;
  Adapter adapter(std::move(options));
  adapter.Open();
  adapter.Handle(eip::bridge::RequestKind::kReset);
  TcpClient client(adapter.opened().port);
  const uint32_t session = client.Register();
  const auto status = [&](Bytes request) {
    client.Send(Unconnected(session, request));
    const Bytes reply = client.Receive();
    return reply.size() > 42 ? reply[42] : 0xFF;
  };
  tap::Equal(status({0x10, 3, 0x20, 0x04, 0x24, 154, 0x30, 3, 1, 2, 3, 4, 5, 6, 7, 8}), 0x0F, "read only: Set");
  tap::Equal(status({0x10, 3, 0x20, 0x48, 0x24, 1, 0x30, 4, 1}), 0x0F, "read only: Set of a setting");
  tap::Equal(status({0x05, 2, 0x20, 0x01, 0x24, 1}), 0x0F, "read only: Reset");
  tap::Equal(status({0x0E, 3, 0x20, 0x04, 0x24, 154, 0x30, 3}), 0, "read only: Get");
  tap::Equal(adapter.Count(Counter::kWritesDenied), uint64_t{3}, "read only: counted");
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  tap::Equal(scanner.Open({}), 0u, "read only: I/O connections open as ever");
}

// ---- floods

void AFloodOfConnectionsLeavesNothing() {
  Adapter adapter(OnlyTheAllowed());
  adapter.Open();
  constexpr uint64_t kFlood = 2000;
  TcpClient friendly(adapter.opened().port);
  friendly.Register();
  const size_t before = OpenDescriptors();
  for (uint64_t i = 0; i < kFlood; i++) {
    TcpClient stranger(adapter.opened().port, 0, kStrangerText);
    stranger.Abort();
  }
  tap::Ok(adapter.WaitForCounter(Counter::kTcpDenied, 1), "flood: connections are denied");
  tap::Ok(TcpClient(adapter.opened().port).Register() != 0, "flood: whoever is allowed gets in behind it");
  // Those that were gone before they were accepted are the kernel's.
  tap::Ok(
      adapter.Count(Counter::kTcpDenied) <= kFlood && Eventually([&] { return adapter.Count(Counter::kPeers) == 1; }),
      "flood: each counted once");
  tap::Ok(Eventually([&] { return OpenDescriptors() == before; }), "flood: no descriptor is left");
}

void AFloodIsToldOnceAMinute() {
  Adapter adapter(OnlyTheAllowed());
  adapter.Open();
  const uint64_t began_us = eip::host::NowUs();
  std::vector<std::unique_ptr<UdpSocket>> strangers;
  for (int i = 0; i < 40; i++) strangers.push_back(std::make_unique<UdpSocket>("127.0.9." + std::to_string(i + 1)));
  strangers[0]->Send(kAdapterAddress, adapter.opened().port, Encap(0x63, 0, {}));
  tap::Ok(adapter.WaitForEvent(EventKind::kDenied), "flood: the first one is told at once");
  adapter.state().ClearEventsMark();
  for (int round = 0; round < 10; round++) {
    for (auto& stranger : strangers) stranger->Send(kAdapterAddress, adapter.opened().port, Encap(0x63, 0, {}));
    adapter.WaitForCounter(Counter::kUdpDenied, static_cast<uint64_t>(1 + 40 * (round + 1)));
  }
  tap::Equal(adapter.Count(Counter::kUdpDenied), uint64_t{401}, "flood: 400 more, each counted");
  size_t told = 0;
  while (const auto event = adapter.state().events.Pop()) told += event->kind == EventKind::kDenied ? 1 : 0;
  const uint64_t minutes = (eip::host::NowUs() - began_us) / (60 * eip::host::kUsPerSecond);  // none, as a rule
  tap::Ok(told <= minutes * (DenialLog::kPlaces + 1), "flood: and none of them told within this minute");
}

// JavaScript has not looked: nothing is added to what waits for it.
void NothingIsToldToWhoDoesNotListen() {
  Adapter adapter(OnlyTheAllowed());
  adapter.Open();
  adapter.state().MarkEvents();
  UdpSocket stranger(kStrangerText);
  stranger.Send(kAdapterAddress, adapter.opened().port, Encap(0x63, 0, {}));
  tap::Ok(adapter.WaitForCounter(Counter::kUdpDenied, 1), "told: denied while JavaScript has not looked");
  for (int i = 0; i < 3; i++) tap::Ok(TcpClient(adapter.opened().port).Register() != 0, "told: its loop turned since");
  tap::Ok(!adapter.state().events.Pop().has_value(), "told: nothing yet");
  adapter.state().ClearEventsMark();
  tap::Ok(adapter.WaitForEvent(EventKind::kDenied), "told: when it looks again");
}

}  // namespace

int main() {
  SetsHoldTheirNetworks();
  ALogIsBounded();
  ALogKeepsWhatIsNotTold();
  AStrangersConnectionIsClosedUnread();
  AStrangersDatagramIsDropped();
  OpeningNeedsItsOwnPermission();
  AnAddressHasItsShare();
  ReadOnlyIsReadOnly();
  AFloodOfConnectionsLeavesNothing();
  AFloodIsToldOnceAMinute();
  NothingIsToldToWhoDoesNotListen();
  return tap::Done();
}
