#include "host/thread_signal.h"

#include <sys/eventfd.h>

#include <cerrno>
#include <cstdint>

#include "host/watch.h"

namespace eip::host {

int ThreadSignal::Open(uv_loop_t* loop, Callback callback, void* user) {
  callback_ = callback;
  user_ = user;
  fd_ = Fd(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (!fd_.valid()) return errno;
  return Watch(&poll_, loop, fd_.get(), this, [](uv_poll_t* poll, int, int) {
    auto& self = OwnerOf<ThreadSignal>(poll);
    self.callback_(self.user_);
  });
}

void ThreadSignal::Send() {
  const uint64_t one = 1;
  ssize_t written;
  do {
    written = write(fd_.get(), &one, sizeof one);
  } while (written < 0 && errno == EINTR);  // full is as good as sent
}

void ThreadSignal::Clear() {
  uint64_t count;
  while (read(fd_.get(), &count, sizeof count) < 0 && errno == EINTR) {
  }
}

}  // namespace eip::host
