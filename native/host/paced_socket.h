// A UDP socket that is not urgent: what waits is read at most a few times a millisecond, whatever comes, and only while
// the WorkShare allows it. What comes faster fills the kernel's buffer; what does not fit there is dropped and counted.
//
// So a flood costs a bounded part of the processor, and its datagrams are read in full batches. Comes on the I/O thread
// only.
#pragma once

#include <uv.h>

#include "host/fd.h"
#include "host/uv_handle.h"
#include "host/work_share.h"

namespace eip::host {

class PacedSocket {
 public:
  // Reads one batch of what waits.
  using Read = void (*)(void* user, PacedSocket& socket);

  PacedSocket() = default;
  PacedSocket(const PacedSocket&) = delete;
  PacedSocket& operator=(const PacedSocket&) = delete;

  // Takes a bound socket.
  void Take(Fd fd) { fd_ = std::move(fd); }
  int fd() const { return fd_.get(); }
  bool valid() const { return fd_.valid(); }

  // `dropped`: the counter of what the kernel dropped. 0 or an errno.
  int Start(uv_loop_t* loop, WorkShare& share, bridge::Counters& counters, bridge::Counter dropped, Read read,
            void* user);
  // Another one may be taken afterwards.
  void Close();

  // Once a turn of the loop: goes on when its time has come.
  void NextTurn(uint64_t now_us);
  // When it wants the next turn, EIP_NEVER when that is not for it to say.
  uint64_t resumes_at_us() const;

 private:
  static void Ready(uv_poll_t* poll, int status, int events);
  bool MayRead(uint64_t now_us);
  void Pause(uint64_t until_us);
  void CountDropped();

  Fd fd_;
  UvHandle<uv_poll_t> poll_;
  WorkShare* share_ = nullptr;
  bridge::Counters* counters_ = nullptr;
  bridge::Counter dropped_counter_{};
  Read read_ = nullptr;
  void* user_ = nullptr;
  bool paused_ = false;
  uint64_t paused_until_us_ = 0;
  uint64_t window_began_us_ = 0;
  uint32_t reads_ = 0;  // since then
  uint32_t dropped_ = 0;
};

}  // namespace eip::host
