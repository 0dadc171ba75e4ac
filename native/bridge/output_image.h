// The latest value of one output, configuration or explicit assembly, handed from the I/O thread to JavaScript.
//
// Producer: the I/O thread, at each new O->T value, accepted configuration or explicit write, and when the connection
// that fed it ends.
// Consumer: the JS thread (src/adapter reads the same words with Atomics). It tries again when it met a write; the
// producer never waits.
//
// Memory, inside the adapter's SharedArrayBuffer, 64-byte aligned:
//   word 0   sequence lock over words 4-6, the time and the data
//   word 1   bit 0 pending: the producer sets it after publishing, the consumer stores 0 before copying
//            bit 1 unheard: the consumer sets it alone when it has told nobody of a value
//   word 2   values overwritten before the consumer cleared pending, counted by the producer
//   word 3   live connections that feed it; outside the lock
//   word 4   length
//   word 5   state: bit 0 run, bit 1 its connection has ended
//   word 6   slot of its connection (-1: explicit message or nothing yet)
//   word 7   JavaScript answers what others write to it (1), or it is accepted at once (0); written by JavaScript
//   long 4   time of arrival, CLOCK_MONOTONIC microseconds, 0 = nothing yet
//   long 5   when it was published: for a connection's end later than the arrival
//   then `capacity` bytes of data, rounded up to whole 8-byte words
//
// Unheard, no value is told or counted as overwritten, until JavaScript has a listener or the producer a new
// connection.
//
// Order: sequence_lock.h. Word 1 changes by read-modify-write with acquire-release, so that whoever clears it sees the
// value.
#pragma once

#include "bridge/sequence_lock.h"

namespace eip::bridge {

class OutputImage {
 public:
  enum : size_t {
    kLockWord,
    kPendingWord,
    kOverwrittenWord,
    kConnectedWord,
    kLengthWord,
    kStateWord,
    kConnectionWord,
    kAsksWord
  };
  static constexpr size_t kReceivedLong = 4, kPublishedLong = 5;
  static constexpr size_t kHeaderBytes = kCacheLine;
  static constexpr uint32_t kNoConnection = UINT32_MAX;

  static constexpr size_t BytesFor(size_t capacity) { return RoundUp(kHeaderBytes + capacity, kCacheLine); }

  struct Origin {
    uint32_t connection = kNoConnection;
    bool run = true;
    uint64_t received_us = 0;
    bool lost = false;  // the connection has ended

    uint32_t State() const { return (run ? kRunBit : 0) | (lost ? kLostBit : 0); }
  };
  static constexpr uint32_t kRunBit = 1, kLostBit = 2;
  static constexpr uint32_t kPendingBit = 1, kUnheardBit = 2;

  // `memory` is BytesFor(capacity) long, zeroed, and outlives this object. With a history (history_ring.h) nothing is
  // overwritten unseen, and nothing is counted as such.
  OutputImage(std::byte* memory, size_t capacity, bool has_history = false)
      : memory_(memory), capacity_(capacity), counts_overwritten_(!has_history) {}

  size_t capacity() const { return capacity_; }

  // Once, before either side starts.
  void Initialise() { Word(memory_, kConnectionWord).store(kNoConnection, std::memory_order_release); }

  // Producer: a new value; longer than the capacity it is cut. True: the consumer has to be told (push and wake);
  // false: it has not fetched the one before, which is counted as overwritten.
  bool Publish(std::span<const std::byte> value, const Origin& origin) {
    const size_t length = value.size() < capacity_ ? value.size() : capacity_;
    Lock().BeginWrite();
    StoreOrigin(origin);
    Word(memory_, kLengthWord).store(static_cast<uint32_t>(length), std::memory_order_release);
    StoreWords(memory_ + kHeaderBytes, value.first(length));
    Lock().EndWrite();
    return Announce();
  }

  // Producer: the originator says idle: length and data stay those of the last value that came with run.
  bool PublishIdle(const Origin& origin) {
    Lock().BeginWrite();
    StoreOrigin(origin);
    Lock().EndWrite();
    return Announce();
  }

