// Connection events, handed from the I/O thread to JavaScript; apart from the data, so that data can never fill it.
//
// Producer: the I/O thread. Consumer: the JS thread, in takeEvents().
// Memory: native, a fixed number of slots, allocated at construction. Head and tail count up and wrap at 2^32.
// Order: a slot is written before the tail moves (release), read before the head moves (release); each side loads the
// other's with acquire.
//
// When it is full, events are counted as lost, and so are all that follow until the consumer has taken that count: it
// then reads the whole ConnectionTable instead (a resync). A change that was counted is in the table already, because
// the producer writes the table first; one that comes after the count was taken may be in both.
#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "bridge/connection_event.h"

namespace eip::bridge {

class EventRing {
 public:
  // `slots` is a power of two.
  explicit EventRing(uint32_t slots) : slots_(std::make_unique<Event[]>(slots)), slot_count_(slots) {}

  // Producer: false, and counted as lost, when there is no room or a resync is due.
  bool Push(const Event& event) {
    if (TryPush(event)) return true;
    lost_.fetch_add(1, std::memory_order_release);
    return false;
  }

  // Producer: the same without counting, for what the producer keeps and tries again.
  bool TryPush(const Event& event) {
    if (lost_.load(std::memory_order_relaxed) != 0) return false;
    const uint32_t tail = tail_.load(std::memory_order_relaxed);
    if (tail - head_.load(std::memory_order_acquire) >= slot_count_) return false;
    slots_[tail & (slot_count_ - 1)] = event;
    tail_.store(tail + 1, std::memory_order_release);
    return true;
  }

  // Consumer: the oldest event.
  std::optional<Event> Pop() {
    const uint32_t head = head_.load(std::memory_order_relaxed);
    if (head == tail_.load(std::memory_order_acquire)) return std::nullopt;
    const Event event = slots_[head & (slot_count_ - 1)];
    head_.store(head + 1, std::memory_order_release);
    return event;
  }

  // Consumer: `each(event)` for all that are there, oldest first; then, if some were lost, `resync(how many)`, and from
  // before that call on events are kept again. Whether some were lost is looked at first: from then on the producer
  // adds nothing, so what is drained is older than what the resync reads, never newer than what was lost.
  template <typename Each, typename Resync>
  void Drain(Each each, Resync resync) {
    const bool lost = lost_.load(std::memory_order_acquire) != 0;
    while (const auto event = Pop()) each(*event);
    if (lost) resync(lost_.exchange(0, std::memory_order_acquire));
  }

 private:
  std::unique_ptr<Event[]> slots_;
  uint32_t slot_count_;
  std::atomic<uint32_t> head_{0};
  std::atomic<uint32_t> tail_{0};
  std::atomic<uint32_t> lost_{0};
};

}  // namespace eip::bridge
