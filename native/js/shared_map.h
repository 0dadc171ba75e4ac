// `SharedMap` of src/native/shared-map.ts: where JavaScript finds what lies in the SharedArrayBuffer. JS thread only.
#pragma once

#include <napi.h>

#include "bridge/shared_layout.h"

namespace eip::js {

// `{ output, input }` of one assembly, one of them undefined.
Napi::Object MakeAssemblyMap(Napi::Env env, const bridge::SharedLayout::Assembly& assembly);

Napi::Object MakeSharedMap(Napi::Env env, const bridge::SharedLayout& layout);

}  // namespace eip::js
