// The rings and the wake-up between the two threads: nothing lost, nothing twice, overload counted.
#include <array>
#include <atomic>
#include <thread>
#include <vector>

#include "bridge/connection_table.h"
#include "bridge/data_ring.h"
#include "bridge/event_ring.h"
#include "bridge/wake.h"
#include "tap.h"

using namespace eip::bridge;

namespace {

// A ring over its own memory; head and tail begin at `start`.
struct Ring {
  explicit Ring(uint32_t slots, uint32_t start = 0)
      : words(slots),
        head(start),
        tail(start),
        ring(std::atomic_ref(head), std::atomic_ref(tail), reinterpret_cast<std::byte*>(words.data()), slots) {}
  std::vector<uint32_t> words;
  alignas(64) uint32_t head;
  alignas(64) uint32_t tail;
  DataRing ring;
};

void SlotsAreMoreThanAssemblies() {
  struct {
    size_t assemblies;
    uint32_t slots;
  } const table[] = {{0, 2}, {1, 2}, {2, 4}, {3, 4}, {4, 8}, {7, 8}, {8, 16}, {4096, 8192}};
  for (const auto& row : table) {
    tap::Equal(DataRing::SlotsFor(row.assemblies), row.slots,
               "data ring: a power of two above " + std::to_string(row.assemblies) + " assemblies");
  }
}

void AFullRingRefuses() {
  Ring shared(4);
  for (uint32_t i = 0; i < 4; i++) shared.ring.Push(i);
  tap::Ok(!shared.ring.Push(9), "data ring: one more than the slots is refused");
  tap::Ok(shared.ring.Pop() == 0U, "data ring: the oldest comes first");
  tap::Ok(shared.ring.Push(4), "data ring: there is room again after one was taken");
  for (uint32_t i = 1; i < 5; i++) tap::Ok(shared.ring.Pop() == i, "data ring: in order, number " + std::to_string(i));
  tap::Ok(!shared.ring.Pop(), "data ring: empty in the end");
}

void PositionsWrapAtTwoToThe32() {
  Ring shared(2, UINT32_MAX);
  shared.ring.Push(5);
  shared.ring.Push(6);
  tap::Ok(!shared.ring.Push(7), "data ring: full is seen across the wrap");
  tap::Ok(shared.ring.Pop() == 5U && shared.ring.Pop() == 6U && !shared.ring.Pop(), "data ring: order across the wrap");
}

void TwoThreadsLoseNothing() {
  constexpr uint32_t kItems = 200'000;
  Ring shared(64);
  std::thread producer([&shared] {
    for (uint32_t n = 0; n < kItems; n++) {
      while (!shared.ring.Push(n)) std::this_thread::yield();
    }
  });
  uint32_t next = 0, wrong = 0;
  while (next < kItems) {
    const auto got = shared.ring.Pop();
    if (!got) continue;
    wrong += *got == next ? 0 : 1;
    next++;
  }
  producer.join();
  tap::Equal(wrong, 0U, "data ring: two threads, every item once and in order");
}

Event EventAt(uint64_t at_us) {
  Event event{};
  event.at_us = at_us;
  return event;
}

void LostEventsAreCountedUntilTaken() {
  EventRing ring(4);
  for (uint64_t i = 0; i < 4; i++) ring.Push(EventAt(i));
  tap::Ok(!ring.Push(EventAt(4)), "event ring: a full one refuses");
  ring.Pop();
  tap::Ok(!ring.Push(EventAt(5)), "event ring: after a loss nothing is kept until the resync");
  tap::Ok(!ring.TryPush(EventAt(6)), "event ring: what the producer keeps is refused too, and not counted");
  uint64_t next = 1;
  uint32_t lost = 0;
  const auto each = [&](const Event& event) {
    tap::Equal(event.at_us, next++, "event ring: what came before is delivered");
  };
  const auto resync = [&](uint32_t count) { lost += count; };
  ring.Drain(each, resync);
  tap::Equal(lost, 2U, "event ring: the lost ones are counted");
  ring.Drain(each, resync);
  tap::Ok(next == 4 && lost == 2, "event ring: and told once");
  tap::Ok(ring.Push(EventAt(7)) && ring.Pop()->at_us == 7, "event ring: kept again after the resync");
}

// Opens and closes connections faster than the consumer looks: whatever was lost, the table says how it ended.
void AResyncEndsUpWithTheTruth() {
  constexpr uint32_t kSlots = 4, kChanges = 40'000;
  EventRing ring(8);
  ConnectionTable table(kSlots);
  std::atomic<bool> done{false}, overrun{false};
  std::thread producer([&] {
    for (uint32_t n = 0; n < kChanges; n++) {
      ConnectionInfo info{};
      info.slot = n % kSlots;
      info.live = (n / kSlots) % 2 == 0 ? 1 : 0;
      info.connection_serial = static_cast<uint16_t>(n);
      info.originator_serial = info.connection_serial;
      if (info.live != 0) table.Set(info);
      if (info.live == 0) table.Clear(info.slot);
      ring.Push({info.live != 0 ? EventKind::kOpened : EventKind::kClosed, 0, n, info, 0});
      if (n != 100) continue;
      overrun.store(true);  // from here on both at once
      overrun.notify_one();
    }
    done.store(true, std::memory_order_release);
  });
  std::array<bool, kSlots> live{};
  uint32_t torn = 0, resyncs = 0;
  const auto each = [&](const Event& event) { live[event.connection.slot] = event.kind == EventKind::kOpened; };
  const auto resync = [&](uint32_t) {
    resyncs++;
    live.fill(false);
    for (const ConnectionInfo& info : table.Snapshot()) {
      torn += info.originator_serial == info.connection_serial ? 0 : 1;
      live[info.slot] = true;
    }
  };
  overrun.wait(false);
  for (bool last = false; !last;) {
    last = done.load(std::memory_order_acquire);
    ring.Drain(each, resync);
  }
  producer.join();
  const bool even = (kChanges / kSlots - 1) % 2 == 0;
  uint32_t wrong = 0;
  for (const bool slot : live) wrong += slot == even ? 0 : 1;
  tap::Equal(wrong, 0U, "event ring: events and resyncs together tell the true end");
  tap::Equal(torn, 0U, "connection table: every record of a snapshot is whole");
  tap::Ok(resyncs > 0, "event ring: the test did overrun the ring");
}

void WakeCallsOnceUntilCleared() {
  uint32_t word = 0, calls = 0;
  Wake wake{std::atomic_ref(word), [](void* user) { ++*static_cast<uint32_t*>(user); }, &calls};
  wake.Signal();
  wake.Signal();
  tap::Equal(calls, 1U, "wake: many signals, one call");
  std::atomic_ref(word).store(0);
  wake.Signal();
  tap::Equal(calls, 2U, "wake: one call more after the word was cleared");
}

// The consumer sleeps unless called; were a wake-up lost, items would be left and this would not end.
void NoWakeIsLost() {
  constexpr uint32_t kItems = 100'000;
  Ring shared(1024);
  uint32_t word = 0;
  std::atomic<uint32_t> calls{0};
  Wake wake{std::atomic_ref(word),
            [](void* user) {
              auto* count = static_cast<std::atomic<uint32_t>*>(user);
              count->fetch_add(1);
              count->notify_one();
            },
            &calls};
  std::thread producer([&] {
    for (uint32_t n = 0; n < kItems; n++) {
      while (!shared.ring.Push(n)) std::this_thread::yield();
      wake.Signal();
    }
  });
  uint32_t taken = 0, seen = 0;
  while (taken < kItems) {
    calls.wait(seen);
    seen = calls.load();
    std::atomic_ref(word).store(0);
    while (shared.ring.Pop()) taken++;
  }
  producer.join();
  tap::Equal(taken, kItems, "wake: none is lost between clearing and draining");
  tap::Ok(calls.load() <= kItems, "wake: never more calls than signals");
}

}  // namespace

int main() {
  SlotsAreMoreThanAssemblies();
  AFullRingRefuses();
  PositionsWrapAtTwoToThe32();
  TwoThreadsLoseNothing();
  LostEventsAreCountedUntilTaken();
  AResyncEndsUpWithTheTruth();
  WakeCallsOnceUntilCleared();
  NoWakeIsLost();
  return tap::Done();
}
