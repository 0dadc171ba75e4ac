#include "host/timer.h"

#include <sys/timerfd.h>

#include <cerrno>

#include "host/clock.h"

namespace eip::host {

int Timer::Open(uv_loop_t* loop, Kind kind, Callback callback, void* user) {
  callback_ = callback;
  user_ = user;
  if (kind == Kind::kTimerFd) {
    const int error = OpenTimerFd(loop);
    if (error != ENOSYS && error != EINVAL && error != EPERM) return error;
  }
  return -timer_.Open(uv_timer_init, loop, this);
}

int Timer::OpenTimerFd(uv_loop_t* loop) {
  Fd fd(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
  if (!fd.valid()) return errno;
  int result = poll_.Open(uv_poll_init, loop, this, fd.get());
  if (result < 0) return -result;
  const auto ready = [](uv_poll_t* poll, int, int) { OwnerOf<Timer>(poll).Fire(); };
  result = uv_poll_start(poll_.get(), UV_READABLE, ready);
  fd_ = std::move(fd);
  return -result;
}

void Timer::Close() {
  poll_.Close();  // before its descriptor
  timer_.Close();
  fd_.Close();
}

void Timer::Fire() {
  armed_us_ = 0;  // spent: setting it again also takes back the timerfd's readiness, which saves reading it
  callback_(user_);
}

int Timer::Arm(uint64_t deadline_us, uint64_t now_us) {
  if (armed_us_ > now_us && deadline_us >= armed_us_) return 0;
  const int error = fd_.valid() ? SetTimerFd(deadline_us) : SetUvTimer(deadline_us, now_us);
  if (error == 0) armed_us_ = deadline_us;
  return error;
}

int Timer::SetTimerFd(uint64_t deadline_us) {
  itimerspec spec{};  // all zeros disarms
  if (deadline_us != EIP_NEVER) {
    spec.it_value = ToTimespec(deadline_us == 0 ? 1 : deadline_us);
  }
  return timerfd_settime(fd_.get(), TFD_TIMER_ABSTIME, &spec, nullptr) == 0 ? 0 : errno;
}

int Timer::SetUvTimer(uint64_t deadline_us, uint64_t now_us) {
  if (deadline_us == EIP_NEVER) return -uv_timer_stop(timer_.get());
  const uint64_t wait_us = deadline_us > now_us ? deadline_us - now_us : 0;
  uv_update_time(timer_.get()->loop);
  const auto due = [](uv_timer_t* timer) { OwnerOf<Timer>(timer).Fire(); };
  return -uv_timer_start(timer_.get(), due, (wait_us + kUsPerMs - 1) / kUsPerMs, 0);
}

}  // namespace eip::host
