// What this process produces: fetched from the input images when the core wants it, or earlier when JavaScript says
// that it changed (change of state) or is to go out now (application trigger).
#pragma once

#include <vector>

#include "bridge/adapter_options.h"
#include "bridge/shared_state.h"
#include "host/assembly_index.h"
#include "host/core.h"

namespace eip::host {

class Inputs {
 public:
  // `index` outlives this object.
  Inputs(const bridge::AdapterOptions& options, bridge::SharedState& state, const AssemblyIndex& index);
  void Attach(eip_stack* stack) { stack_ = stack; }

  // The core is about to produce it.
  void Wanted(uint32_t instance);

  // Whether JavaScript has to notify: so many live connections wait for it.
  void Opened(const eip_connection_info& connection) { Count(connection, 1); }
  void Ended(const eip_connection_info& connection) { Count(connection, UINT32_MAX); }

  // What JavaScript has noted since the last call. Afterwards the core may have something due.
  void TakeNotices(uint64_t now_us);

  // An assembly that came later; one that goes. Allocates nothing.
  void Add(uint32_t assembly, const bridge::AssemblyOptions& options);
  void Remove(uint32_t assembly) { inputs_[assembly] = Input{}; }

  // By the assembly's index: zeros from now on, whatever JavaScript published before; and its latest value again.
  void Withhold(uint32_t assembly);
  void Restore(uint32_t assembly);

 private:
  struct Input {
    uint32_t instance = 0, size = 0;
    uint32_t change_of_state = 0, application = 0;  // live connections by what triggers them
    bool withheld = false;
  };

  bridge::InputImage* Image(uint32_t assembly) { return assembly < inputs_.size() ? state_.Input(assembly) : nullptr; }
  void Fetch(uint32_t assembly);
  void Count(const eip_connection_info& connection, uint32_t step);

  bridge::SharedState& state_;
  const AssemblyIndex& index_;
  eip_stack* stack_ = nullptr;
  std::vector<Input> inputs_;   // by the assembly's index
  std::vector<uint8_t> zeros_;  // as long as the largest input may be
};

}  // namespace eip::host
