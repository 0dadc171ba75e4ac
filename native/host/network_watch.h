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
  // JS thread, after Open(): what the adapter starts with. Its address is ours also when nothing else is known.
  const InterfaceSnapshot& first() { return thread_.Latest().snapshot; }

  // Our address is on another interface, or in another subnet: what sockets are bound to beside it has to follow.
  using Moved = void (*)(void* owner, const InterfaceSnapshot& snapshot);

  // JS thread: begins to follow; `moved` comes on the I/O thread. 0 or an errno.
  int Start(uv_loop_t* loop, eip_stack* stack, Moved moved, void* owner);

  // Once a turn of the loop. `peers`: somebody is there who may ask for counters.
  void Turn(bool peers);
  void Close();

 private:
  void TakeNews();

  Application& application_;
  eip_stack* stack_ = nullptr;
  Moved moved_ = nullptr;
  void* owner_ = nullptr;
  uint32_t index_ = 0, broadcast_ = 0;  // that `moved_` knows
  ThreadSignal signal_;                 // outlives the thread that sends it
  NetworkThread thread_;
  uint32_t changes_ = 0;
  bool untold_ = false;  // a change that JavaScript has not heard of: there was no room
  bool watching_ = false;
};

}  // namespace eip::host
