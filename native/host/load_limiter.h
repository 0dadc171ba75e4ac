// Keeps a real-time thread under flood from starving the machine: whoever took nearly a whole processor rests.
#pragma once

#include <cstdint>

namespace eip::host {

class LoadLimiter {
 public:
  // Once a turn of the loop. Rests for at most a millisecond, and never beyond `deadline_us`, after a window of 10 ms
  // in which the calling thread used more than nine tenths of a processor. True: it rested.
  bool Turn(uint64_t now_us, uint64_t deadline_us);

 private:
  uint64_t window_began_us_ = 0;
  uint64_t used_at_begin_us_ = 0;
};

}  // namespace eip::host
