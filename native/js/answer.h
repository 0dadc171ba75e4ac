// Arguments of `NativeAdapter.complete`. JS thread only.
#pragma once

#include <napi.h>

#include "bridge/command.h"

namespace eip::js {

// False, with a TypeError pending, when one is not what it should be. `data` is valid until JavaScript goes on.
bool ReadAnswer(const Napi::CallbackInfo& info, bridge::Command* command, std::span<const std::byte>* data);

}  // namespace eip::js
