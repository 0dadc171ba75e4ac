// Keeps a real-time thread under flood from starving the machine: whoever took nearly a whole processor rests.
#pragma once

#include <cstdint>

namespace eip::host {

class LoadLimiter {
 public:
  // `used_us` tells the processor time that the calling thread used.
  using Clock = uint64_t (*)();
  explicit LoadLimiter(Clock used_us = ThreadTimeUs) : used_us_(used_us) {}

  // Once a turn of the loop, and cheap but for one turn in 10 ms. Until when to rest, 0 = not at all: for at most a
  // millisecond, and never beyond `deadline_us`, after a window of at least 10 ms in which the thread used more than
  // nine tenths of a processor.
  uint64_t Turn(uint64_t now_us, uint64_t deadline_us);

  static uint64_t ThreadTimeUs();

 private:
  Clock used_us_;
  uint64_t window_began_us_ = 0;
  uint64_t used_at_begin_us_ = 0;
};

}  // namespace eip::host
