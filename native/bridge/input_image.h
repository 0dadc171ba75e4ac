// The latest value of one input assembly (T->O), handed from JavaScript to the I/O thread.
//
// Producer: the JS thread (src/adapter writes the same words with Atomics).
// Consumer: the I/O thread, at each production. Neither ever waits, allocates or sees half a value;
// a value that is overwritten before it was fetched was never worth sending.
//
// Memory, inside the adapter's SharedArrayBuffer, 64-byte aligned:
//   word 0   exchange: slot last published | kFresh     the only word both sides write
//   word 1   slot the producer fills next               the producer's alone
//   word 2   slot the consumer reads                    the consumer's alone
//   then three slots of `capacity` bytes, 64-byte aligned
// Both private slots live here, not in the objects: a restarted side that began again at slot 0
// could share a slot with the other and tear.
//
// Order: a slot changes hands only through `exchange` (acquire-release), so its bytes need no atomics.
#pragma once

#include <optional>

#include "bridge/words.h"

namespace eip::bridge {

class InputImage {
 public:
  enum : size_t { kExchangeWord, kProducerWord, kConsumerWord };
  static constexpr size_t kSlots = 3;
  static constexpr size_t kHeaderBytes = kCacheLine;

  static constexpr size_t SlotStride(size_t capacity) { return RoundUp(capacity, kCacheLine); }
  static constexpr size_t BytesFor(size_t capacity) { return kHeaderBytes + kSlots * SlotStride(capacity); }

  // `memory` is BytesFor(capacity) long, zeroed, and outlives this object.
  InputImage(std::byte* memory, size_t capacity) : memory_(memory), capacity_(capacity) {}

  // Once, before either side starts: slots 0, 1, 2 belong to exchange, producer, consumer.
  void Initialise() {
    Word(memory_, kExchangeWord).store(0, std::memory_order_relaxed);
    Word(memory_, kProducerWord).store(1, std::memory_order_relaxed);
    Word(memory_, kConsumerWord).store(2, std::memory_order_release);
  }

  // Producer: publishes a copy of `value`. Returns false, and publishes nothing, when it is too long.
  bool Publish(std::span<const std::byte> value) {
    if (value.size() > capacity_) return false;
    const uint32_t slot = Word(memory_, kProducerWord).load(std::memory_order_relaxed) & kSlotMask;
    std::memcpy(Slot(slot), value.data(), value.size());
    const uint32_t taken = Word(memory_, kExchangeWord).exchange(slot | kFresh, std::memory_order_acq_rel);
    Word(memory_, kProducerWord).store(taken & kSlotMask, std::memory_order_relaxed);
    return true;
  }

  // Consumer: the latest value when one was published since the last call. Valid until the next call.
  // A slot number that JavaScript spoilt fetches nothing: it never leads outside the three slots.
  std::optional<std::span<const std::byte>> Fetch() {
    if ((Word(memory_, kExchangeWord).load(std::memory_order_relaxed) & kFresh) == 0) return std::nullopt;
    const uint32_t own = Word(memory_, kConsumerWord).load(std::memory_order_relaxed);
    const uint32_t slot = Word(memory_, kExchangeWord).exchange(own, std::memory_order_acq_rel) & kSlotMask;
    if (slot >= kSlots) return std::nullopt;
    Word(memory_, kConsumerWord).store(slot, std::memory_order_relaxed);
    return std::span<const std::byte>(Slot(slot), capacity_);
  }

 private:
  static constexpr uint32_t kSlotMask = 3, kFresh = 4;

  std::byte* Slot(uint32_t slot) const { return memory_ + kHeaderBytes + slot * SlotStride(capacity_); }

  std::byte* memory_;
  size_t capacity_;
};

}  // namespace eip::bridge
