// Tells JavaScript who was denied what: at once when it was quiet for a minute, then once a minute, however often it
// happens; and never more than JavaScript takes, so that it crowds out no other event. Comes on the I/O thread only.
#pragma once

#include <cstdint>

#include "bridge/shared_state.h"
#include "host/access.h"
#include "host/application.h"
#include "host/uv_handle.h"

namespace eip::host {

class DenialReports {
 public:
  DenialReports(bridge::SharedState& state, Access& access, Application& application)
      : state_(state), access_(access), application_(application) {}

  // 0 or an errno.
  int Start(uv_loop_t* loop);
  void Close() { timer_.Close(); }

  // Once a turn of the loop, after whatever may have been denied in it.
  void Turn();

 private:
  void Tell();

  bridge::SharedState& state_;
  Access& access_;
  Application& application_;
  UvHandle<uv_timer_t> timer_;
  uint64_t next_us_ = 0;  // when something may be told again
};

}  // namespace eip::host
