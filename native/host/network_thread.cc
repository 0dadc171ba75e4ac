#include "host/network_thread.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "host/clock.h"
#include "host/network_info.h"

namespace eip::host {

namespace {

constexpr uint32_t kGroups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV4_ROUTE;
constexpr size_t kStackBytes = 256 * 1024;
// A machine that changes its network without end costs no more than this.
constexpr uint64_t kReadEveryUs = 100 * kUsPerMs;
constexpr uint64_t kRefreshEveryUs = kUsPerSecond;
constexpr uint64_t kRetryUs = kUsPerSecond;

// Sandboxes without netlink: an adapter that knows nothing of its interface is better than none.
bool IsForbidden(int error) {
  return error == EPERM || error == EACCES || error == EAFNOSUPPORT || error == EPROTONOSUPPORT || error == EOPNOTSUPP;
}

int MsUntil(uint64_t time_us, uint64_t now_us) {
  return time_us <= now_us ? 0 : static_cast<int>((time_us - now_us + kUsPerMs - 1) / kUsPerMs);
}

}  // namespace

NetworkThread::~NetworkThread() {
  Stop();
  if (running_) uv_thread_join(&thread_);
}

std::optional<bridge::OpenError> NetworkThread::Open(uint32_t address) {
  address_ = address;
  now_.snapshot.interface.address = address;
  wake_ = Fd(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  int error = wake_.valid() ? notices_.Open(kGroups) : errno;  // before reading: no change in between is missed
  if (error == 0) error = reader_.Open();
  if (error == 0) error = reader_.Read(address, &now_.snapshot);
  known_ = error == 0;
  next_refresh_us_ = NowUs() + kRefreshEveryUs;
  Publish(known_);
  if (known_ || IsForbidden(error)) return std::nullopt;
  bridge::OpenError failure;
  failure.error = error;
  failure.syscall = "netlink";
  return failure;
}

int NetworkThread::Start(ThreadSignal* news) {
  if (!known_) return 0;
  news_ = news;
  uv_thread_options_t options{};
  options.flags = UV_THREAD_HAS_STACK_SIZE;
  options.stack_size = kStackBytes;
  const auto run = [](void* user) { static_cast<NetworkThread*>(user)->Run(); };
  const int result = uv_thread_create_ex(&thread_, &options, run, this);
  running_ = result == 0;
  return -result;
}

void NetworkThread::Watch(bool on) {
  watched_.store(on, std::memory_order_release);
  if (on) Wake();
}

void NetworkThread::Stop() {
  stop_.store(true, std::memory_order_release);
  Wake();
}

void NetworkThread::Wake() {
  const uint64_t one = 1;
  ssize_t written;
  do {
    written = write(wake_.get(), &one, sizeof one);
  } while (written < 0 && errno == EINTR);  // full is as good as sent
}

// ---- the thread

void NetworkThread::Run() {
  sigset_t all;
  sigfillset(&all);  // signals are for the threads of Node
  pthread_sigmask(SIG_SETMASK, &all, nullptr);
  pthread_setname_np(pthread_self(), "eip-net");
  while (!stop_.load(std::memory_order_acquire)) {
    Wait();
    Work(NowUs());
  }
}

void NetworkThread::Wait() {
  const uint64_t now_us = NowUs();
  int timeout_ms = -1;
  if (watched_.load(std::memory_order_acquire)) timeout_ms = MsUntil(next_refresh_us_, now_us);
  if (stale_) timeout_ms = MsUntil(next_read_us_, now_us);
  pollfd fds[] = {{notices_.fd(), POLLIN, 0}, {wake_.get(), POLLIN, 0}};
  if (poll(fds, std::size(fds), timeout_ms) <= 0) return;
  uint64_t count;
  if (fds[1].revents != 0 && read(wake_.get(), &count, sizeof count) < 0) return;
  if (fds[0].revents != 0) TakeNotices();
}

// One that was lost may have been any.
void NetworkThread::TakeNotices() {
  const bool all = notices_.TakeAll([this](const nlmsghdr& notice) { stale_ |= Concerns(notice); });
  stale_ |= !all;
}

bool NetworkThread::Concerns(const nlmsghdr& notice) const {
  const uint32_t ours = now_.snapshot.interface.index;
  switch (notice.nlmsg_type) {
    case RTM_NEWLINK:
    case RTM_DELLINK:
      return static_cast<uint32_t>(NetlinkBody<ifinfomsg>(notice).ifi_index) == ours;
    case RTM_NEWADDR:
    case RTM_DELADDR: {
      const auto body = NetlinkBody<ifaddrmsg>(notice);
      const auto address = NetlinkAttributes(notice, sizeof body).Get<uint32_t>(IFA_LOCAL);
      return body.ifa_index == ours || address == htonl(address_);
    }
    case RTM_NEWROUTE:
    case RTM_DELROUTE:
      return NetlinkBody<rtmsg>(notice).rtm_dst_len == 0;
    default:
      return false;
  }
}

void NetworkThread::Work(uint64_t now_us) {
  int error = 0;
  if (stale_) {
    if (now_us < next_read_us_) return;
    error = reader_.Read(address_, &now_.snapshot);
    stale_ = error != 0;
    next_read_us_ = now_us + (error != 0 ? kRetryUs : kReadEveryUs);
  } else {
    if (!watched_.load(std::memory_order_acquire) || now_us < next_refresh_us_) return;
    error = reader_.Refresh(&now_.snapshot);
  }
  next_refresh_us_ = now_us + kRefreshEveryUs;
  if (error == 0) Publish(true);
}

// JavaScript's view first: whoever hears of the news then finds them there.
void NetworkThread::Publish(bool known) {
  const bridge::NetworkInfo info = ToBridge(now_.snapshot, known);
  if (std::memcmp(&info, &told_, sizeof info) != 0) {
    told_ = info;
    now_.changes++;
    state_.network.Put(info);
  }
  latest_.Put(now_);
  if (news_ != nullptr) news_->Send();
}

}  // namespace eip::host
