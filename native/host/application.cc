#include "host/application.h"

#include "host/connection_info.h"

namespace eip::host {

using bridge::Figure;
using bridge::OutputImage;

namespace {

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

// Configuration data that was accepted, or a Set of an assembly's data: published like output data.
void Application::Written(uint32_t instance, uint32_t connection, eip_span data) {
  const uint32_t assembly = index_.Find(instance);
  OutputImage* image = assembly == AssemblyIndex::kNone ? nullptr : state_.Output(assembly);
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
  OutputImage* image = assembly == AssemblyIndex::kNone ? nullptr : state_.Output(assembly);
  if (image == nullptr) return;
  connected_[assembly] += opened ? 1 : UINT32_MAX;
  image->SetConnected(connected_[assembly]);
}

bool Application::TellLiveness(uint32_t for_ms) {
  if (!state_.events.TryPush({bridge::EventKind::kLiveness, for_ms, now_us_, {}})) return false;
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
