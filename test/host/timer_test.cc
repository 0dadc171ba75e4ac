// The timer of the I/O thread: never early, no drift, both kinds; and the limiter that makes a busy thread rest.
#include "host/timer.h"

#include <string>
#include <vector>

#include "host/clock.h"
#include "host/load_limiter.h"
#include "tap.h"

using eip::host::LoadLimiter;
using eip::host::NowUs;
using eip::host::Timer;
using eip::host::UvLoop;

namespace {

// Fires `rounds` times at deadlines `period_us` apart, then closes.
struct Beat {
  uint64_t period_us;
  size_t rounds;
  Timer timer;
  uint64_t deadline_us = 0;
  std::vector<uint64_t> fired_us;

  static void Fire(void* user) {
    auto& self = *static_cast<Beat*>(user);
    const uint64_t now_us = NowUs();
    if (now_us < self.deadline_us) {  // early: the kind knows whole milliseconds only, or was armed before
      self.timer.Arm(self.deadline_us, now_us);
      return;
    }
    self.fired_us.push_back(now_us);
    if (self.fired_us.size() == self.rounds) return self.timer.Close();
    self.deadline_us += self.period_us;
    self.timer.Arm(self.deadline_us, now_us);
  }
};

void KeepsItsBeat(Timer::Kind kind, const std::string& name) {
  UvLoop loop;
  loop.Open();
  Beat beat{5'000, 20, {}, 0, {}};
  tap::Equal(beat.timer.Open(loop.get(), kind, Beat::Fire, &beat), 0, name + ": opens");
  tap::Ok(beat.timer.kind() == kind, name + ": is of the kind that was asked for");
  const uint64_t start_us = NowUs();
  beat.deadline_us = start_us + beat.period_us;
  beat.timer.Arm(beat.deadline_us, start_us);
  loop.Run();
  bool early = false;
  for (size_t i = 0; i < beat.fired_us.size(); i++) early |= beat.fired_us[i] < start_us + (i + 1) * beat.period_us;
  tap::Equal(beat.fired_us.size(), beat.rounds, name + ": fires once for each deadline");
  tap::Ok(!early, name + ": never fires before its deadline");
}

void ADeadlineThatMovesAwayIsStillMet() {
  UvLoop loop;
  loop.Open();
  Beat beat{1'000, 1, {}, 0, {}};
  beat.timer.Open(loop.get(), Timer::Kind::kTimerFd, Beat::Fire, &beat);
  const uint64_t start_us = NowUs();
  beat.timer.Arm(start_us + 2'000, start_us);
  beat.deadline_us = start_us + 10'000;
  beat.timer.Arm(beat.deadline_us, start_us);  // left where it is: comes early once
  loop.Run();
  tap::Ok(beat.fired_us.size() == 1 && beat.fired_us[0] >= beat.deadline_us,
          "timer: a deadline that moved away is met");
}

void ADeadlineThatComesNearerIsMet() {
  UvLoop loop;
  loop.Open();
  Beat beat{1'000, 1, {}, 0, {}};
  beat.timer.Open(loop.get(), Timer::Kind::kTimerFd, Beat::Fire, &beat);
  const uint64_t start_us = NowUs();
  beat.timer.Arm(start_us + 60'000'000, start_us);
  beat.deadline_us = start_us + 3'000;
  beat.timer.Arm(beat.deadline_us, start_us);
  loop.Run();
  tap::Ok(NowUs() < start_us + 30'000'000, "timer: a deadline that comes nearer replaces the later one");
}

// The processor time that the limiter is told.
uint64_t used_us;
uint64_t Used() { return used_us; }

constexpr uint64_t kStartUs = 1'000'000, kWindowUs = 10'000;

void ABusyThreadPutsWorkOff() {
  struct {
    uint64_t used_us, window_us, until_us;
    const char* rule;
  } const table[] = {
      {10'000, 10'000, 1'011'111, "a whole processor for 10 ms: puts work off until it is nine tenths of the time"},
      {9'900, 10'000, 1'011'000, "a little less: for a little less"},
      {9'000, 10'000, 0, "nine tenths: goes on"},
      {9'999, 9'999, 0, "a shorter window: is not judged"},
      {500, 1'000'000, 0, "mostly waiting: goes on"},
  };
  for (const auto& row : table) {
    LoadLimiter limiter(Used);
    used_us = 77;
    limiter.Turn(kStartUs, EIP_NEVER);
    used_us += row.used_us;
    const LoadLimiter::Verdict verdict = limiter.Turn(kStartUs + row.window_us, EIP_NEVER);
    tap::Equal(verdict.put_off_until_us, row.until_us, std::string("load limiter: ") + row.rule);
    tap::Equal(verdict.rest_until_us, uint64_t{0}, std::string("load limiter: no rest yet: ") + row.rule);
  }
}

// A limiter that has seen `windows` windows at a whole processor, and the time after them.
uint64_t Busy(LoadLimiter& limiter, int windows, uint64_t deadline_us) {
  used_us = 77;
  uint64_t now_us = kStartUs;
  limiter.Turn(now_us, deadline_us);
  for (int i = 0; i < windows; i++) {
    now_us += kWindowUs;
    used_us += kWindowUs;
    limiter.Turn(now_us, deadline_us);
  }
  return now_us + 1;
}

void WhatDidNotHelpIsFollowedByRest() {
  struct {
    uint64_t deadline_in_us, rest_us;
    const char* rule;
  } const table[] = {
      {1'000'000, 111, "rests for what it owes"},
      {50, 50, "rests no longer than the next deadline"},
      {0, 0, "something is due: no rest"},
  };
  for (const auto& row : table) {
    LoadLimiter limiter(Used);
    const uint64_t now_us = Busy(limiter, 2, EIP_NEVER);  // the second one made it rest a millisecond of 1,111 us
    const uint64_t until_us = limiter.Turn(now_us, now_us + row.deadline_in_us).rest_until_us;
    tap::Equal(until_us, row.rest_us == 0 ? 0 : now_us + row.rest_us, std::string("load limiter: ") + row.rule);
  }
}

void DeadlinesWithoutEndDoNotStarveTheMachine() {
  LoadLimiter limiter(Used);
  used_us = 77;
  uint64_t now_us = kStartUs;
  int first = 0, rests = 0;
  for (int window = 0; window < 40; window++) {
    const uint64_t until_us = limiter.Turn(now_us, now_us).rest_until_us;
    if (until_us != 0 && first == 0) first = window;
    if (until_us != 0) rests++;
    now_us += kWindowUs;
    used_us += kWindowUs;
  }
  tap::Ok(first == 11 && rests >= 20, "load limiter: something is always due: a rest all the same, from 110 ms on",
          std::to_string(first) + ", " + std::to_string(rests));
}

void ADebtEndsWithTheLoad() {
  LoadLimiter limiter(Used);
  uint64_t now_us = Busy(limiter, 5, 0);  // a deadline that is always due: nothing was paid
  now_us += kWindowUs;
  used_us += kWindowUs / 2;
  tap::Equal(limiter.Turn(now_us, EIP_NEVER).rest_until_us, uint64_t{0}, "load limiter: a quiet window ends the debt");
}

void ThreadTimeCountsWorkNotWaiting() {
  const uint64_t before_us = LoadLimiter::ThreadTimeUs();
  const timespec nap{0, 50'000'000};
  nanosleep(&nap, nullptr);
  tap::Ok(LoadLimiter::ThreadTimeUs() - before_us < 25'000, "load limiter: waiting uses no processor time");
  const uint64_t began_us = LoadLimiter::ThreadTimeUs();
  while (LoadLimiter::ThreadTimeUs() < began_us + 2'000) {
  }
  tap::Ok(LoadLimiter::ThreadTimeUs() >= began_us + 2'000, "load limiter: work does");
}

}  // namespace

int main() {
  KeepsItsBeat(Timer::Kind::kTimerFd, "timerfd");
  KeepsItsBeat(Timer::Kind::kUvTimer, "uv_timer");
  ADeadlineThatMovesAwayIsStillMet();
  ADeadlineThatComesNearerIsMet();
  ABusyThreadPutsWorkOff();
  WhatDidNotHelpIsFollowedByRest();
  DeadlinesWithoutEndDoNotStarveTheMachine();
  ADebtEndsWithTheLoad();
  ThreadTimeCountsWorkNotWaiting();
  return tap::Done();
}
