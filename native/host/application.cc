#include "host/application.h"

#include "host/connection_info.h"
#include "host/settings.h"

namespace eip::host {

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

Application::Application(const bridge::AdapterOptions& options, bridge::SharedState& state)
    : state_(state),
      data_interval_us_(options.event_min_interval_us),
      index_(options.assemblies),
      connected_(options.assemblies.size(), 0),
      output_of_slot_(options.limits.io_connections, AssemblyIndex::kNone),
      mirrored_(options.assemblies.size()) {
  for (const auto& mirror : options.mirrors) {
    mirrored_[mirror.output].push_back(options.assemblies[mirror.input].instance);
  }
}

eip_application Application::Callbacks() {
  eip_application callbacks{};
  callbacks.user = this;
  callbacks.output_received = [](void* user, const eip_output_event* event) { Self(user).OutputReceived(*event); };
  callbacks.input_wanted = [](void* user, uint32_t instance) { Self(user).InputWanted(instance); };
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
  callbacks.connection_changed = [](void* user, eip_connection_change change, const eip_connection_info* connection) {
    Self(user).ConnectionChanged(change, *connection);
  };
  return callbacks;
}

void Application::OutputReceived(const eip_output_event& event) {
  const uint32_t slot = event.connection->slot;
  const uint32_t assembly = output_of_slot_[slot];
  if (assembly == AssemblyIndex::kNone) return;  // a heartbeat carries no assembly
  OutputImage& image = *state_.Output(assembly);
  const OutputImage::Origin origin{slot, event.run, now_us_};
  // Data that comes with idle is not to be applied: the image keeps what came with run.
  const bool tell = event.run ? image.Publish(FromCore(event.data), origin) : image.PublishIdle(origin);
  if (tell) Announce(assembly);
  if (event.run) Mirror(assembly, event);
}

void Application::Mirror(uint32_t output, const eip_output_event& event) {
  for (const uint32_t instance : mirrored_[output]) eip_assembly_write(stack_, instance, event.data);
}

void Application::InputWanted(uint32_t instance) {
  const uint32_t assembly = index_.Find(instance);
  if (assembly == AssemblyIndex::kNone) return;
  bridge::InputImage* image = state_.Input(assembly);
  if (image == nullptr) return;
  if (const auto latest = image->Fetch()) eip_assembly_write(stack_, instance, ToCore(*latest));
}

OutputImage* Application::ImageOf(uint32_t instance) {
  const uint32_t assembly = index_.Find(instance);
  return assembly == AssemblyIndex::kNone ? nullptr : state_.Output(assembly);
}

// Configuration data that was accepted, or a Set of an assembly's data: published like output data.
void Application::Stored(uint32_t instance, uint32_t connection, eip_span data) {
  const uint32_t assembly = index_.Find(instance);
  OutputImage* image = ImageOf(instance);
  if (image != nullptr && image->Publish(FromCore(data), {connection, true, now_us_})) Announce(assembly);
}

void Application::Announce(uint32_t assembly) {
  state_.data.Push(assembly);
  data_due_ = true;
}

void Application::ConnectionChanged(eip_connection_change change, const eip_connection_info& connection) {
  const bool opened = change == EIP_CONNECTION_OPENED;
  const bool stays = opened || change == EIP_CONNECTION_RUN || change == EIP_CONNECTION_IDLE;
  const bridge::ConnectionInfo info = ToBridge(connection);
  if (opened) {
    output_of_slot_[connection.slot] = index_.Find(connection.output_instance);
    state_.figures.Restart(connection.slot);
  }
  if (!opened && stays) state_.figures.Set(connection.slot, Figure::kRun, change == EIP_CONNECTION_RUN ? 1 : 0);
  if (opened || !stays) CountConnected(connection.output_instance, opened);
  if (stays) state_.connections.Set(info);
  if (!stays) state_.connections.Clear(connection.slot);
  if (!state_.events.Push({ToBridge(change), 0, now_us_, info})) state_.counters.Add(bridge::Counter::kEventsLost);
  state_.MarkEvents();
  event_due_ = true;
}

void Application::CountConnected(uint32_t instance, bool opened) {
  const uint32_t assembly = index_.Find(instance);
  OutputImage* image = ImageOf(instance);
  if (image == nullptr) return;
  connected_[assembly] += opened ? 1 : UINT32_MAX;
  image->SetConnected(connected_[assembly]);
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
