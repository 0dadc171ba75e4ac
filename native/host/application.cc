#include "host/application.h"

#include "host/connection_info.h"

namespace eip::host {

using bridge::EventKind;
using bridge::Figure;
using bridge::OutputImage;

namespace {

Application& Self(void* user) { return *static_cast<Application*>(user); }

}  // namespace

Application::Application(const bridge::AdapterOptions& options, bridge::SharedState& state)
    : state_(state),
      data_interval_us_(options.event_min_interval_us),
      index_(options.assemblies),
      outputs_(options, state, index_),
      inputs_(options, state, index_) {}

void Application::Attach(eip_stack* stack) {
  outputs_.Attach(stack);
  inputs_.Attach(stack);
}

eip_application Application::Callbacks() {
  eip_application callbacks{};
  callbacks.user = this;
  callbacks.output_received = [](void* user, const eip_output_event* event) {
    Application& self = Self(user);
    self.data_due_ |= self.outputs_.Received(*event, self.now_us_);
  };
  callbacks.input_wanted = [](void* user, uint32_t instance) { Self(user).inputs_.Wanted(instance); };
  callbacks.configuration_received = [](void* user, const eip_connection_info* candidate, eip_span data, eip_token) {
    Self(user).Written(candidate->config_instance, candidate->slot, data);
    return eip_answer{false, EIP_CIP_SUCCESS, 0};
  };
  callbacks.assembly_written = [](void* user, uint32_t instance, eip_span data, eip_token) {
    Self(user).Written(instance, OutputImage::kNoConnection, data);
    return eip_answer{false, EIP_CIP_SUCCESS, 0};
  };
  callbacks.connection_changed = [](void* user, eip_connection_change change, const eip_connection_info* connection) {
    Self(user).ConnectionChanged(change, *connection);
  };
  return callbacks;
}

void Application::Written(uint32_t instance, uint32_t connection, eip_span data) {
  data_due_ |= outputs_.Written(instance, connection, data, now_us_);
}

void Application::ConnectionChanged(eip_connection_change change, const eip_connection_info& connection) {
  const bool opened = change == EIP_CONNECTION_OPENED;
  const bool stays = opened || change == EIP_CONNECTION_RUN || change == EIP_CONNECTION_IDLE;
  const bridge::ConnectionInfo info = ToBridge(connection);
  if (opened) Opened(connection);
  if (!stays) Ended(connection);
  if (!opened && stays) state_.figures.Set(connection.slot, Figure::kRun, change == EIP_CONNECTION_RUN ? 1 : 0);
  if (stays) state_.connections.Set(info);
  if (!stays) state_.connections.Clear(connection.slot);
  if (!state_.events.Push({ToBridge(change), 0, now_us_, info, 0})) state_.counters.Add(bridge::Counter::kEventsLost);
  state_.MarkEvents();
  event_due_ = true;
}

void Application::Opened(const eip_connection_info& connection) {
  state_.figures.Restart(connection.slot);
  outputs_.Opened(connection);
  inputs_.Opened(connection);
}

void Application::Ended(const eip_connection_info& connection) {
  inputs_.Ended(connection);
  data_due_ |= outputs_.Ended(connection.slot, now_us_);
}

bool Application::TellLiveness(uint32_t for_ms) { return Tell({EventKind::kLiveness, for_ms, now_us_, {}, 0}); }

bool Application::TellWatchdog(uint32_t input, bool expired, uint64_t at_us) {
  return Tell({expired ? EventKind::kWatchdogExpired : EventKind::kWatchdogRecovered, 0, at_us, {}, input});
}

bool Application::Tell(const bridge::Event& event) {
  if (!state_.events.TryPush(event)) return false;
  state_.MarkEvents();
  event_due_ = true;
  return true;
}

void Application::Wake() {
  if (!event_due_ && (!data_due_ || now_us_ < next_data_wake_us_)) return;
  event_due_ = data_due_ = false;
  next_data_wake_us_ = now_us_ + data_interval_us_;
  if (state_.wake.Signal()) state_.counters.Add(bridge::Counter::kJsWakes);
}

}  // namespace eip::host
