// `NativeEvent` and `NativeConnectionInfo` of src/native/binding.ts. JS thread only.
#pragma once

#include <napi.h>

#include "bridge/shared_state.h"

namespace eip::js {

Napi::Object MakeConnection(Napi::Env env, const bridge::ConnectionInfo& info);

// Takes all events and requests from `state`, in the order in which they came; after lost events the whole table, and
// last why the thread ended.
Napi::Array TakeEvents(Napi::Env env, bridge::SharedState& state);

}  // namespace eip::js
