// What comes while the adapter runs: `NativeAddition` of src/native/binding.ts, and the memory that it shares. JS
// thread only.
#pragma once

#include <napi.h>

#include <optional>

#include "bridge/adapter_options.h"

namespace eip::js {

// The bytes of an Int32Array over a whole SharedArrayBuffer. A plain ArrayBuffer could be detached under the I/O
// thread; a SharedArrayBuffer cannot. nullopt, with a TypeError pending, for anything else.
std::optional<std::span<std::byte>> SharedBytes(Napi::Env env, Napi::Value memory);

// `assemblySize(assembly)`: bytes that its memory needs.
Napi::Value AssemblySize(const Napi::CallbackInfo& info);

// `prepareAssembly(assembly, memory)`: its images in zeroed memory, ready for both sides, and where they are.
Napi::Value PrepareAssembly(const Napi::CallbackInfo& info);

// nullopt, with a TypeError pending that names what is wrong. @param capacity indexes are below it
std::optional<bridge::Addition> ReadAddition(Napi::Env env, Napi::Value value, size_t capacity);

}  // namespace eip::js
