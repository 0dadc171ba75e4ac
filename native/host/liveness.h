// What is dead must look dead: watches the word that JavaScript bumps, and takes the adapter off the wire while it
// stands still.
#pragma once

#include "bridge/shared_state.h"
#include "host/application.h"
#include "host/core.h"
#include "host/uv_handle.h"

namespace eip::host {

class Liveness {
 public:
  Liveness(bridge::SharedState& state, Application& application) : state_(state), application_(application) {}

  // `liveness_ms` 0: not watched. 0 or an errno.
  int Start(uv_loop_t* loop, eip_stack* stack, uint32_t liveness_ms);
  void Close() { timer_.Close(); }

 private:
  void Check();
  void Stop(uint64_t now_us);
  void GoOn(uint64_t now_us);
  void Tell();

  bridge::SharedState& state_;
  Application& application_;
  eip_stack* stack_ = nullptr;
  UvHandle<uv_timer_t> timer_;
  uint64_t limit_us_ = 0, period_us_ = 0;
  uint32_t seen_ = 0;           // the word at the last check
  uint64_t checked_at_us_ = 0;  // the last check
  uint64_t still_us_ = 0;       // for so long the word has not moved
  uint64_t stopped_at_us_ = 0;  // 0: JavaScript moves
  uint32_t untold_ms_ = 0;      // a stop that is over and that JavaScript has not heard of
};

}  // namespace eip::host
