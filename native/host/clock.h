// The only clock of the host: CLOCK_MONOTONIC in microseconds, the clock of process.hrtime().
#pragma once

#include <time.h>

#include <cstdint>

namespace eip::host {

constexpr uint64_t kNsPerUs = 1000;
constexpr uint64_t kUsPerMs = 1000;
constexpr uint64_t kUsPerSecond = 1'000'000;

inline uint64_t ReadClockUs(clockid_t clock) {
  timespec time;
  clock_gettime(clock, &time);
  return static_cast<uint64_t>(time.tv_sec) * kUsPerSecond + static_cast<uint64_t>(time.tv_nsec) / kNsPerUs;
}

inline timespec ToTimespec(uint64_t time_us) {
  timespec time;
  time.tv_sec = static_cast<time_t>(time_us / kUsPerSecond);
  time.tv_nsec = static_cast<long>(time_us % kUsPerSecond * kNsPerUs);
  return time;
}

inline uint64_t NowUs() { return ReadClockUs(CLOCK_MONOTONIC); }

}  // namespace eip::host
