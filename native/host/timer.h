// The one timer of the I/O thread, armed to the earliest deadline of the core.
//
// An absolute timerfd of CLOCK_MONOTONIC watched with uv_poll: it does not drift and knows microseconds. Where the
// kernel gives none, a uv_timer in whole milliseconds, never early; status() tells which.
#pragma once

#include <cstdint>

#include "host/core.h"
#include "host/fd.h"
#include "host/uv_handle.h"

namespace eip::host {

class Timer {
 public:
  enum class Kind { kTimerFd, kUvTimer };
  using Callback = void (*)(void* user);

  // 0 or an errno. `callback` comes in the loop once the deadline is reached. Asked for a timerfd it falls back only
  // where the kernel has none; see kind().
  int Open(uv_loop_t* loop, Kind kind, Callback callback, void* user);
  void Close();

  // Replaces the deadline; EIP_NEVER disarms. One that moves away is left where it is, so that a deadline pushed back
  // with every packet costs no system call: the callback then comes early, once.
  // 0 or an errno, when it could not be armed.
  int Arm(uint64_t deadline_us, uint64_t now_us);

  Kind kind() const { return fd_.valid() ? Kind::kTimerFd : Kind::kUvTimer; }

 private:
  int OpenTimerFd(uv_loop_t* loop);
  int SetTimerFd(uint64_t deadline_us);
  int SetUvTimer(uint64_t deadline_us, uint64_t now_us);
  void Fire();

  Fd fd_;
  UvHandle<uv_poll_t> poll_;
  UvHandle<uv_timer_t> timer_;
  Callback callback_ = nullptr;
  void* user_ = nullptr;
  uint64_t armed_us_ = EIP_NEVER;
};

}  // namespace eip::host
