// Reads the network for an adapter on a thread of its own, at normal priority: what the kernel is asked may wait for
// its lock of the network configuration or for a driver, and cyclic data must not wait with it.
//
// Asleep until the kernel tells a change that may concern us, or, while somebody may ask for counters, a second has
// passed. Everything but Run() and what it calls comes on the thread named; the two meet in `latest_` and
// SharedState::network (bridge/latest_value.h), two flags, and an eventfd each way.
#pragma once

#include <uv.h>

#include <atomic>
#include <optional>

#include "bridge/adapter_options.h"
#include "bridge/latest_value.h"
#include "bridge/shared_state.h"
#include "host/interface_reader.h"
#include "host/thread_signal.h"

namespace eip::host {

struct NetworkNews {
  InterfaceSnapshot snapshot;
  uint32_t changes;  // counts what is told to JavaScript: all but counters
};

class NetworkThread {
 public:
  explicit NetworkThread(bridge::SharedState& state) : state_(state) {}
  NetworkThread(const NetworkThread&) = delete;
  NetworkThread& operator=(const NetworkThread&) = delete;
  // Stops and joins it.
  ~NetworkThread();

  // JS thread. Reads the interface that carries `address` and begins to listen for changes. Where the system does not
  // let us, nothing is known of it; out of descriptors or memory is an error.
  std::optional<bridge::OpenError> Open(uint32_t address);

  // JS thread, once. `news` is sent when Latest() is new; it outlives this object. 0 or an errno.
  int Start(ThreadSignal* news);

  // I/O thread, or JS thread before Start(). Valid until the next call.
  const NetworkNews& Latest() { return latest_.Get(); }

  // I/O thread: somebody may ask for counters, or nobody any more.
  void Watch(bool on);

  // I/O thread, or JS thread when that does not run: no news after this, the thread ends. Does not wait for it.
  void Stop();

 private:
  void Run();
  void Wait();
  void TakeNotices();
  void Work(uint64_t now_us);
  void Publish(bool known);
  void Wake();
  bool Concerns(const nlmsghdr& notice) const;

  bridge::SharedState& state_;
  uint32_t address_ = 0;
  bool known_ = false;  // there is something to follow
  Fd wake_;
  ThreadSignal* news_ = nullptr;
  uv_thread_t thread_{};
  bool running_ = false;              // to be joined; JS thread only
  std::atomic<bool> stop_{false};     // set before `wake_` is written (release), read by the thread (acquire)
  std::atomic<bool> watched_{false};  // likewise
  bridge::LatestValue<NetworkNews> latest_;

  // The thread's own, after Start().
  NetlinkSocket notices_;
  InterfaceReader reader_;
  NetworkNews now_{};
  bridge::NetworkInfo told_{};
  bool stale_ = false;  // a change came that is not read yet
  uint64_t next_read_us_ = 0, next_refresh_us_ = 0;
};

}  // namespace eip::host
