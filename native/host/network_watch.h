// The I/O thread's side of the network: what its thread reads goes into the core, and JavaScript hears of changes.
#pragma once

#include <optional>

#include "bridge/shared_state.h"
#include "host/application.h"
#include "host/core.h"
#include "host/network_thread.h"
#include "host/thread_signal.h"

namespace eip::host {

class NetworkWatch {
 public:
  NetworkWatch(bridge::SharedState& state, Application& application) : application_(application), thread_(state) {}

  // JS thread: reads the interface that carries `address`.
  std::optional<bridge::OpenError> Open(uint32_t address) { return thread_.Open(address); }
  // JS thread, after Open(): what the stack starts with. Its address is ours also when nothing else is known.
  const eip_interface& first() { return thread_.Latest().snapshot.interface; }

  // JS thread: begins to follow. 0 or an errno.
  int Start(uv_loop_t* loop, eip_stack* stack);

  // Once a turn of the loop. `peers`: somebody is there who may ask for counters.
  void Turn(bool peers);
  void Close();

 private:
  void TakeNews();

  Application& application_;
  eip_stack* stack_ = nullptr;
  ThreadSignal signal_;  // outlives the thread that sends it
  NetworkThread thread_;
  uint32_t changes_ = 0;
  bool untold_ = false;  // a change that JavaScript has not heard of: there was no room
  bool watching_ = false;
};

}  // namespace eip::host
