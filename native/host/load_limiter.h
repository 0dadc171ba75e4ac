// Keeps a real-time thread from starving the machine: whoever takes nearly a whole processor gives some of it back.
//
// Each 10 ms it looks at the processor time used. Beyond nine tenths, what is not urgent is put off for as long as
// makes it nine tenths again; cyclic data goes on meanwhile. When that did not help, because cyclic data alone takes so
// much, the thread rests in pieces of at most a millisecond that end with the next deadline. And when deadlines leave
// no room for that, the debt grows until one millisecond is taken regardless: slots are missed, and counted, but the
// machine lives.
#pragma once

#include <cstdint>

namespace eip::host {

class LoadLimiter {
 public:
  // `used_us` tells the processor time that the calling thread used.
  using Clock = uint64_t (*)();
  explicit LoadLimiter(Clock used_us = ThreadTimeUs) : used_us_(used_us) {}

  struct Verdict {
    uint64_t put_off_until_us;  // what is not urgent; 0: not at all
    uint64_t rest_until_us;     // the whole thread; 0: not at all
  };
  // Once a turn of the loop, and cheap but for one turn in 10 ms. `deadline_us`: when something is due next.
  Verdict Turn(uint64_t now_us, uint64_t deadline_us);

  static uint64_t ThreadTimeUs();

 private:
  uint64_t Judge(uint64_t now_us);
  uint64_t Rest(uint64_t now_us, uint64_t deadline_us);

  Clock used_us_;
  uint64_t window_began_us_ = 0;
  uint64_t used_at_begin_us_ = 0;
  bool put_off_ = false;  // in this window
  uint64_t owed_us_ = 0;  // rest
};

}  // namespace eip::host
