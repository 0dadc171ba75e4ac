// Every value of one output assembly in order, for whoever asked for more than the latest (option `history`).
//
// Producer: the I/O thread, with each value that it also publishes in the OutputImage; it moves the tail. Consumer: the
// JS thread (src/adapter does the same with Atomics); it moves the head. When the consumer has left so many values as
// the history holds, a newer one is dropped and counted; the next one that finds room says how many were dropped before
// it.
//
// Memory, inside the adapter's SharedArrayBuffer, 64-byte aligned:
//   word 0    head, counts up and wraps at 2^32               the consumer's alone
//   word 16   tail, the same                                  the producer's alone
//   word 17   values dropped since the start                  the producer's alone
//   then a power of two of slots, at least `values`, each a multiple of 8 bytes:
//     word 0 length, word 1 state and word 2 connection as in the OutputImage
//     word 3 values dropped right before this one
//     long 2 time of arrival, long 3 time of publishing
//     then `capacity` bytes of data
//
// Order: a slot is written before the tail moves (release) and read after it was seen to move (acquire), and the other
// way round for the head; so a slot's bytes need no atomics.
#pragma once

#include "bridge/output_image.h"

namespace eip::bridge {

class HistoryRing {
 public:
  enum : size_t { kHeadWord = 0, kTailWord = 16, kDroppedWord = 17 };
  enum : size_t { kLengthWord, kStateWord, kConnectionWord, kDroppedBeforeWord };
  static constexpr size_t kReceivedLong = 2, kPublishedLong = 3;
  static constexpr size_t kHeaderBytes = 2 * kCacheLine, kSlotHeaderBytes = 32;

  static constexpr uint32_t SlotsFor(uint32_t values) {
    uint32_t slots = 1;
    while (slots < values) slots *= 2;
    return slots;
  }
  static constexpr size_t SlotStride(size_t capacity) { return kSlotHeaderBytes + RoundUp(capacity, kLongBytes); }
  // 0 values: no ring, no bytes.
  static constexpr size_t BytesFor(uint32_t values, size_t capacity) {
    return values == 0 ? 0 : kHeaderBytes + SlotsFor(values) * SlotStride(capacity);
  }

  // `memory` is BytesFor(values, capacity) long, zeroed, and outlives this object. `values`: 1 or more.
  HistoryRing(std::byte* memory, uint32_t values, size_t capacity)
      : memory_(memory), values_(values), slot_mask_(SlotsFor(values) - 1), capacity_(capacity) {}

  // Producer: longer than the capacity it is cut. False: dropped and counted.
  bool Push(std::span<const std::byte> value, const OutputImage::Origin& origin, uint64_t published_us) {
    const uint32_t tail = Word(memory_, kTailWord).load(std::memory_order_relaxed);
    if (tail - Word(memory_, kHeadWord).load(std::memory_order_acquire) >= values_) return Drop();
    Fill(Slot(tail), value.first(value.size() < capacity_ ? value.size() : capacity_), origin, published_us);
    Word(memory_, kTailWord).store(tail + 1, std::memory_order_release);
    dropped_before_ = 0;
    return true;
  }

  struct Value {
    size_t length;
    OutputImage::Origin origin;
    uint64_t published_us;
    uint32_t dropped_before;
  };

  // Consumer: the oldest value, copied into `data` (capacity bytes); false when there is none.
  bool Pop(std::span<std::byte> data, Value* value) {
    const uint32_t head = Word(memory_, kHeadWord).load(std::memory_order_relaxed);
    if (head == Word(memory_, kTailWord).load(std::memory_order_acquire)) return false;
    const std::byte* slot = Slot(head);
    value->length = WordOf(slot, kLengthWord);
    const uint32_t state = WordOf(slot, kStateWord);
    value->origin = {WordOf(slot, kConnectionWord), (state & OutputImage::kRunBit) != 0, LongOf(slot, kReceivedLong),
                     (state & OutputImage::kLostBit) != 0};
    value->published_us = LongOf(slot, kPublishedLong);
    value->dropped_before = WordOf(slot, kDroppedBeforeWord);
    std::memcpy(data.data(), slot + kSlotHeaderBytes, value->length < data.size() ? value->length : data.size());
    Word(memory_, kHeadWord).store(head + 1, std::memory_order_release);
    return true;
  }

  uint32_t dropped() const { return Word(memory_, kDroppedWord).load(std::memory_order_relaxed); }

 private:
  std::byte* Slot(uint32_t position) const {
    return memory_ + kHeaderBytes + (position & slot_mask_) * SlotStride(capacity_);
  }

  bool Drop() {
    auto dropped = Word(memory_, kDroppedWord);
    dropped.store(dropped.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    dropped_before_++;
    return false;
  }

  void Fill(std::byte* slot, std::span<const std::byte> value, const OutputImage::Origin& origin,
            uint64_t published_us) {
    const uint32_t words[] = {static_cast<uint32_t>(value.size()), origin.State(), origin.connection, dropped_before_};
    const uint64_t times[] = {origin.received_us, published_us};
    std::memcpy(slot, words, sizeof words);
    std::memcpy(slot + kReceivedLong * kLongBytes, times, sizeof times);
    if (!value.empty()) std::memcpy(slot + kSlotHeaderBytes, value.data(), value.size());
  }

  static uint32_t WordOf(const std::byte* slot, size_t index) {
    uint32_t word;
    std::memcpy(&word, slot + index * sizeof word, sizeof word);
    return word;
  }
  static uint64_t LongOf(const std::byte* slot, size_t index) {
    uint64_t word;
    std::memcpy(&word, slot + index * sizeof word, sizeof word);
    return word;
  }

  std::byte* memory_;
  uint32_t values_, slot_mask_;
  size_t capacity_;
  uint32_t dropped_before_ = 0;  // producer: since the last value that found room
};

}  // namespace eip::bridge
