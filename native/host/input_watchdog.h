// What is stale must look stale: an input that JavaScript has not written or touched for its watchdogMs is held,
// zeroed, marked idle, or its connections end, until it is touched again.
//
// It acts by the time of the I/O thread, so also while JavaScript hangs. It looks eight times within the shortest
// limit: an input is never given up early, and late by at most an eighth of that, or 250 ms.
#pragma once

#include <vector>

#include "host/application.h"
#include "host/uv_handle.h"

namespace eip::host {

class InputWatchdog {
 public:
  InputWatchdog(const bridge::AdapterOptions& options, bridge::SharedState& state, Application& application);

  // 0 or an errno. Without a watched input the timer does not run.
  int Start(uv_loop_t* loop, eip_stack* stack);
  void Close() { timer_.Close(); }

  // An input that came later, if it is to be watched; one that goes. Allocates nothing.
  void Add(uint32_t assembly, const bridge::AssemblyOptions& options);
  void Remove(uint32_t assembly);

  // Also between two looks: JavaScript has touched an input that was given up.
  void Check();

 private:
  struct Watched {
    uint32_t assembly, instance;
    bridge::WatchdogAction action;
    uint64_t limit_us;
    uint32_t seen = 0;      // the touched word at the last look
    uint64_t still_us = 0;  // for so long it has not moved
    uint64_t changed_at_us = 0;
    bool expired = false, told_expired = false;
  };

  void Watch(uint32_t assembly, const bridge::AssemblyOptions& options);
  int Run();
  void Look(Watched& watched, uint64_t now_us, uint64_t passed_us);
  void Expire(Watched& watched, uint64_t now_us);
  void Recover(Watched& watched, uint64_t now_us);
  void Tell(Watched& watched);
  bridge::InputImage& ImageOf(const Watched& watched) { return *state_.Input(watched.assembly); }

  bridge::SharedState& state_;
  Application& application_;
  eip_stack* stack_ = nullptr;
  UvHandle<uv_timer_t> timer_;
  std::vector<Watched> watched_;
  uint64_t period_us_ = 0;
  uint64_t checked_at_us_ = 0;
};

}  // namespace eip::host
