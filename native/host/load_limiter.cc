#include "host/load_limiter.h"

#include <algorithm>

#include "host/clock.h"

namespace eip::host {

namespace {

constexpr uint64_t kWindowUs = 10 * kUsPerMs;
constexpr uint64_t kLongestRestUs = kUsPerMs;
constexpr uint64_t kMostPercent = 90;
// Then a rest waits for no deadline.
constexpr uint64_t kMostOwedUs = 10 * kUsPerMs;

}  // namespace

uint64_t LoadLimiter::ThreadTimeUs() { return ReadClockUs(CLOCK_THREAD_CPUTIME_ID); }

// At the end of a window: how much longer it would have had to be for what was used.
uint64_t LoadLimiter::Judge(uint64_t now_us) {
  const bool first = window_began_us_ == 0;
  const uint64_t window_us = now_us - window_began_us_;
  const uint64_t used_us = used_us_();
  const uint64_t wanted_us = first ? 0 : (used_us - used_at_begin_us_) * 100 / kMostPercent;
  window_began_us_ = now_us;
  used_at_begin_us_ = used_us;
  return wanted_us > window_us ? wanted_us - window_us : 0;
}

LoadLimiter::Verdict LoadLimiter::Turn(uint64_t now_us, uint64_t deadline_us) {
  uint64_t lacking_us = 0;
  if (now_us - window_began_us_ >= kWindowUs) {
    lacking_us = Judge(now_us);
    if (lacking_us == 0) {
      owed_us_ = 0;
    } else if (put_off_) {
      owed_us_ = std::min(owed_us_ + lacking_us, kMostOwedUs);
    }
    put_off_ = lacking_us > 0;
  }
  return {lacking_us > 0 ? now_us + lacking_us : 0, Rest(now_us, deadline_us)};
}

uint64_t LoadLimiter::Rest(uint64_t now_us, uint64_t deadline_us) {
  if (owed_us_ == 0) return 0;
  const uint64_t until_due_us = deadline_us > now_us ? deadline_us - now_us : 0;
  const uint64_t longest_us = owed_us_ == kMostOwedUs ? kLongestRestUs : std::min(kLongestRestUs, until_due_us);
  const uint64_t rest_us = std::min(owed_us_, longest_us);
  owed_us_ -= rest_us;
  return rest_us > 0 ? now_us + rest_us : 0;
}

}  // namespace eip::host
