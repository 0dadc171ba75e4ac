// What is stale must look stale: an input that JavaScript stands by no more is held, zeroed or closed, and is itself
// again with the next touch.
#include <array>
#include <string>

#include "adapter.h"
#include "originator.h"
#include "tap.h"

using namespace test;
using namespace eip::bridge;

namespace {

constexpr uint32_t kWatchdogMs = 40;

AdapterOptions Watched(WatchdogAction action) {
  auto options = SampleOptions();
  options.assemblies[kInput].watchdog_ms = kWatchdogMs;
  options.assemblies[kInput].on_watchdog = action;
  return options;
}

// As JavaScript does with set() or write().
void Write(Adapter& adapter, uint8_t fill) {
  std::array<std::byte, 32> value;
  value.fill(static_cast<std::byte>(fill));
  adapter.state().Input(kInput)->Publish(value);
  adapter.state().Input(kInput)->Touch();
}

bool Receives(Scanner& scanner, uint8_t fill) {
  return Eventually([&] { return scanner.Receive() == Bytes(32, fill); });
}

void ZeroSendsZerosUntilTheNextTouch() {
  Adapter adapter(Watched(WatchdogAction::kZero));
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  scanner.Open({});
  Write(adapter, 5);
  Event expired{};
  tap::Ok(adapter.WaitForEvent(EventKind::kWatchdogExpired, &expired), "watchdog zero: expiry is told");
  tap::Ok(expired.assembly == kInput && expired.at_us > 0, "watchdog zero: of which input, and when");
  tap::Ok(Receives(scanner, 0), "watchdog zero: zeros are sent");
  tap::Ok(adapter.state().Input(kInput)->expired() && adapter.state().Input(kInput)->expirations() == 1,
          "watchdog zero: state and count are there");
  adapter.state().Input(kInput)->Touch();
  tap::Ok(adapter.WaitForEvent(EventKind::kWatchdogRecovered), "watchdog zero: a touch recovers");
  tap::Ok(Receives(scanner, 5), "watchdog zero: with the value of before");
  tap::Ok(adapter.WaitForEvent(EventKind::kWatchdogExpired), "watchdog zero: it is watched again");
  Write(adapter, 6);
  tap::Ok(Receives(scanner, 6), "watchdog zero: a write recovers with its value");
}

// A value that was never fetched is stale too: it must not be what the first packet of a new connection holds.
void AStaleValueIsNotSentToANewConnection() {
  Adapter adapter(Watched(WatchdogAction::kZero));
  adapter.Open();
  Write(adapter, 5);
  adapter.WaitForEvent(EventKind::kWatchdogExpired);
  Eventually([&] { return adapter.state().Input(kInput)->expired(); });
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  scanner.Open({});
  tap::Ok(scanner.Receive() == Bytes(32, 0),
          "watchdog zero: a connection that opens later gets zeros from the first on");
  adapter.state().Input(kInput)->Touch();
  tap::Ok(Receives(scanner, 5), "watchdog zero: and the value once it is meant again");
}

void HoldOnlyTells() {
  Adapter adapter(Watched(WatchdogAction::kHold));
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  scanner.Open({});
  Write(adapter, 5);
  tap::Ok(adapter.WaitForEvent(EventKind::kWatchdogExpired), "watchdog hold: expiry is told");
  scanner.Receive();
  tap::Ok(Receives(scanner, 5), "watchdog hold: the value is sent on");
  tap::Equal(adapter.Count(Counter::kIoConnections), uint64_t{1}, "watchdog hold: the connection stays");
}

void CloseEndsConnectionsAndRefusesNewOnes() {
  Adapter adapter(Watched(WatchdogAction::kClose));
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  scanner.Open({});
  Event first{};
  Eventually([&] {
    const auto next = adapter.state().events.Pop();
    if (next && next->kind != EventKind::kOpened) first = *next;
    return next && next->kind != EventKind::kOpened;
  });
  tap::Ok(first.kind == EventKind::kWatchdogExpired, "watchdog close: expiry is told before what it does");
  tap::Ok(adapter.WaitForEvent(EventKind::kAborted), "watchdog close: the connection ends");
  OpenRequest open;
  open.serial = 2;
  tap::Equal(scanner.Open(open), 0x020000U, "watchdog close: a new one is refused with 0x02");
  adapter.state().Input(kInput)->Touch();
  tap::Ok(adapter.WaitForEvent(EventKind::kWatchdogRecovered), "watchdog close: a touch recovers");
  open.serial = 3;
  tap::Equal(scanner.Open(open), 0U, "watchdog close: and connections are taken again");
}

// As JavaScript does when it finds the word set: it need not wait for the next look.
void ANoticeRecoversAtOnce() {
  auto options = Watched(WatchdogAction::kZero);
  options.assemblies[kInput].watchdog_ms = 400;
  Adapter adapter(options);
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  scanner.Open({});
  Event expired{}, recovered{};
  adapter.WaitForEvent(EventKind::kWatchdogExpired, &expired);
  Write(adapter, 5);
  adapter.Notice(kInput);
  tap::Ok(adapter.WaitForEvent(EventKind::kWatchdogRecovered, &recovered), "watchdog: a notice recovers");
  tap::Ok(Receives(scanner, 5), "watchdog: with the value that came with it");
}

// So much longer than a look that a thread which is kept waiting still touches in time.
void WhatIsTouchedStays() {
  auto options = Watched(WatchdogAction::kClose);
  options.assemblies[kInput].watchdog_ms = 2000;
  Adapter adapter(options);
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  scanner.Open({});
  for (int i = 0; i < 25; i++) {
    adapter.state().Input(kInput)->Touch();
    SleepMs(100);
  }
  tap::Ok(adapter.state().Input(kInput)->expirations() == 0 && adapter.Count(Counter::kIoConnections) == 1,
          "watchdog: an input that is touched outlives its time");
}

void WithoutATimeNothingIsWatched() {
  Adapter adapter;
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  scanner.Open({});
  SleepMs(100);
  tap::Ok(adapter.Count(Counter::kIoConnections) == 1 && adapter.state().Input(kInput)->expirations() == 0,
          "watchdog 0: JavaScript may stand still");
}

}  // namespace

int main() {
  ZeroSendsZerosUntilTheNextTouch();
  AStaleValueIsNotSentToANewConnection();
  HoldOnlyTells();
  CloseEndsConnectionsAndRefusesNewOnes();
  ANoticeRecoversAtOnce();
  WhatIsTouchedStays();
  WithoutATimeNothingIsWatched();
  return tap::Done();
}
