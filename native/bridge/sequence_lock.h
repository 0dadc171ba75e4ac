// A sequence lock around words of shared memory: one writer that never waits, readers that try again.
//
// Producer: the I/O thread, the only writer. Consumers: any thread (JavaScript does the same with Atomics).
// Memory: one 32-bit word, odd while the producer writes; what it guards is copied with StoreWords / LoadWords.
// Order: the guarded words carry it (words.h): a reader that saw one of them new cannot see the lock as it was before.
#pragma once

#include "bridge/words.h"

namespace eip::bridge {

class SequenceLock {
 public:
  explicit SequenceLock(std::atomic_ref<uint32_t> word) : word_(word) {}

  // Producer: around the writing.
  void BeginWrite() { word_.store(word_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed); }
  void EndWrite() { word_.store(word_.load(std::memory_order_relaxed) + 1, std::memory_order_release); }

  // Consumer: what was copied between the two calls is whole when Whole() says so.
  uint32_t BeginRead() const { return word_.load(std::memory_order_acquire); }
  bool Whole(uint32_t begun) const { return begun % 2 == 0 && word_.load(std::memory_order_relaxed) == begun; }

 private:
  std::atomic_ref<uint32_t> word_;
};

}  // namespace eip::bridge
