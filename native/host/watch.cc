#include "host/watch.h"

#include <sys/socket.h>

#include <cerrno>

namespace eip::host {

int Watch(UvHandle<uv_poll_t>* poll, uv_loop_t* loop, int fd, void* owner, uv_poll_cb ready) {
  const int result = poll->Open(uv_poll_init, loop, owner, fd);
  return result < 0 ? -result : -uv_poll_start(poll->get(), UV_READABLE, ready);
}

bool WatchAgain(uv_poll_t* poll, int fd, uv_poll_cb ready) {
  int error = 0;
  socklen_t length = sizeof error;
  if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0) return false;
  return uv_poll_start(poll, UV_READABLE, ready) == 0;
}

}  // namespace eip::host
