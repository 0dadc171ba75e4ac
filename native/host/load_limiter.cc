#include "host/load_limiter.h"

#include <algorithm>

#include "host/clock.h"

namespace eip::host {

namespace {

constexpr uint64_t kWindowUs = 10 * kUsPerMs;
constexpr uint64_t kRestUs = kUsPerMs;
constexpr uint64_t kMostPercent = 90;

}  // namespace

uint64_t LoadLimiter::ThreadTimeUs() { return ReadClockUs(CLOCK_THREAD_CPUTIME_ID); }

uint64_t LoadLimiter::Turn(uint64_t now_us, uint64_t deadline_us) {
  const uint64_t window_us = now_us - window_began_us_;
  if (window_us < kWindowUs) return 0;
  const uint64_t used_us = used_us_();
  const bool first = window_began_us_ == 0;
  const bool too_much = !first && (used_us - used_at_begin_us_) * 100 > window_us * kMostPercent;
  window_began_us_ = now_us;
  used_at_begin_us_ = used_us;
  if (!too_much || deadline_us <= now_us) return 0;
  return std::min(now_us + kRestUs, deadline_us);
}

}  // namespace eip::host
