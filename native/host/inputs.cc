#include "host/inputs.h"

namespace eip::host {

using bridge::InputImage;

Inputs::Inputs(const bridge::AdapterOptions& options, bridge::SharedState& state, const AssemblyIndex& index)
    : state_(state), index_(index), inputs_(state.layout().capacity), zeros_(options.limits.max_io_data) {
  for (uint32_t i = 0; i < options.assemblies.size(); i++) Add(i, options.assemblies[i]);
}

void Inputs::Add(uint32_t assembly, const bridge::AssemblyOptions& options) {
  inputs_[assembly] = Input{};
  inputs_[assembly].instance = options.instance;
  inputs_[assembly].size = options.size;
}

void Inputs::Wanted(uint32_t instance) {
  const uint32_t assembly = index_.Find(instance);
  if (Image(assembly) != nullptr) Fetch(assembly);
}

void Inputs::Fetch(uint32_t assembly) {
  const Input& input = inputs_[assembly];
  if (input.withheld) return;
  if (const auto latest = Image(assembly)->Fetch()) eip_assembly_write(stack_, input.instance, ToCore(*latest));
}

void Inputs::Count(const eip_connection_info& connection, uint32_t step) {
  const uint32_t assembly = index_.Find(connection.input_instance);
  InputImage* image = Image(assembly);
  if (image == nullptr || connection.trigger == EIP_TRIGGER_CYCLIC) return;
  Input& input = inputs_[assembly];
  (connection.trigger == EIP_TRIGGER_CHANGE_OF_STATE ? input.change_of_state : input.application) += step;
  image->SetTriggered(input.change_of_state, input.application);
}

// A notice of an index that JavaScript spoilt leads nowhere.
void Inputs::TakeNotices(uint64_t now_us) {
  const auto changed = [this](uint32_t assembly) {
    if (Image(assembly) != nullptr) Fetch(assembly);
  };
  const auto triggered = [this, now_us](uint32_t assembly) {
    if (Image(assembly) != nullptr) eip_connection_trigger(stack_, inputs_[assembly].instance, now_us);
  };
  state_.notices.Take(changed, triggered);
}

// What was published and not fetched yet is as old as what was: fetched here, it waits for Restore.
void Inputs::Withhold(uint32_t assembly) {
  Input& input = inputs_[assembly];
  input.withheld = true;
  Image(assembly)->Fetch();
  eip_assembly_write(stack_, input.instance, {zeros_.data(), input.size});
}

void Inputs::Restore(uint32_t assembly) {
  Input& input = inputs_[assembly];
  input.withheld = false;
  Image(assembly)->Fetch();
  eip_assembly_write(stack_, input.instance, ToCore(Image(assembly)->Fetched()));
}

}  // namespace eip::host
