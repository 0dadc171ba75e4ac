// `NativeOptions` of src/native/binding.ts, read into plain values. JS thread only.
#pragma once

#include <napi.h>

#include <optional>

#include "bridge/adapter_options.h"

namespace eip::js {

// nullopt, with a TypeError pending that names the option, when something is missing or unsafe. Everything that the
// memory layout or an index depends on is checked here; protocol rules are the core's to check.
std::optional<bridge::AdapterOptions> ReadAdapterOptions(Napi::Env env, Napi::Value value);

// `NativeSettings`; a problem names the option.
class OptionReader;
bridge::Settings ReadSettings(const OptionReader& from);

}  // namespace eip::js
