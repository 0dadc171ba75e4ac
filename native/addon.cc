// The map of the addon, in the order in which a reader meets it:
//
//   addon.cc            what JavaScript gets: some functions and a class
//   adapter_object      the class: argument checks and life cycle
//   js/                 between Napi values and plain ones, and the wake-up call
//   bridge/             the only memory that both threads touch
//   host/               the I/O thread: loop, sockets, timer; feeds and drains the core
//   ../deps/opener      the protocol core
//
// The other side is declared in src/native/binding.ts.
#include <napi.h>

#include "adapter_object.h"
#include "bridge/shared_layout.h"
#include "js/adapter_options.h"
#include "js/addition.h"

namespace eip {

namespace {

// Moves together with BRIDGE_VERSION in src/native/binding.ts.
constexpr uint32_t kBridgeVersion = 5;

Napi::Value JsMemorySize(const Napi::CallbackInfo& info) {
  const auto options = js::ReadAdapterOptions(info.Env(), info[0]);
  if (!options) return info.Env().Undefined();
  return Napi::Number::New(info.Env(), static_cast<double>(bridge::SharedMemorySize(bridge::ShapeOf(*options))));
}

Napi::Object Initialise(Napi::Env env, Napi::Object exports) {
  exports.Set("bridgeVersion", kBridgeVersion);
  exports.Set("memorySize", Napi::Function::New<JsMemorySize>(env, "memorySize"));
  exports.Set("assemblySize", Napi::Function::New<js::AssemblySize>(env, "assemblySize"));
  exports.Set("prepareAssembly", Napi::Function::New<js::PrepareAssembly>(env, "prepareAssembly"));
  exports.Set("NativeAdapter", AdapterObject::Define(env));
  return exports;
}

NODE_API_MODULE(eip_native, Initialise)

}  // namespace

}  // namespace eip
