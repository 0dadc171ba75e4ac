// Watching a socket with uv_poll.
#pragma once

#include "host/uv_handle.h"

namespace eip::host {

// Calls `ready` whenever `fd` is readable. 0 or an errno.
int Watch(UvHandle<uv_poll_t>* poll, uv_loop_t* loop, int fd, void* owner, uv_poll_cb ready);

// After `ready` was told an error, upon which libuv stops: takes the pending error off the socket and watches again.
// False when that cannot be done.
bool WatchAgain(uv_poll_t* poll, int fd, uv_poll_cb ready);

}  // namespace eip::host
