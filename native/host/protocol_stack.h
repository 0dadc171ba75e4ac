// One stack of the core with the memory it lives in: its own and its assemblies' values, both locked where possible.
#pragma once

#include <optional>
#include <string>

#include "bridge/adapter_options.h"
#include "host/core.h"
#include "host/memory_lock.h"

namespace eip::host {

// Where the stack is reached.
struct StackAddress {
  const eip_interface& interface;
  uint16_t tcp_port, io_port;
};

class ProtocolStack {
 public:
  ProtocolStack() = default;
  ProtocolStack(const ProtocolStack&) = delete;
  ProtocolStack& operator=(const ProtocolStack&) = delete;
  ~ProtocolStack();

  // Makes the stack, its assemblies and its connection points. What the core refuses is told by name.
  std::optional<std::string> Open(const bridge::AdapterOptions& options, const StackAddress& address, eip_host host,
                                  eip_application application);

  eip_stack* get() const { return stack_; }
  bool memory_locked() const { return memory_.locked() && values_.locked(); }

 private:
  std::optional<std::string> CreateAssemblies(const bridge::AdapterOptions& options);
  std::optional<std::string> DeclarePoints(const bridge::AdapterOptions& options);

  LockedBlock memory_, values_;
  eip_stack* stack_ = nullptr;
};

}  // namespace eip::host
