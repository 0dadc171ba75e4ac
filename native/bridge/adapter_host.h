// The door to the I/O thread: what the JS objects know of the host, and no more. Another event loop than libuv would
// stand behind the same door.
#pragma once

#include <memory>
#include <variant>

#include "bridge/adapter_options.h"
#include "bridge/shared_state.h"

namespace eip::bridge {

class AdapterHost {
 public:
  virtual ~AdapterHost() = default;

  // JS thread. Binds the sockets, starts the I/O thread, returns when it runs. After an error everything is closed
  // again.
  virtual std::variant<Opened, OpenError> Open() = 0;

  // JS thread: the load of a kAdd command, with all the memory that it takes, so that the I/O thread allocates nothing.
  // nullptr: there is not enough memory.
  virtual std::unique_ptr<CommandLoad> Prepare(Addition addition) = 0;

  // JS thread: there are commands or notices in `state`. Does not wait; harmless when not open.
  virtual void Notify() = 0;

  // JS thread. Ends the connections, stops and joins the thread, closes the sockets; harmless when not open. The last
  // events are in `state` when it returns, and `state` is not touched any more.
  virtual void Close() = 0;
};

// Defined by the host (host/io_thread.cc). `state` outlives the result.
std::unique_ptr<AdapterHost> CreateAdapterHost(AdapterOptions options, SharedState& state);

}  // namespace eip::bridge
