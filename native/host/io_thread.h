// The I/O thread of one adapter, as the JS side knows it: starts it, stops it, joins it.
//
// Everything but Run() comes on the JS thread. The loop and the runtime are handed over by starting the thread and
// come back by joining it; `stop_` and the bridge are all that both touch in between.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include "bridge/adapter_host.h"
#include "host/runtime.h"
#include "host/thread_signal.h"
#include "host/uv_handle.h"

namespace eip::host {

class IoThread final : public bridge::AdapterHost {
 public:
  IoThread(bridge::AdapterOptions options, bridge::SharedState& state);
  IoThread(const IoThread&) = delete;
  IoThread& operator=(const IoThread&) = delete;
  ~IoThread() override { Close(); }

  std::variant<bridge::Opened, bridge::OpenError> Open() override;
  std::unique_ptr<bridge::CommandLoad> Prepare(bridge::Addition addition) override {
    return AssemblyChanges::Prepare(std::move(addition));
  }
  void Notify() override;
  void Close() override;

 private:
  std::optional<bridge::OpenError> Prepare();
  int StartThread();
  void Run();
  void Signalled();
  void Fail(const char* why);
  void Discard();

  const bridge::AdapterOptions options_;
  bridge::SharedState& state_;
  UvLoop loop_;
  std::unique_ptr<Runtime> runtime_;
  ThreadSignal signal_;  // to stop, or that there are commands
  uv_thread_t thread_{};
  uv_sem_t started_{};
  bool running_ = false;           // the thread has to be joined
  std::atomic<bool> stop_{false};  // set by the JS thread (release), read by the I/O thread (acquire)
  std::variant<bridge::SchedulingInEffect, bridge::OpenError> scheduling_;  // written before `started_` is posted
};

}  // namespace eip::host
