#include "host/liveness.h"

#include <algorithm>

#include "host/clock.h"

namespace eip::host {

namespace {

constexpr uint64_t kChecksPerLimit = 8;
constexpr uint64_t kShortestPeriodMs = 1, kLongestPeriodMs = 250;

}  // namespace

int Liveness::Start(uv_loop_t* loop, eip_stack* stack, uint32_t liveness_ms) {
  if (liveness_ms == 0) return 0;
  stack_ = stack;
  limit_us_ = liveness_ms * kUsPerMs;
  const uint64_t period_ms = std::clamp(liveness_ms / kChecksPerLimit, kShortestPeriodMs, kLongestPeriodMs);
  period_us_ = period_ms * kUsPerMs;
  seen_ = state_.Liveness();
  checked_at_us_ = NowUs();
  const int result = timer_.Open(uv_timer_init, loop, this);
  if (result < 0) return -result;
  const auto check = [](uv_timer_t* timer) { OwnerOf<Liveness>(timer).Check(); };
  return -uv_timer_start(timer_.get(), check, period_ms, period_ms);
}

void Liveness::Check() {
  const uint64_t now_us = NowUs();
  application_.SetNow(now_us);
  const uint32_t word = state_.Liveness();
  // A whole process that was stopped and continued counts as two periods: JavaScript could not have moved either.
  still_us_ = word == seen_ ? still_us_ + std::min(now_us - checked_at_us_, 2 * period_us_) : 0;
  seen_ = word;
  checked_at_us_ = now_us;
  if (stopped_at_us_ == 0 && still_us_ >= limit_us_) Stop(now_us);
  if (stopped_at_us_ != 0 && still_us_ == 0) GoOn(now_us);
  if (untold_ms_ != 0) Tell();
  application_.Wake();
}

void Liveness::Stop(uint64_t now_us) {
  stopped_at_us_ = now_us;
  state_.counters.Add(bridge::Counter::kLivenessStops);
  eip_stack_set_ready(stack_, false);
}

void Liveness::GoOn(uint64_t now_us) {
  untold_ms_ += static_cast<uint32_t>(std::max<uint64_t>((now_us - stopped_at_us_) / kUsPerMs, 1));
  stopped_at_us_ = 0;
  eip_stack_set_ready(stack_, true);
}

// The ring may be full of what happened meanwhile: then at the next check.
void Liveness::Tell() {
  if (application_.TellLiveness(untold_ms_)) untold_ms_ = 0;
}

}  // namespace eip::host
