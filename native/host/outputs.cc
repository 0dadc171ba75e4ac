#include "host/outputs.h"

#include <algorithm>
#include <utility>

namespace eip::host {

using bridge::OutputPolicy;
using Origin = bridge::OutputImage::Origin;

Outputs::Outputs(const bridge::AdapterOptions& options, bridge::SharedState& state, const AssemblyIndex& index)
    : state_(state),
      index_(index),
      outputs_(state.layout().capacity),
      output_of_slot_(options.limits.io_connections, AssemblyIndex::kNone),
      zeros_(options.limits.max_io_data),
      whole_(options.limits.max_io_data) {
  for (uint32_t i = 0; i < options.assemblies.size(); i++) Add(i, options.assemblies[i]);
  for (const auto& mirror : options.mirrors) {
    outputs_[mirror.output].mirrored.push_back(options.assemblies[mirror.input].instance);
  }
}

void Outputs::Add(uint32_t assembly, const bridge::AssemblyOptions& options) {
  Output& output = outputs_[assembly];
  output = Output{};
  output.instance = options.instance;
  output.size = options.size;
  output.on_loss = options.on_loss;
  output.on_idle = options.on_idle;
}

bool Outputs::Received(const eip_output_event& event, uint64_t now_us) {
  const uint32_t slot = event.connection->slot;
  const uint32_t assembly = output_of_slot_[slot];
  if (assembly == AssemblyIndex::kNone) return false;  // a heartbeat carries no assembly
  Output& output = outputs_[assembly];
  output.fed = true;
  output.received_us = now_us;
  const Origin origin{slot, event.run, now_us, false};
  if (!event.run) return Idle(assembly, event.data, origin);
  // Data that is shorter than its assembly, as a range allows: the core has made a whole value of it.
  const bool whole = event.data.length == output.size;
  const eip_span value = whole ? event.data : eip_assembly_read(stack_, output.instance);
  const bool tell = Publish(assembly, value, origin);
  Mirror(output, value);
  return tell;
}

// Data that comes with idle is not to be applied, unless the option says so.
bool Outputs::Idle(uint32_t assembly, eip_span data, const Origin& origin) {
  const Output& output = outputs_[assembly];
  if (output.on_idle == OutputPolicy::kZero) return Replace(assembly, ZerosFor(output), origin);
  // A format in which no data says idle has none to apply.
  const bool apply = output.on_idle == OutputPolicy::kApply && (data.length > 0 || output.size == 0);
  return apply ? Replace(assembly, Whole(output, data), origin) : Keep(assembly, origin);
}

// Of a shorter value, as the core does with run data: zeros behind it.
eip_span Outputs::Whole(const Output& output, eip_span data) {
  if (data.length == output.size) return data;
  const auto rest = std::copy_n(data.bytes, std::min<size_t>(data.length, output.size), whole_.begin());
  std::fill(rest, whole_.begin() + output.size, uint8_t{0});
  return {whole_.data(), output.size};
}

bool Outputs::Stored(uint32_t instance, uint32_t connection, eip_span data, uint64_t now_us) {
  const uint32_t assembly = index_.Find(instance);
  if (assembly == AssemblyIndex::kNone || state_.Output(assembly) == nullptr) return false;
  return Publish(assembly, data, {connection, true, now_us, false});
}

void Outputs::Opened(const eip_connection_info& connection) {
  uint32_t assembly = index_.Find(connection.output_instance);
  if (assembly != AssemblyIndex::kNone && state_.Output(assembly) == nullptr) assembly = AssemblyIndex::kNone;
  output_of_slot_[connection.slot] = assembly;
  if (assembly == AssemblyIndex::kNone) return;
  outputs_[assembly].connections++;
  state_.Output(assembly)->SetConnected(outputs_[assembly].connections);
  state_.Output(assembly)->Hear();
}

// Told once for each connection that brought data: what it brought is nobody's word any more.
bool Outputs::Ended(uint32_t slot, uint64_t now_us) {
  const uint32_t assembly = std::exchange(output_of_slot_[slot], AssemblyIndex::kNone);
  if (assembly == AssemblyIndex::kNone) return false;
  Output& output = outputs_[assembly];
  output.connections--;
  state_.Output(assembly)->SetConnected(output.connections);
  if (output.connections > 0 || !std::exchange(output.fed, false)) return false;
  const bool zero = output.on_loss == OutputPolicy::kZero;
  if (zero) eip_assembly_write(stack_, output.instance, ZerosFor(output));
  Remember(assembly, eip_assembly_read(stack_, output.instance), {slot, false, output.received_us, true}, now_us);
  if (zero) Mirror(output, ZerosFor(output));
  return Tell(assembly, state_.Output(assembly)->PublishLoss(zero, now_us));
}

bool Outputs::Keep(uint32_t assembly, const Origin& origin) {
  Remember(assembly, eip_assembly_read(stack_, outputs_[assembly].instance), origin, origin.received_us);
  return Tell(assembly, state_.Output(assembly)->PublishIdle(origin));
}

bool Outputs::Replace(uint32_t assembly, eip_span value, const Origin& origin) {
  const Output& output = outputs_[assembly];
  eip_assembly_write(stack_, output.instance, value);
  Mirror(output, value);
  return Publish(assembly, value, origin);
}

bool Outputs::Publish(uint32_t assembly, eip_span value, const Origin& origin) {
  Remember(assembly, value, origin, origin.received_us);
  return Tell(assembly, state_.Output(assembly)->Publish(FromCore(value), origin));
}

// Before the image: whoever is told by the image finds it.
void Outputs::Remember(uint32_t assembly, eip_span value, const Origin& origin, uint64_t published_us) {
  if (auto* history = state_.History(assembly)) history->Push(FromCore(value), origin, published_us);
}

void Outputs::Mirror(const Output& output, eip_span value) {
  for (const uint32_t instance : output.mirrored) eip_assembly_write(stack_, instance, value);
}

bool Outputs::Tell(uint32_t assembly, bool announce) {
  if (announce) state_.data.Push(assembly);
  return announce;
}

}  // namespace eip::host
