// Assemblies and connection points that come and go while the adapter runs. Comes on the I/O thread only, but
// Prepare().
//
// Each change is acknowledged to JavaScript, which has at most bridge::SharedState::kAcknowledgements under way. What
// was added keeps its memory here until it goes; that is handed back to the JS thread, which frees it: nothing is
// allocated or freed on this thread.
#pragma once

#include <memory>
#include <vector>

#include "bridge/adapter_options.h"
#include "bridge/shared_state.h"
#include "host/application.h"
#include "host/core.h"
#include "host/input_watchdog.h"

namespace eip::host {

class AssemblyChanges {
 public:
  AssemblyChanges(bridge::SharedState& state, Application& application, InputWatchdog& watchdog)
      : state_(state), application_(application), watchdog_(watchdog), added_(state.layout().capacity) {}

  void Attach(eip_stack* stack) { stack_ = stack; }

  // Any thread: the load for Add(). nullptr: there is not enough memory.
  static std::unique_ptr<bridge::CommandLoad> Prepare(bridge::Addition addition);

  // All of it or nothing.
  void Add(std::unique_ptr<bridge::CommandLoad> prepared);
  // With the connections and points over it.
  void RemoveAssembly(uint32_t assembly);
  // With its connections.
  void RemovePoint(uint32_t output_instance, uint32_t input_instance);

 private:
  eip_status Declare(const bridge::Addition& addition, uint8_t* value);
  eip_status DeclarePoints(const std::vector<bridge::PointOptions>& points);

  bridge::SharedState& state_;
  Application& application_;
  InputWatchdog& watchdog_;
  eip_stack* stack_ = nullptr;
  std::vector<std::unique_ptr<bridge::CommandLoad>> added_;  // by the assembly's index
};

}  // namespace eip::host
