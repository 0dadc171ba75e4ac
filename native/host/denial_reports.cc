#include "host/denial_reports.h"

#include "host/clock.h"

namespace eip::host {

namespace {

constexpr uint64_t kEveryUs = 60 * kUsPerSecond;
// When JavaScript had not looked yet.
constexpr uint64_t kAgainUs = kUsPerSecond;

}  // namespace

int DenialReports::Start(uv_loop_t* loop) { return -timer_.Open(uv_timer_init, loop, this); }

void DenialReports::Turn() {
  if (access_.denials().empty() || uv_is_active(reinterpret_cast<uv_handle_t*>(timer_.get()))) return;
  const uint64_t now_us = NowUs();
  const uint64_t wait_us = next_us_ > now_us ? next_us_ - now_us : 0;
  const auto due = [](uv_timer_t* timer) { OwnerOf<DenialReports>(timer).Tell(); };
  uv_timer_start(timer_.get(), due, (wait_us + kUsPerMs - 1) / kUsPerMs, 0);
}

void DenialReports::Tell() {
  const uint64_t now_us = NowUs();
  const bool waits = state_.EventsMarked();
  next_us_ = now_us + (waits ? kAgainUs : kEveryUs);
  if (waits) return;
  application_.SetNow(now_us);
  access_.denials().Take([this](const bridge::Denial& denial) { return application_.TellDenied(denial); });
  application_.Wake();
}

}  // namespace eip::host
