// Does what JavaScript asks of the running adapter. Comes on the I/O thread only.
#pragma once

#include "bridge/shared_state.h"
#include "host/application.h"
#include "host/assembly_changes.h"
#include "host/core.h"
#include "host/cyclic_io.h"
#include "host/own_classes.h"

namespace eip::host {

class Commands {
 public:
  Commands(bridge::SharedState& state, Application& application, CyclicIo& cyclic, OwnClasses& classes,
           AssemblyChanges& assemblies)
      : state_(state), application_(application), cyclic_(cyclic), classes_(classes), assemblies_(assemblies) {}

  void Start(eip_stack* stack) { stack_ = stack; }
  // From here on nothing is done.
  void Stop() { stack_ = nullptr; }

  // Everything that was asked for up to now. Replies that this gives rise to wait to be sent.
  void Take();

 private:
  void Do(bridge::Command& command, std::span<const std::byte> data);
  void PutSettings(std::span<const std::byte> data);
  void Complete(const bridge::Command& command, std::span<const std::byte> data);

  bridge::SharedState& state_;
  Application& application_;
  CyclicIo& cyclic_;
  OwnClasses& classes_;
  AssemblyChanges& assemblies_;
  eip_stack* stack_ = nullptr;
};

}  // namespace eip::host
