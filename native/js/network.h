// What JavaScript is told of the network. JS thread only.
#pragma once

#include <napi.h>

#include "bridge/network_info.h"

namespace eip::js {

// Undefined when the system does not tell.
Napi::Value MakeNetwork(Napi::Env env, const bridge::NetworkInfo& info);

}  // namespace eip::js
