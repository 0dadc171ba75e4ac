// How regular production was: how far apart the datagrams of a connection left, in percent of its interval (RPI).
//
// Producer: the I/O thread, with each datagram. Consumer: the JS thread, at any time.
// Memory: longs in the adapter's SharedArrayBuffer: the first datagrams of connections, then the buckets.
// Order: relaxed; each word is whole, two words need not be of one moment.
#pragma once

#include <array>

#include "bridge/words.h"

namespace eip::bridge {

class IntervalHistogram {
 public:
  // Bucket b counts what was at least bound b - 1 and below bound b; the last has no bound. Finest around 100 %.
  static constexpr std::array<uint32_t, 16> kBoundsPercent = {10,  25,  50,  75,  90,  95,  98,  102,
                                                              105, 110, 125, 150, 200, 300, 500, 1000};
  static constexpr size_t kBuckets = kBoundsPercent.size() + 1;
  static constexpr size_t kLongs = 1 + kBuckets;

  explicit IntervalHistogram(std::byte* memory) : memory_(memory) {}

  // Producer.
  void CountFirst() { Add(0); }
  void Count(uint32_t percent) {
    size_t bucket = 0;
    for (const uint32_t bound : kBoundsPercent) bucket += percent >= bound ? 1 : 0;  // without a branch
    Add(1 + bucket);
  }

  uint64_t first() const { return Long(memory_, 0).load(std::memory_order_relaxed); }
  uint64_t Get(size_t bucket) const { return Long(memory_, 1 + bucket).load(std::memory_order_relaxed); }

 private:
  void Add(size_t place) {
    auto word = Long(memory_, place);
    word.store(word.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }

  std::byte* memory_;
};

}  // namespace eip::bridge
