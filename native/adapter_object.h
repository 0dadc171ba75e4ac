// `NativeAdapter` of src/native/binding.ts: argument checks and life cycle, nothing else. JS thread only.
//
// While it is open it holds itself strongly: an adapter that runs is never collected, nor is the view of the
// SharedArrayBuffer, a property of it, that the I/O thread writes to. So are those of assemblies that came later.
#pragma once

#include <napi.h>

#include <memory>

#include "bridge/adapter_host.h"
#include "js/wake_function.h"

namespace eip {

class AdapterObject : public Napi::ObjectWrap<AdapterObject> {
 public:
  static Napi::Function Define(Napi::Env env);

  explicit AdapterObject(const Napi::CallbackInfo& info);
  ~AdapterObject() override;

 private:
  Napi::Value JsOpen(const Napi::CallbackInfo& info);
  void JsClose(const Napi::CallbackInfo& info);
  Napi::Value JsTakeEvents(const Napi::CallbackInfo& info);
  void JsNotify(const Napi::CallbackInfo& info);
  Napi::Value JsComplete(const Napi::CallbackInfo& info);
  Napi::Value JsNetwork(const Napi::CallbackInfo& info);
  Napi::Value JsDefineClass(const Napi::CallbackInfo& info);
  Napi::Value JsRemoveClass(const Napi::CallbackInfo& info);
  Napi::Value JsPutSettings(const Napi::CallbackInfo& info);
  Napi::Value JsAdd(const Napi::CallbackInfo& info);
  Napi::Value JsRemoveAssembly(const Napi::CallbackInfo& info);
  Napi::Value JsRemovePoint(const Napi::CallbackInfo& info);
  void JsRef(const Napi::CallbackInfo& info);

  enum class State { kNew, kOpen, kClosed };
  enum class Ending { kClosed, kEnvironmentEnds };

  bool TakeMemory(Napi::Env env, Napi::Value memory, const bridge::SharedShape& shape);
  void Keep(const char* name, Napi::Value value, napi_property_attributes attributes);
  void WakeJs();
  bool Command(bridge::Command& command, std::span<const std::byte> data);
  bool AcknowledgedCommand(bridge::Command& command);
  Napi::Object AddedMemory();
  bool BeginOpen(Napi::Env env);
  void End(Ending ending);
  void Forget();
  static void EnvironmentEnds(void* self);

  State state_ = State::kNew;
  js::WakeFunction wake_;
  std::span<std::byte> bytes_;
  std::unique_ptr<bridge::SharedState> shared_;
  std::unique_ptr<bridge::AdapterHost> host_;
  uint32_t unacknowledged_ = 0;  // commands under way that the I/O thread acknowledges
};

}  // namespace eip
