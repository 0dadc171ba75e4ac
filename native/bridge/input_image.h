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
//   word 3   touched: the producer moves it with each write or touch, after it published (input_watchdog.h of the host)
//   word 4   live change-of-state connections over it, word 5 application-triggered ones: the consumer's
//   word 6   1 while its watchdog has run out, word 7 how often it has: the consumer's
//   then three slots of `capacity` bytes, 64-byte aligned
// Both private slots live here, not in the objects: a restarted side that began again at slot 0
// could share a slot with the other and tear.
//
// Order: a slot changes hands only through `exchange` (acquire-release), so its bytes need no atomics. Words 3-7 are
// single words. A producer that finds word 4 at 0 after it published may rely on the consumer fetching that value when
// such a connection opens: see SetTriggered.
#pragma once

#include <optional>

#include "bridge/words.h"

namespace eip::bridge {

class InputImage {
 public:
  enum : size_t {
    kExchangeWord,
    kProducerWord,
    kConsumerWord,
    kTouchedWord,
    kChangeOfStateWord,
    kApplicationWord,
    kExpiredWord,
    kExpirationsWord
  };
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

  // Consumer: the value fetched last; zeros before any.
  std::span<const std::byte> Fetched() const {
    const uint32_t slot = Word(memory_, kConsumerWord).load(std::memory_order_relaxed);
    return {Slot(slot < kSlots ? slot : 0), capacity_};
  }

  // Producer: it stands by its value. After Publish, when there was one.
  void Touch() { Word(memory_, kTouchedWord).fetch_add(1, std::memory_order_release); }
  // Consumer.
  uint32_t Touched() const { return Word(memory_, kTouchedWord).load(std::memory_order_acquire); }

  // Consumer: so many live connections produce at a change of state, at the application's trigger. A producer that
  // published without seeing the first of them stands before the last line in the order of `exchange`, so the next
  // Fetch gets its value; any later one sees them.
  void SetTriggered(uint32_t change_of_state, uint32_t application) {
    Word(memory_, kChangeOfStateWord).store(change_of_state, std::memory_order_relaxed);
    Word(memory_, kApplicationWord).store(application, std::memory_order_relaxed);
    Word(memory_, kExchangeWord).fetch_or(0, std::memory_order_acq_rel);
  }
  // Producer, after Publish.
  uint32_t ChangeOfState() const { return Word(memory_, kChangeOfStateWord).load(std::memory_order_acquire); }

  // Consumer.
  void SetExpired(bool expired) {
    Word(memory_, kExpiredWord).store(expired ? 1 : 0, std::memory_order_relaxed);
    if (!expired) return;
    auto times = Word(memory_, kExpirationsWord);
    times.store(times.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
  // Producer.
  bool expired() const { return Word(memory_, kExpiredWord).load(std::memory_order_relaxed) != 0; }
  uint32_t expirations() const { return Word(memory_, kExpirationsWord).load(std::memory_order_relaxed); }

 private:
  static constexpr uint32_t kSlotMask = 3, kFresh = 4;

  std::byte* Slot(uint32_t slot) const { return memory_ + kHeaderBytes + slot * SlotStride(capacity_); }

  std::byte* memory_;
  size_t capacity_;
};

}  // namespace eip::bridge
