// What originators write: carried from the core into the output images, and what becomes of a value when the connection
// that fed it says idle or ends (onIdle, onLoss).
//
// An output has one feeding connection at a time, its exclusive owner. Whatever replaces a received value is written
// into the core too, so that explicit messages, mirrors and JavaScript see the same.
#pragma once

#include <vector>

#include "bridge/adapter_options.h"
#include "bridge/shared_state.h"
#include "host/assembly_index.h"
#include "host/core.h"

namespace eip::host {

class Outputs {
 public:
  // `index` outlives this object.
  Outputs(const bridge::AdapterOptions& options, bridge::SharedState& state, const AssemblyIndex& index);
  void Attach(eip_stack* stack) { stack_ = stack; }

  // An assembly that came later; one that goes, with no connection over it. Allocates nothing.
  void Add(uint32_t assembly, const bridge::AssemblyOptions& options);
  void Remove(uint32_t assembly) { outputs_[assembly] = Output{}; }
  // Of any kind of assembly; 0 = there is none.
  uint32_t InstanceOf(uint32_t assembly) const { return outputs_[assembly].instance; }

  // Each returns whether JavaScript has to be woken.
  bool Received(const eip_output_event& event, uint64_t now_us);
  // Configuration data that was accepted, or a Set of an assembly's data: published like output data.
  bool Stored(uint32_t instance, uint32_t connection, eip_span data, uint64_t now_us);
  bool Ended(uint32_t slot, uint64_t now_us);

  void Opened(const eip_connection_info& connection);

 private:
  struct Output {
    uint32_t instance = 0, size = 0;
    bridge::OutputPolicy on_loss{}, on_idle{};
    uint32_t connections = 0;        // live ones that feed it
    bool fed = false;                // by the connection that feeds it now
    uint64_t received_us = 0;        // the last time that it was
    std::vector<uint32_t> mirrored;  // instances of the inputs it is copied to
  };

  bool Idle(uint32_t assembly, eip_span data, const bridge::OutputImage::Origin& origin);
  bool Keep(uint32_t assembly, const bridge::OutputImage::Origin& origin);
  bool Replace(uint32_t assembly, eip_span value, const bridge::OutputImage::Origin& origin);
  bool Publish(uint32_t assembly, eip_span value, const bridge::OutputImage::Origin& origin);
  void Remember(uint32_t assembly, eip_span value, const bridge::OutputImage::Origin& origin, uint64_t published_us);
  void Mirror(const Output& output, eip_span value);
  bool Tell(uint32_t assembly, bool announce);
  eip_span Whole(const Output& output, eip_span data);
  eip_span ZerosFor(const Output& output) const { return {zeros_.data(), output.size}; }

  bridge::SharedState& state_;
  const AssemblyIndex& index_;
  eip_stack* stack_ = nullptr;
  std::vector<Output> outputs_;           // by the assembly's index
  std::vector<uint32_t> output_of_slot_;  // a connection: index of its output assembly
  std::vector<uint8_t> zeros_, whole_;    // as long as the largest output may be
};

}  // namespace eip::host
