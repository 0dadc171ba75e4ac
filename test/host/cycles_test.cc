// Thousands of opens, refusals and sessions over real sockets leave no connection, descriptor or memory behind.
#include "../core/support/live_bytes.h"
#include "adapter.h"
#include "originator.h"
#include "tap.h"

using namespace test;
using eip::bridge::Counter;

namespace {

// Less than the smallest piece of the heap a cycle: nothing is left of a cycle, whatever a library keeps for itself.
constexpr size_t kNothing = 16'000;
constexpr int kCycles = 2000;

void OpensAndRefusals() {
  Adapter adapter;
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  OpenRequest good, bad;
  bad.rpi_us = 1;
  scanner.Open(good);
  scanner.Close(good.serial);
  const size_t descriptors = OpenDescriptors(), bytes = live_bytes();
  bool opened = true, refused = true;
  for (uint16_t i = 0; i < kCycles; i++) {
    good.serial = i;
    opened = opened && scanner.Open(good) == 0 && scanner.Close(i) == 0;
    refused = refused && scanner.Open(bad) == 0x010112;
  }
  tap::Ok(opened, "2,000 opens and closes all succeed");
  tap::Ok(refused, "2,000 opens are all refused");
  tap::Equal(OpenDescriptors(), descriptors, "and no descriptor is left of them");
  tap::Ok(live_bytes() < bytes + kNothing, "nor a piece of memory");
  tap::Ok(adapter.Count(Counter::kIoConnections) == 0 && adapter.Count(Counter::kPendingRequests) == 0,
          "nor a connection or a pending request");
}

// Registers, is half-way through a message, and goes; every other one is reset.
void ComeAndGo(Adapter& adapter, int i) {
  TcpClient client(adapter.opened().port);
  client.Register();
  client.Send({0x6F, 0, 0x10, 0});
  if (i % 2 == 1) client.Abort();
}

void Sessions() {
  Adapter adapter;
  adapter.Open();
  const auto nobody = [&] { return adapter.Count(Counter::kPeers) == 0 && adapter.Count(Counter::kSessions) == 0; };
  for (int i = 0; i < 20; i++) ComeAndGo(adapter, i);
  const bool ready = Eventually(nobody);
  const size_t descriptors = OpenDescriptors(), bytes = live_bytes();
  for (int i = 0; i < kCycles; i++) ComeAndGo(adapter, i);
  tap::Ok(ready && Eventually(nobody), "2,000 TCP connections with a session come and go");
  tap::Ok(Eventually([&] { return OpenDescriptors() == descriptors; }), "and no descriptor is left of them");
  tap::Ok(live_bytes() < bytes + kNothing, "nor a piece of memory");
}

}  // namespace

int main() {
  OpensAndRefusals();
  Sessions();
  return tap::Done();
}
