#include "js/addition.h"

#include "js/adapter_options.h"
#include "js/shared_map.h"

namespace eip::js {

namespace {

using bridge::AssemblyOptions;

std::nullopt_t Throw(Napi::Env env, const std::string& text) {
  Napi::TypeError::New(env, text).ThrowAsJavaScriptException();
  return std::nullopt;
}

std::optional<AssemblyOptions> ReadOneAssembly(Napi::Env env, Napi::Value value) {
  OptionProblem problem;
  const AssemblyOptions assembly = ReadAssembly(OptionReader(value, "assembly", &problem));
  if (!problem.text.empty()) return Throw(env, problem.text);
  return assembly;
}

std::optional<std::span<std::byte>> MemoryFor(Napi::Env env, const AssemblyOptions& assembly, Napi::Value memory) {
  const auto bytes = SharedBytes(env, memory);
  if (bytes && bytes->size() < bridge::AssemblyMemorySize(bridge::ShapeOf(assembly))) {
    return Throw(env, "memory: shorter than assemblySize(assembly)");
  }
  return bytes;
}

bridge::SharedLayout::Assembly PlaceIn(std::span<std::byte> memory, const AssemblyOptions& assembly) {
  return bridge::PlanAssembly(bridge::ShapeOf(assembly), bridge::SharedMemoryBase(memory.data()));
}

}  // namespace

std::optional<std::span<std::byte>> SharedBytes(Napi::Env env, Napi::Value memory) {
  napi_typedarray_type type = napi_uint8_array;
  size_t length = 0, offset = 0;
  void* data = nullptr;
  napi_value buffer = nullptr;
  const bool array = memory.IsTypedArray() &&
                     napi_get_typedarray_info(env, memory, &type, &length, &data, &buffer, &offset) == napi_ok;
  bool plain = false;
  if (array) napi_is_arraybuffer(env, buffer, &plain);
  if (!array || type != napi_int32_array || offset != 0 || plain) {
    return Throw(env, "memory: expected an Int32Array over a whole SharedArrayBuffer");
  }
  return std::span(static_cast<std::byte*>(data), length * sizeof(int32_t));
}

Napi::Value AssemblySize(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto assembly = ReadOneAssembly(env, info[0]);
  if (!assembly) return env.Undefined();
  return Napi::Number::New(env, static_cast<double>(bridge::AssemblyMemorySize(bridge::ShapeOf(*assembly))));
}

Napi::Value PrepareAssembly(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto assembly = ReadOneAssembly(env, info[0]);
  if (!assembly) return env.Undefined();
  const auto memory = MemoryFor(env, *assembly, info[1]);
  if (!memory) return env.Undefined();
  const auto place = PlaceIn(*memory, *assembly);
  bridge::InitialiseAssembly(memory->data(), place);
  return MakeAssemblyMap(env, place);
}

std::optional<bridge::Addition> ReadAddition(Napi::Env env, Napi::Value value, size_t capacity) {
  OptionProblem problem;
  const OptionReader from(value, "addition", &problem);
  bridge::Addition addition;
  addition.points = ReadPoints(from);
  addition.index = from.Number("index", 0, static_cast<uint32_t>(capacity - 1));
  if (!problem.text.empty()) return Throw(env, problem.text);
  const auto object = value.As<Napi::Object>();
  if (object.Get("assembly").IsUndefined()) return addition;
  addition.assembly = ReadOneAssembly(env, object.Get("assembly"));
  if (!addition.assembly) return std::nullopt;
  const auto memory = MemoryFor(env, *addition.assembly, object.Get("memory"));
  if (!memory) return std::nullopt;
  addition.memory = *memory;
  addition.place = PlaceIn(*memory, *addition.assembly);
  return addition;
}

}  // namespace eip::js
