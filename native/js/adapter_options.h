// `NativeOptions` of src/native/binding.ts, read into plain values. JS thread only.
#pragma once

#include <napi.h>

#include <optional>
#include <vector>

#include "bridge/adapter_options.h"
#include "js/option_reader.h"

namespace eip::js {

// nullopt, with a TypeError pending that names the option, when something is missing or unsafe. Everything that the
// memory layout or an index depends on is checked here; protocol rules are the core's to check.
std::optional<bridge::AdapterOptions> ReadAdapterOptions(Napi::Env env, Napi::Value value);

// `NativeSettings`; a problem names the option.
bridge::Settings ReadSettings(const OptionReader& from);

// `NativeAssembly` and `points: NativePoint[]`. What is wrong is reported to the reader's problem.
bridge::AssemblyOptions ReadAssembly(const OptionReader& from);
std::vector<bridge::PointOptions> ReadPoints(const OptionReader& from);

}  // namespace eip::js
