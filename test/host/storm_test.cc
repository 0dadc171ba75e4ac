// An adapter under attack: cyclic data keeps its sequence beside garbage and floods.
#include <atomic>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "adapter.h"
#include "originator.h"
#include "tap.h"

using namespace test;
using eip::bridge::Counter;

namespace {

constexpr int kStormMs = 1000;
constexpr uint32_t kRpiUs = 5'000;
constexpr uint8_t kMultiplier = 5;  // 128 intervals: a busy machine is no dead scanner

// What reaches the I/O port without being a packet of the connection.
std::vector<Bytes> Garbage(uint32_t live_id) {
  const Bytes data(32, 0xEE);
  std::vector<Bytes> all{{}, Bytes(1), Bytes(60'000, 0xFF), OutputPacket(live_id ^ 0x10000, 1, 1, 1, data)};
  all.push_back(OutputPacket(live_id, 0x7FFFFFFF, 0x7FFF, 1, Bytes(31, 0xEE)));
  const Bytes whole = OutputPacket(live_id, 0x7FFFFFFF, 0x7FFF, 1, data);
  for (size_t cut = 2; cut < whole.size(); cut += 7) all.emplace_back(whole.begin(), whole.begin() + cut);
  return all;
}

void ThrowGarbage(const Adapter& adapter, uint32_t live_id, const std::atomic<bool>& over) {
  UdpSocket originator, stranger("127.0.0.9");
  const std::vector<Bytes> garbage = Garbage(live_id);
  const Bytes stolen = OutputPacket(live_id, 0x7FFFFFFF, 0x7FFF, 1, Bytes(32, 0xEE));
  while (!over) {
    for (const Bytes& datagram : garbage) originator.Send(kAdapterAddress, adapter.opened().io_port, datagram);
    stranger.Send(kAdapterAddress, adapter.opened().io_port, stolen);
    stranger.Send(kAdapterAddress, adapter.opened().port, Bytes(40, 0x63));
    SleepMs(1);
  }
}

void FloodSessions(uint16_t port, const std::atomic<bool>& over) {
  TcpClient never_reads(port, 4096);
  Bytes heap;
  for (int i = 0; i < 100; i++) heap = heap + Encap(0x04, 0, {});
  while (!over) {
    never_reads.SendSome(heap);
    TcpClient half(port), reset(port);
    half.Send({0x6F, 0, 0x10, 0});
    reset.Send(heap);
    reset.Abort();
  }
}

// Sends and receives for the time of the storm; gaps in the encapsulation sequence.
uint32_t Exchange(Scanner& scanner) {
  uint32_t gaps = 0, last = 0;
  for (int i = 0; i < kStormMs * 1000 / static_cast<int>(kRpiUs); i++) {
    scanner.Send(Bytes(32, 0x11));
    const Bytes packet = scanner.udp().Receive(1000);
    const uint32_t sequence = packet.size() > 20 ? ReadU32(packet, 10) : 0;
    if (sequence != last + 1) gaps++;
    last = sequence;
  }
  return gaps;
}

void CyclicDataGoesOnBesideAnAttack() {
  Adapter adapter;
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  OpenRequest request;
  request.rpi_us = kRpiUs;
  request.multiplier = kMultiplier;
  tap::Equal(scanner.Open(request), 0u, "storm: the connection opens");
  std::atomic<bool> over{false};
  std::thread garbage([&] { ThrowGarbage(adapter, scanner.output_id(), over); });
  std::thread sessions([&] { FloodSessions(adapter.opened().port, over); });
  const uint32_t gaps = Exchange(scanner);
  const uint32_t closed = scanner.Close(request.serial);
  over = true;
  garbage.join();
  sessions.join();
  tap::Equal(gaps, 0u, "storm: no gap in what is produced, beside garbage, floods, resets and half messages");
  tap::Ok(adapter.Count(Counter::kIoMalformed) > 0 && adapter.Count(Counter::kIoForeign) > 0 &&
              adapter.Count(Counter::kIoUnknown) > 0,
          "storm: each kind of garbage arrived and was counted");
  std::vector<std::byte> value(32);
  adapter.state().Output(kOutput)->Take(value);
  tap::Ok(value == std::vector<std::byte>(32, std::byte{0x11}), "storm: the output holds what its originator sent");
  tap::Equal(closed, 0u, "storm: the connection lived until it was closed");
}

// What the machine dropped before it came to a socket, since it started.
uint64_t DroppedByTheMachine() {
  std::ifstream lines("/proc/net/softnet_stat");
  std::string processed, dropped, rest;
  uint64_t sum = 0;
  while (lines >> processed >> dropped && std::getline(lines, rest)) sum += std::stoull(dropped, nullptr, 16);
  return sum;
}

constexpr size_t kFlood = 60'000;

void Flood(uint16_t port, const Bytes& datagram) {
  UdpSocket stranger("127.0.0.9");
  for (size_t i = 0; i < kFlood; i++) stranger.Send(kAdapterAddress, port, datagram);
}

void AFloodIsReadOrDroppedButCounted() {
  Adapter adapter;
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  OpenRequest request;
  request.rpi_us = kRpiUs;
  request.multiplier = kMultiplier;
  tap::Equal(scanner.Open(request), 0u, "flood: the connection opens");
  const uint64_t lost_before = DroppedByTheMachine();
  std::thread io([&] { Flood(adapter.opened().io_port, Bytes(100, 0x5A)); });
  std::thread explicits([&] { Flood(adapter.opened().port, Bytes(10, 0x5A)); });
  const uint32_t gaps = Exchange(scanner);
  io.join();
  explicits.join();
  const uint32_t closed = scanner.Close(request.serial);
  const auto counted = [&] {
    return adapter.Count(Counter::kIoMalformed) + adapter.Count(Counter::kIoStraysDropped) +
           adapter.Count(Counter::kEncapDiscarded) + adapter.Count(Counter::kExplicitKernelDropped);
  };
  tap::Ok(Eventually([&] { return counted() + DroppedByTheMachine() - lost_before >= 2 * kFlood; }),
          "flood: each datagram is counted as what it is, or as dropped", std::to_string(counted()));
  tap::Ok(counted() <= 2 * kFlood, "flood: and none twice");
  tap::Equal(adapter.Count(Counter::kIoKernelDropped), uint64_t{0}, "flood: none took the room of live data");
  tap::Ok(gaps == 0 && closed == 0, "flood: the connection never noticed");
}

// Each has more on its way than a turn takes of one peer (32 KiB), so that two of them are more than a turn has time
// for.
constexpr size_t kAskers = 8;
constexpr size_t kRequestsAtOnce = 2'500;

// Sends requests without end and reads the replies.
void AskWithoutEnd(uint16_t port, const std::atomic<bool>& over) {
  TcpClient client(port);
  const Bytes request = Encap(0x04, 0, {});
  Bytes heap;
  for (size_t i = 0; i < kRequestsAtOnce; i++) heap.insert(heap.end(), request.begin(), request.end());
  while (!over) {
    client.SendSome(heap);
    while (!client.Receive(1).empty()) {
    }
  }
}

void GreedyPeersWaitForTheNextTurn() {
  Adapter adapter;
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  OpenRequest request;
  request.rpi_us = kRpiUs;
  request.multiplier = kMultiplier;
  scanner.Open(request);
  std::atomic<bool> over{false};
  std::vector<std::thread> askers;
  for (size_t i = 0; i < kAskers; i++) askers.emplace_back([&] { AskWithoutEnd(adapter.opened().port, over); });
  const uint32_t gaps = Exchange(scanner);
  const bool deferred = adapter.WaitForCounter(Counter::kWorkDeferred, 1);
  over = true;
  for (auto& asker : askers) asker.join();
  const uint32_t closed = scanner.Close(request.serial);
  tap::Equal(gaps, 0u, "greedy peers: no gap in what is produced");
  tap::Ok(deferred, "greedy peers: what does not fit a turn waits for the next one, and that is counted");
  tap::Equal(closed, 0u, "greedy peers: the connection lived");
}

}  // namespace

int main() {
  CyclicDataGoesOnBesideAnAttack();
  AFloodIsReadOrDroppedButCounted();
  GreedyPeersWaitForTheNextTurn();
  return tap::Done();
}
