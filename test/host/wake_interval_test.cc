// event_min_interval_us: wake-ups for data keep their distance, those for events do not wait.
#include <array>

#include "adapter.h"
#include "originator.h"
#include "tap.h"

using namespace test;
using namespace eip::bridge;

namespace {

constexpr uint32_t kIntervalUs = 200'000;

// As JavaScript drains: the word first, then what is marked.
void Drain(Adapter& adapter) {
  adapter.ClearWake();
  while (adapter.state().events.Pop()) continue;
  std::array<std::byte, 32> data{};
  while (const auto assembly = adapter.state().data.Pop()) adapter.state().Output(*assembly)->Take(data);
}

bool WokenAgain(Adapter& adapter, uint32_t since) {
  return Eventually([&] { return adapter.wakes() > since; });
}

void DataKeepsItsDistance() {
  auto options = SampleOptions();
  options.event_min_interval_us = kIntervalUs;
  Adapter adapter(options);
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  scanner.Open({});
  scanner.Send(Bytes(32, 1));  // the originator says run: the last event for a while
  adapter.WaitForEvent(EventKind::kRun);
  SleepMs(20);

  const uint32_t before = adapter.wakes();
  constexpr uint8_t kPackets = 100;
  for (uint8_t i = 1; i <= kPackets; i++) {
    Drain(adapter);
    scanner.Send(Bytes(32, i));
    SleepMs(5);
  }
  const uint32_t woken = adapter.wakes() - before;
  tap::Ok(woken >= 2 && woken <= 20, "wake interval: a hundred values over half a second wake a few times",
          std::to_string(woken) + " wake-ups");

  Drain(adapter);
  uint32_t last = adapter.wakes();
  scanner.Send(Bytes(32, 0xEE));
  tap::Ok(WokenAgain(adapter, last), "wake interval: the last value is told, nobody sends another");
}

// Idle comes with the next packet after one that woke for data: the event is told long before data would be again.
void AnEventDoesNotWait() {
  constexpr uint32_t kLongMs = 20'000;
  auto options = SampleOptions();
  options.event_min_interval_us = kLongMs * 1000;
  Adapter adapter(options);
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  scanner.Open({});
  scanner.Send(Bytes(32, 1));
  adapter.WaitForEvent(EventKind::kRun);
  Drain(adapter);
  const uint32_t last = adapter.wakes();
  scanner.Send(Bytes(32, 2), 0);
  tap::Ok(Eventually([&] { return adapter.wakes() > last; }, kLongMs / 2), "wake interval: an event does not wait");
}

void ZeroWakesForEach() {
  Adapter adapter;
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  scanner.Open({});
  scanner.Send(Bytes(32, 1));
  adapter.WaitForEvent(EventKind::kRun);
  int woken = 0;
  for (uint8_t i = 2; i < 12; i++) {
    SleepMs(2);
    Drain(adapter);
    const uint32_t last = adapter.wakes();
    scanner.Send(Bytes(32, i));
    if (WokenAgain(adapter, last)) woken++;
  }
  tap::Equal(woken, 10, "wake interval: 0 wakes for each value");
}

}  // namespace

int main() {
  DataKeepsItsDistance();
  AnEventDoesNotWait();
  ZeroWakesForEach();
  return tap::Done();
}
