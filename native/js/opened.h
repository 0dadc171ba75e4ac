// What open() returns or throws, as src/native/binding.ts declares it. JS thread only.
#pragma once

#include <napi.h>

#include "bridge/adapter_options.h"

namespace eip::js {

Napi::Object MakeOpened(Napi::Env env, const bridge::Opened& opened);

// A system call that failed: an Error as Node makes them, with code, syscall, address, port, transport. Options that
// the core does not take: a RangeError with code EIP_OPTIONS.
void ThrowOpenError(Napi::Env env, const bridge::OpenError& error);

}  // namespace eip::js
