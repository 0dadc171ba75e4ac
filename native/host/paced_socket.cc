#include "host/paced_socket.h"

#include <linux/sock_diag.h>
#include <sys/socket.h>

#include <array>

#include "host/clock.h"
#include "host/watch.h"

namespace eip::host {

namespace {

constexpr uint64_t kWindowUs = kUsPerMs;
constexpr uint32_t kReadsPerWindow = 4;

}  // namespace

int PacedSocket::Start(uv_loop_t* loop, WorkShare& share, bridge::Counters& counters, bridge::Counter dropped,
                       Read read, void* user) {
  share_ = &share;
  counters_ = &counters;
  dropped_counter_ = dropped;
  read_ = read;
  user_ = user;
  return Watch(&poll_, loop, fd_.get(), this, Ready);
}

void PacedSocket::Close() {
  poll_.Close();  // before its descriptor
  fd_.Close();
  paused_ = false;
  reads_ = 0;
  dropped_ = 0;  // another socket begins with none
}

void PacedSocket::Ready(uv_poll_t* poll, int status, int) {
  auto& self = OwnerOf<PacedSocket>(poll);
  if (status < 0) WatchAgain(poll, self.fd_.get(), Ready);
  const uint64_t now_us = NowUs();
  if (!self.MayRead(now_us)) return;
  self.read_(self.user_, self);
  self.CountDropped();
}

bool PacedSocket::MayRead(uint64_t now_us) {
  if (now_us >= window_began_us_ + kWindowUs) {
    window_began_us_ = now_us;
    reads_ = 0;
  }
  if (reads_ == kReadsPerWindow) {
    Pause(window_began_us_ + kWindowUs);
    return false;
  }
  if (!share_->Allows(now_us)) {
    Pause(share_->resumes_at_us());
    return false;
  }
  reads_++;
  return true;
}

void PacedSocket::Pause(uint64_t until_us) {
  uv_poll_stop(poll_.get());
  paused_ = true;
  paused_until_us_ = until_us;
}

void PacedSocket::NextTurn(uint64_t now_us) {
  if (!paused_ || now_us < paused_until_us_) return;
  paused_ = false;
  WatchAgain(poll_.get(), fd_.get(), Ready);
}

uint64_t PacedSocket::resumes_at_us() const { return paused_ ? paused_until_us_ : EIP_NEVER; }

// What was dropped was dropped because something waited: so looking after each reading misses nothing.
void PacedSocket::CountDropped() {
  std::array<uint32_t, SK_MEMINFO_VARS> figures{};
  socklen_t length = sizeof figures;
  if (getsockopt(fd_.get(), SOL_SOCKET, SO_MEMINFO, figures.data(), &length) != 0) return;
  const uint32_t dropped = figures[SK_MEMINFO_DROPS] - dropped_;
  if (dropped == 0) return;
  counters_->Add(dropped_counter_, dropped);
  dropped_ += dropped;
}

}  // namespace eip::host
