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

void ABusyThreadRests() {
  struct {
    uint64_t used_us, window_us, deadline_us, until_us;
    const char* rule;
  } const table[] = {
      {10'000, 10'000, EIP_NEVER, 1'011'000, "a whole processor for 10 ms: rests for a millisecond"},
      {9'100, 10'000, EIP_NEVER, 1'011'000, "more than nine tenths: rests"},
      {9'000, 10'000, EIP_NEVER, 0, "nine tenths: goes on"},
      {9'999, 9'999, EIP_NEVER, 0, "a shorter window: is not judged"},
      {500, 1'000'000, EIP_NEVER, 0, "mostly waiting: goes on"},
      {10'000, 10'000, 1'010'300, 1'010'300, "rests no longer than the next deadline"},
      {10'000, 10'000, 1'010'000, 0, "something is due: no rest"},
  };
  for (const auto& row : table) {
    LoadLimiter limiter(Used);
    used_us = 77;
    limiter.Turn(1'000'000, EIP_NEVER);
    used_us += row.used_us;
    tap::Equal(limiter.Turn(1'000'000 + row.window_us, row.deadline_us), row.until_us,
               std::string("load limiter: ") + row.rule);
  }
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
  ABusyThreadRests();
  ThreadTimeCountsWorkNotWaiting();
  return tap::Done();
}