  // Producer: the connection that fed it is gone at `now_us`: idle from now on, and the value stays or, with `zero`, is
  // zeros. It keeps its connection and its time of arrival.
  bool PublishLoss(bool zero, uint64_t now_us) {
    Lock().BeginWrite();
    Word(memory_, kStateWord).store(kLostBit, std::memory_order_release);
    Long(memory_, kPublishedLong).store(now_us, std::memory_order_release);
    if (zero) StoreZeros();
    Lock().EndWrite();
    return Announce();
  }

  // Producer, for a new connection, and consumer, for a listener: the next value is told again.
  void Hear() {
    auto state = Word(memory_, kPendingWord);
    uint32_t seen = state.load(std::memory_order_relaxed);
    while ((seen & kUnheardBit) != 0 && !state.compare_exchange_weak(seen, 0, std::memory_order_acq_rel)) {
    }
  }
  // Consumer, after it has taken a value of which it tells nobody; not with a history. Where the next value has come
  // already it is taken first.
  void Ignore() {
    uint32_t none = 0;
    Word(memory_, kPendingWord).compare_exchange_strong(none, kUnheardBit, std::memory_order_acq_rel);
  }

  // Producer: whether JavaScript is to be asked before a value is accepted.
  bool asks() const { return Word(memory_, kAsksWord).load(std::memory_order_relaxed) != 0; }
  // Consumer.
  void Ask(bool on) { Word(memory_, kAsksWord).store(on ? 1 : 0, std::memory_order_relaxed); }

  // Producer.
  void SetConnected(uint32_t connections) {
    Word(memory_, kConnectedWord).store(connections, std::memory_order_relaxed);
  }

  struct Value {
    size_t length;
    Origin origin;
  };

  // Consumer: clears `pending`, then copies the latest value into `data` (capacity bytes).
  Value Take(std::span<std::byte> data) {
    Word(memory_, kPendingWord).exchange(0, std::memory_order_acq_rel);
    for (;;) {
      const uint32_t begun = Lock().BeginRead();
      const Value value = LoadValue();
      LoadWords(memory_ + kHeaderBytes, data.first(value.length < data.size() ? value.length : data.size()));
      if (Lock().Whole(begun)) return value;
    }
  }

  uint32_t overwritten() const { return Word(memory_, kOverwrittenWord).load(std::memory_order_relaxed); }
  uint32_t connected() const { return Word(memory_, kConnectedWord).load(std::memory_order_relaxed); }

 private:
  SequenceLock Lock() const { return SequenceLock(Word(memory_, kLockWord)); }

  void StoreOrigin(const Origin& origin) {
    Word(memory_, kStateWord).store(origin.State(), std::memory_order_release);
    Word(memory_, kConnectionWord).store(origin.connection, std::memory_order_release);
    Long(memory_, kReceivedLong).store(origin.received_us, std::memory_order_release);
    Long(memory_, kPublishedLong).store(origin.received_us, std::memory_order_release);
  }

  void StoreZeros() {
    for (size_t at = 0; at < capacity_; at += kLongBytes) {
      Long(memory_ + kHeaderBytes + at, 0).store(0, std::memory_order_release);
    }
  }

  Value LoadValue() const {
    const uint32_t state = Word(memory_, kStateWord).load(std::memory_order_acquire);
    return {Word(memory_, kLengthWord).load(std::memory_order_acquire),
            {Word(memory_, kConnectionWord).load(std::memory_order_acquire), (state & kRunBit) != 0,
             Long(memory_, kReceivedLong).load(std::memory_order_acquire), (state & kLostBit) != 0}};
  }

  bool Announce() {
    const uint32_t before = Word(memory_, kPendingWord).fetch_or(kPendingBit, std::memory_order_acq_rel);
    if (before == 0) return true;
    if (!counts_overwritten_ || (before & kUnheardBit) != 0) return false;
    auto overwritten = Word(memory_, kOverwrittenWord);
    overwritten.store(overwritten.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    return false;
  }

  std::byte* memory_;
  size_t capacity_;
  bool counts_overwritten_;
};

}  // namespace eip::bridge
