#include "host/input_watchdog.h"

#include <algorithm>

#include "host/clock.h"

namespace eip::host {

using bridge::WatchdogAction;

namespace {

constexpr uint64_t kLooksPerLimit = 8;
constexpr uint64_t kShortestPeriodMs = 1, kLongestPeriodMs = 250;

}  // namespace

InputWatchdog::InputWatchdog(const bridge::AdapterOptions& options, bridge::SharedState& state,
                             Application& application)
    : state_(state), application_(application) {
  watched_.reserve(state.layout().capacity);
  for (uint32_t i = 0; i < options.assemblies.size(); i++) Watch(i, options.assemblies[i]);
}

void InputWatchdog::Watch(uint32_t assembly, const bridge::AssemblyOptions& options) {
  if (options.kind != bridge::AssemblyKind::kInput || options.watchdog_ms == 0) return;
  watched_.push_back({assembly, options.instance, options.on_watchdog, options.watchdog_ms * kUsPerMs});
  watched_.back().seen = ImageOf(watched_.back()).Touched();
}

int InputWatchdog::Start(uv_loop_t* loop, eip_stack* stack) {
  stack_ = stack;
  for (auto& watched : watched_) watched.seen = ImageOf(watched).Touched();
  checked_at_us_ = NowUs();
  const int result = timer_.Open(uv_timer_init, loop, this);
  return result < 0 ? -result : Run();
}

// The timer as the shortest limit wants it. 0 or an errno.
int InputWatchdog::Run() {
  if (watched_.empty()) return -uv_timer_stop(timer_.get());
  uint64_t shortest_us = watched_.front().limit_us;
  for (const auto& watched : watched_) shortest_us = std::min(shortest_us, watched.limit_us);
  const uint64_t period_ms = std::clamp(shortest_us / kUsPerMs / kLooksPerLimit, kShortestPeriodMs, kLongestPeriodMs);
  period_us_ = period_ms * kUsPerMs;
  const auto check = [](uv_timer_t* timer) { OwnerOf<InputWatchdog>(timer).Check(); };
  return -uv_timer_start(timer_.get(), check, period_ms, period_ms);
}

// A look first: what has passed up to now counts by the period that there was.
void InputWatchdog::Add(uint32_t assembly, const bridge::AssemblyOptions& options) {
  Check();
  checked_at_us_ = NowUs();
  Watch(assembly, options);
  Run();
}

void InputWatchdog::Remove(uint32_t assembly) {
  Check();
  std::erase_if(watched_, [assembly](const Watched& watched) { return watched.assembly == assembly; });
  Run();
}

void InputWatchdog::Check() {
  if (watched_.empty()) return;
  const uint64_t now_us = NowUs();
  application_.SetNow(now_us);
  // A whole process that was stopped and continued counts as two periods: JavaScript could not have written either.
  const uint64_t passed_us = std::min(now_us - checked_at_us_, 2 * period_us_);
  checked_at_us_ = now_us;
  for (auto& watched : watched_) Look(watched, now_us, passed_us);
  application_.Wake();
}

void InputWatchdog::Look(Watched& watched, uint64_t now_us, uint64_t passed_us) {
  const uint32_t touched = ImageOf(watched).Touched();
  const bool still = touched == watched.seen;
  watched.seen = touched;
  watched.still_us = still ? watched.still_us + passed_us : 0;
  if (!watched.expired && watched.still_us >= watched.limit_us) Expire(watched, now_us);
  if (watched.expired && !still) Recover(watched, now_us);
  Tell(watched);
}

// JavaScript is told first: then it knows why the connections end.
void InputWatchdog::Expire(Watched& watched, uint64_t now_us) {
  watched.expired = true;
  watched.changed_at_us = now_us;
  ImageOf(watched).SetExpired(true);
  Tell(watched);
  switch (watched.action) {
    case WatchdogAction::kHold:
      break;
    case WatchdogAction::kZero:
      application_.inputs().Withhold(watched.assembly);
      break;
    case WatchdogAction::kIdle:
      eip_input_set_run(stack_, watched.instance, false);
      break;
    case WatchdogAction::kClose:
      eip_assembly_set_ready(stack_, watched.instance, false);
      break;
  }
}

void InputWatchdog::Recover(Watched& watched, uint64_t now_us) {
  watched.expired = false;
  watched.changed_at_us = now_us;
  ImageOf(watched).SetExpired(false);
  switch (watched.action) {
    case WatchdogAction::kHold:
      break;
    case WatchdogAction::kZero:
      application_.inputs().Restore(watched.assembly);
      break;
    case WatchdogAction::kIdle:
      eip_input_set_run(stack_, watched.instance, true);
      break;
    case WatchdogAction::kClose:
      eip_assembly_set_ready(stack_, watched.instance, true);
      break;
  }
}

// The ring may be full: then at the next look, as it is by then.
void InputWatchdog::Tell(Watched& watched) {
  if (watched.expired == watched.told_expired) return;
  if (application_.TellWatchdog(watched.assembly, watched.expired, watched.changed_at_us)) {
    watched.told_expired = watched.expired;
  }
}

}  // namespace eip::host
