// Which assemblies have new data: indexes, handed from the I/O thread to JavaScript.
//
// Producer: the I/O thread, when OutputImage::Publish says that the consumer has to be told; it moves the tail.
// Consumer: the JS thread (src/adapter does the same with Atomics); it moves the head.
//
// Memory, inside the adapter's SharedArrayBuffer: head and tail on lines of their own, then `slots` words, a power of
// two. Head and tail count up and wrap at 2^32. An assembly stands in the ring at most once as long as its `pending`
// is set and there are more slots than assemblies: the ring cannot run full.
//
// Order: a slot is written before the tail moves (release) and read after it was seen to move (acquire), and the
// other way round for the head.
#pragma once

#include <optional>

#include "bridge/words.h"

namespace eip::bridge {

class DataRing {
 public:
  static constexpr uint32_t SlotsFor(size_t assemblies) {
    uint32_t slots = 2;
    while (slots <= assemblies) slots *= 2;
    return slots;
  }

  DataRing(std::atomic_ref<uint32_t> head, std::atomic_ref<uint32_t> tail, std::byte* slots, uint32_t slot_count)
      : head_(head), tail_(tail), slots_(slots), slot_count_(slot_count) {}

  // Producer. False: full; only a consumer that clears `pending` without taking the index can bring that about.
  bool Push(uint32_t assembly) {
    const uint32_t tail = tail_.load(std::memory_order_relaxed);
    if (tail - head_.load(std::memory_order_acquire) >= slot_count_) return false;
    Word(slots_, tail & (slot_count_ - 1)).store(assembly, std::memory_order_relaxed);
    tail_.store(tail + 1, std::memory_order_release);
    return true;
  }

  // Consumer: the oldest index.
  std::optional<uint32_t> Pop() {
    const uint32_t head = head_.load(std::memory_order_relaxed);
    if (head == tail_.load(std::memory_order_acquire)) return std::nullopt;
    const uint32_t assembly = Word(slots_, head & (slot_count_ - 1)).load(std::memory_order_relaxed);
    head_.store(head + 1, std::memory_order_release);
    return assembly;
  }

 private:
  std::atomic_ref<uint32_t> head_, tail_;
  std::byte* slots_;
  uint32_t slot_count_;
};

}  // namespace eip::bridge
