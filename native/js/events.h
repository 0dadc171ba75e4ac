// `NativeEvent` and `NativeConnectionInfo` of src/native/binding.ts. JS thread only.
#pragma once

#include <napi.h>

#include "bridge/shared_state.h"

namespace eip::js {

// Takes all events from `state`, oldest first; after lost ones the whole table, and last why the thread ended.
Napi::Array TakeEvents(Napi::Env env, bridge::SharedState& state);

}  // namespace eip::js
