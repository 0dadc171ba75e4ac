// The application of the core: its callbacks, carried over the bridge. Data goes by way of outputs and inputs; what is
// told of connections, and the waking of JavaScript, is here.
#pragma once

#include <memory>

#include "bridge/adapter_options.h"
#include "bridge/shared_state.h"
#include "host/access.h"
#include "host/assembly_index.h"
#include "host/core.h"
#include "host/inputs.h"
#include "host/outputs.h"
#include "host/regularity.h"

namespace eip::host {

class Application {
 public:
  Application(const bridge::AdapterOptions& options, bridge::SharedState& state, Access& access);

  // The callbacks for eip_config; they need the stack before the first byte comes in.
  eip_application Callbacks();
  void Attach(eip_stack* stack);
  Inputs& inputs() { return inputs_; }
  Regularity& regularity() { return regularity_; }

  // The time that the next calls into the core happen at: arrivals and events are stamped with it.
  void SetNow(uint64_t now_us) { now_us_ = now_us; }

  // Wakes JavaScript if anything was published since the last call. Not per packet: after each batch. Data waits
  // until event_min_interval_us have passed since the last wake-up; events do not.
  void Wake();
  // When data that waits is due, EIP_NEVER when none does.
  uint64_t WakeDeadline() const { return data_due_ ? next_data_wake_us_ : EIP_NEVER; }

  // Puts a request to JavaScript, which answers with Command kComplete: pending, or refused with 0x02 when JavaScript
  // has not taken the ones before. Its time is stamped here.
  eip_answer Ask(bridge::Request request, std::span<const std::byte> data);

  // What its callbacks lead to for an assembly that came later, until it goes. Nothing is allocated.
  void AddAssembly(uint32_t assembly, const bridge::AssemblyOptions& options);
  void RemoveAssembly(uint32_t assembly);
  // 0 = there is none of this index.
  uint32_t InstanceOf(uint32_t assembly) const { return outputs_.InstanceOf(assembly); }
  // See bridge/acknowledgement.h.
  void Acknowledge(const char* problem, uint32_t freed, std::unique_ptr<bridge::CommandLoad> load);

  // The network is another; SharedState::network has it. False: no room for the event now.
  bool TellNetwork() { return Tell({bridge::EventKind::kNetwork, 0, now_us_, {}, 0}); }

  // JavaScript stood still for so long and moves again. False: no room for the event now.
  bool TellLiveness(uint32_t for_ms);
  // The input of this index was not touched for its watchdog's time, or is again. False: no room for the event now.
  bool TellWatchdog(uint32_t input, bool expired, uint64_t at_us);
  // Somebody was denied something. False: no room for the event now.
  bool TellDenied(const bridge::Denial& denial) {
    return Tell({bridge::EventKind::kDenied, 0, now_us_, {}, 0, denial});
  }

 private:
  void Stored(uint32_t instance, uint32_t connection, eip_span data);
  eip_answer AskOfAssembly(uint32_t instance, const eip_connection_info* candidate, eip_span data, eip_token token);
  eip_answer AskForReset(uint8_t type, eip_token token);
  eip_answer AskForSettings(const eip_settings& settings, eip_token token);
  void Abandoned(eip_token token);
  bridge::OutputImage* ImageOf(uint32_t instance);
  void ConnectionChanged(eip_connection_change change, const eip_connection_info& connection);
  void Opened(const eip_connection_info& connection);
  void Ended(const eip_connection_info& connection);
  bool Tell(const bridge::Event& event);

  bridge::SharedState& state_;
  Access& access_;
  uint64_t now_us_ = 0;
  const uint64_t data_interval_us_;
  uint64_t next_data_wake_us_ = 0;
  bool event_due_ = false, data_due_ = false;
  AssemblyIndex index_;
  Regularity regularity_;
  Outputs outputs_;
  Inputs inputs_;
};

}  // namespace eip::host
