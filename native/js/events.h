// `NativeEvent` and `NativeConnectionInfo` of src/native/binding.ts. JS thread only.
#pragma once

#include <napi.h>

#include <vector>

#include "bridge/shared_state.h"

namespace eip::js {

Napi::Object MakeConnection(Napi::Env env, const bridge::ConnectionInfo& info);

struct TakenEvents {
  Napi::Array events;
  uint32_t acknowledged = 0;    // commands that are done
  std::vector<uint32_t> freed;  // indexes of assemblies whose memory the I/O thread does not touch any more
};

// Takes all events and requests from `state`, in the order in which they came; after lost events the whole table;
// behind them what is acknowledged, and last why the thread ended.
TakenEvents TakeEvents(Napi::Env env, bridge::SharedState& state);

}  // namespace eip::js
