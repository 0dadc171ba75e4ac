// A ring of fixed slots between two threads: what bridge/request_ring.h and bridge/command_ring.h have in common.
//
// Producer: one thread, Claim() then Publish(). Consumer: one other thread, Front() then Release().
// Memory: native, allocated at construction; nothing is allocated or freed later. Head and tail count up and wrap at
// 2^32.
// Order: a slot is filled before the tail moves (release) and read after it was seen to move (acquire); it is read
// before the head moves (release) and filled again after that was seen (acquire). Neither side ever waits.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "bridge/words.h"

namespace eip::bridge {

template <typename Slot>
class SpscSlots {
 public:
  // At least `least` slots: the next power of two.
  explicit SpscSlots(uint32_t least) : count_(PowerOfTwo(least)), slots_(std::make_unique<Slot[]>(count_)) {}

  uint32_t count() const { return count_; }
  // Before either side starts.
  Slot& At(uint32_t index) { return slots_[index]; }

  // Producer: the slot to fill next, nullptr when the ring is full.
  Slot* Claim() {
    const uint32_t tail = tail_.load(std::memory_order_relaxed);
    if (tail - head_.load(std::memory_order_acquire) >= count_) return nullptr;
    return &slots_[tail & (count_ - 1)];
  }
  // Producer: the slot that was claimed is filled.
  void Publish() { tail_.store(tail_.load(std::memory_order_relaxed) + 1, std::memory_order_release); }

  // Consumer: the oldest slot, nullptr when there is none.
  Slot* Front() {
    const uint32_t head = head_.load(std::memory_order_relaxed);
    if (head == tail_.load(std::memory_order_acquire)) return nullptr;
    return &slots_[head & (count_ - 1)];
  }
  // Consumer: done with the oldest.
  void Release() { head_.store(head_.load(std::memory_order_relaxed) + 1, std::memory_order_release); }

 private:
  static uint32_t PowerOfTwo(uint32_t least) {
    uint32_t count = 1;
    while (count < least) count *= 2;
    return count;
  }

  const uint32_t count_;
  std::unique_ptr<Slot[]> slots_;
  // Head and tail lie on lines of their own by what stands between them: aligned types need an operator new of a newer
  // libstdc++ than the prebuilt binary may ask for.
  [[maybe_unused]] std::byte before_head_[kCacheLine];
  std::atomic<uint32_t> head_{0};
  [[maybe_unused]] std::byte before_tail_[kCacheLine];
  std::atomic<uint32_t> tail_{0};
  [[maybe_unused]] std::byte behind_tail_[kCacheLine];
};

}  // namespace eip::bridge
