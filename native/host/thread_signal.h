// Wakes the I/O thread from another one: an eventfd watched with uv_poll.
//
// Not a uv_async: its receiver spins until its sender has left uv_async_send. A receiver under SCHED_FIFO that runs on
// the sender's processor would spin until the kernel's real-time throttle lets the sender go on (measured: 250 ms).
//
// Producer: any thread, Send(). Consumer: the loop's thread. It carries no data: what is to be seen has been stored
// with release before, and is loaded with acquire in the callback.
#pragma once

#include "host/fd.h"
#include "host/uv_handle.h"

namespace eip::host {

class ThreadSignal {
 public:
  using Callback = void (*)(void* user);

  // 0 or an errno. `callback` comes on the loop's thread after each Send(), once for several; again and again until it
  // calls Clear() or Close().
  int Open(uv_loop_t* loop, Callback callback, void* user);
  void Send();

  // The loop's thread: seen. Before looking at what was stored, so that the next one is not missed.
  void Clear();

  // The loop's thread: no longer watched. The descriptor stays, so that a late Send() hits nothing else.
  void Close() { poll_.Close(); }
  // No thread sends any more.
  void CloseDescriptor() { fd_.Close(); }

 private:
  Fd fd_;
  UvHandle<uv_poll_t> poll_;
  Callback callback_ = nullptr;
  void* user_ = nullptr;
};

}  // namespace eip::host
