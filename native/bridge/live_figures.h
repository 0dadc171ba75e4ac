// Live figures of each I/O connection, and how late production was, as 64-bit words.
//
// Producer: the I/O thread, with each datagram. Consumer: the JS thread, at any time.
// Memory: longs in the adapter's SharedArrayBuffer; a connection's eight fill one cache line.
// Order: relaxed; each word is whole, two words need not be of one moment.
#pragma once

#include <array>

#include "bridge/words.h"

namespace eip::bridge {

enum class Figure : size_t {
  kReceived,        // datagrams with new data
  kRepeated,        // accepted, with data known already
  kRejected,        // malformed, old, or from another address
  kSent,            // datagrams
  kSkipped,         // slots missed
  kLastReceivedUs,  // CLOCK_MONOTONIC, 0 = never
  kLastSentUs,
  kRun,  // 1 run, 0 idle, -1 not known
  kCount
};

constexpr std::array<const char*, static_cast<size_t>(Figure::kCount)> kFigureNames = {
    "received", "repeated", "rejected", "sent", "skipped", "lastReceivedUs", "lastSentUs", "run"};

class LiveFigures {
 public:
  static constexpr size_t kStrideLongs = static_cast<size_t>(Figure::kCount);

  explicit LiveFigures(std::byte* memory) : memory_(memory) {}

  // Producer: a connection was opened in this slot.
  void Restart(uint32_t slot) {
    for (size_t figure = 0; figure < kStrideLongs; figure++) Set(slot, static_cast<Figure>(figure), 0);
    Set(slot, Figure::kRun, UINT64_MAX);
  }
  void Set(uint32_t slot, Figure figure, uint64_t value) { At(slot, figure).store(value, std::memory_order_relaxed); }
  void Add(uint32_t slot, Figure figure, uint64_t value) { Set(slot, figure, Get(slot, figure) + value); }

  uint64_t Get(uint32_t slot, Figure figure) const { return At(slot, figure).load(std::memory_order_relaxed); }

 private:
  std::atomic_ref<uint64_t> At(uint32_t slot, Figure figure) const {
    return Long(memory_, slot * kStrideLongs + static_cast<size_t>(figure));
  }

  std::byte* memory_;
};

// How late each datagram left against its deadline. Behind the buckets stands the sum.
class Lateness {
 public:
  // Bucket b counts what was later than bound b - 1 and not later than just below bound b; the last has no bound.
  static constexpr std::array<uint32_t, 20> kBoundsUs = {5,   10,  15,  20,  30,   40,   50,   75,   100,  150,
                                                         200, 300, 500, 750, 1000, 1500, 2000, 3000, 5000, 10000};
  static constexpr size_t kBuckets = kBoundsUs.size() + 1;
  static constexpr size_t kLongs = kBuckets + 1;

  explicit Lateness(std::byte* memory) : memory_(memory) {}

  // Producer.
  void Count(uint64_t late_us) {
    size_t bucket = 0;
    while (bucket < kBoundsUs.size() && late_us >= kBoundsUs[bucket]) bucket++;
    Add(bucket, 1);
    Add(kBuckets, late_us);
  }

  uint64_t Get(size_t bucket) const { return Long(memory_, bucket).load(std::memory_order_relaxed); }
  uint64_t SumUs() const { return Get(kBuckets); }

 private:
  void Add(size_t place, uint64_t value) {
    auto word = Long(memory_, place);
    word.store(word.load(std::memory_order_relaxed) + value, std::memory_order_relaxed);
  }

  std::byte* memory_;
};

}  // namespace eip::bridge
