#include "host/application.h"

#include <utility>

#include "host/connection_info.h"
#include "host/settings.h"

namespace eip::host {

using bridge::EventKind;
using bridge::Figure;
using bridge::OutputImage;
using bridge::RequestKind;

namespace {

constexpr eip_answer kAccept{false, EIP_CIP_SUCCESS, 0}, kPending{true, EIP_CIP_SUCCESS, 0};
constexpr eip_answer kNobodyHandles{false, EIP_CIP_PRIVILEGE_VIOLATION, 0};
constexpr eip_answer kNoRoom{false, EIP_CIP_RESOURCE_UNAVAILABLE, 0};

// What a request says of itself, in the numbers of the wire.
constexpr uint32_t kIdentityClass = 0x01, kAssemblyClass = 0x04, kAssemblyData = 3;
constexpr uint32_t kReset = 0x05, kSetAttributeSingle = 0x10, kForwardOpen = 0x54;

Application& Self(void* user) { return *static_cast<Application*>(user); }

}  // namespace

Application::Application(const bridge::AdapterOptions& options, bridge::SharedState& state, Access& access)
    : state_(state),
      access_(access),
      data_interval_us_(options.event_min_interval_us),
      index_(options.assemblies, state.layout().capacity),
      regularity_(state),
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
  callbacks.configuration_received = [](void* user, const eip_connection_info* candidate, eip_span data,
                                        eip_token token) {
    return Self(user).AskOfAssembly(candidate->config_instance, candidate, data, token);
  };
  callbacks.assembly_written = [](void* user, uint32_t instance, eip_span data, eip_token token) {
    return Self(user).AskOfAssembly(instance, nullptr, data, token);
  };
  callbacks.assembly_stored = [](void* user, uint32_t instance, eip_span data, const eip_connection_info* connection) {
    Self(user).Stored(instance, connection != nullptr ? connection->slot : OutputImage::kNoConnection, data);
  };
  callbacks.reset_requested = [](void* user, uint8_t type, eip_token token) {
    return Self(user).AskForReset(type, token);
  };
  callbacks.settings_requested = [](void* user, const eip_settings* settings, eip_token token) {
    return Self(user).AskForSettings(*settings, token);
  };
  callbacks.permitted = [](void* user, eip_access access, eip_endpoint from) {
    return Self(user).access_.Permitted(access, from.address);
  };
  callbacks.request_abandoned = [](void* user, eip_token token) { Self(user).Abandoned(token); };
  callbacks.connection_changed = [](void* user, eip_connection_change change, const eip_connection_info* connection) {
    Self(user).ConnectionChanged(change, *connection);
  };
  return callbacks;
}

OutputImage* Application::ImageOf(uint32_t instance) {
  const uint32_t assembly = index_.Find(instance);
  return assembly == AssemblyIndex::kNone ? nullptr : state_.Output(assembly);
}

void Application::Stored(uint32_t instance, uint32_t connection, eip_span data) {
  data_due_ |= outputs_.Stored(instance, connection, data, now_us_);
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
  regularity_.Opened(connection.slot, connection.t2o_api_us);
  outputs_.Opened(connection);
  inputs_.Opened(connection);
}

void Application::Ended(const eip_connection_info& connection) {
  inputs_.Ended(connection);
  data_due_ |= outputs_.Ended(connection.slot, now_us_);
}

eip_answer Application::AskOfAssembly(uint32_t instance, const eip_connection_info* candidate, eip_span data,
                                      eip_token token) {
  const OutputImage* image = ImageOf(instance);
  if (image == nullptr || !image->asks()) return kAccept;
  bridge::Request request{};
  request.token = token;
  request.kind = candidate != nullptr ? RequestKind::kConfiguration : RequestKind::kAssembly;
  request.class_id = kAssemblyClass;
  request.instance = instance;
  request.attribute = kAssemblyData;
  request.service = candidate != nullptr ? kForwardOpen : kSetAttributeSingle;
  request.has_connection = candidate != nullptr;
  if (candidate != nullptr) request.connection = ToBridge(*candidate);
  return Ask(request, FromCore(data));
}

eip_answer Application::AskForReset(uint8_t type, eip_token token) {
  if (!state_.Handles(RequestKind::kReset)) return kNobodyHandles;
  bridge::Request request{};
  request.token = token;
  request.kind = RequestKind::kReset;
  request.class_id = kIdentityClass;
  request.instance = 1;
  request.service = kReset;
  return Ask(request, std::as_bytes(std::span(&type, 1)));
}

eip_answer Application::AskForSettings(const eip_settings& settings, eip_token token) {
  if (!state_.Handles(RequestKind::kSettings)) return kAccept;
  bridge::Request request{};
  request.token = token;
  request.kind = RequestKind::kSettings;
  request.service = kSetAttributeSingle;
  const bridge::Settings asked = ToBridge(settings);
  return Ask(request, std::as_bytes(std::span(&asked, 1)));
}

eip_answer Application::Ask(bridge::Request request, std::span<const std::byte> data) {
  request.at_us = now_us_;
  if (!state_.requests.Push(request, data)) {
    state_.counters.Add(bridge::Counter::kRequestsOverrun);
    return kNoRoom;
  }
  state_.MarkEvents();
  event_due_ = true;
  return kPending;
}

void Application::Abandoned(eip_token token) {
  state_.requests.PushEnd(token);
  state_.MarkEvents();
  event_due_ = true;
}

void Application::AddAssembly(uint32_t assembly, const bridge::AssemblyOptions& options) {
  index_.Add(options.instance, assembly);
  outputs_.Add(assembly, options);
  inputs_.Add(assembly, options);
}

void Application::RemoveAssembly(uint32_t assembly) {
  index_.Remove(outputs_.InstanceOf(assembly));
  outputs_.Remove(assembly);
  inputs_.Remove(assembly);
}

void Application::Acknowledge(const char* problem, uint32_t freed, std::unique_ptr<bridge::CommandLoad> load) {
  bridge::Acknowledgement* place = state_.acknowledgements.Claim();
  if (place == nullptr) return;  // JavaScript has more under way than it may
  *place = {problem, freed, std::move(load)};
  state_.acknowledgements.Publish();
  state_.MarkEvents();
  event_due_ = true;
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
