#include "adapter_object.h"

#include "js/adapter_options.h"
#include "js/addition.h"
#include "js/answer.h"
#include "js/class_definition.h"
#include "js/events.h"
#include "js/network.h"
#include "js/opened.h"
#include "js/shared_map.h"

namespace eip {

namespace {

constexpr const char* kWakeProperty = "wake";
constexpr const char* kAddedProperty = "added";  // memory by the assembly's index
constexpr uint8_t kReplyDataTooLarge = 0x11;     // CIP general status

void Throw(Napi::Env env, const char* text) { Napi::TypeError::New(env, text).ThrowAsJavaScriptException(); }

void ThrowState(Napi::Env env, const char* text) {
  const Napi::Error error = Napi::Error::New(env, text);
  error.Value().Set("code", "EIP_STATE");
  error.ThrowAsJavaScriptException();
}

}  // namespace

Napi::Function AdapterObject::Define(Napi::Env env) {
  return DefineClass(env, "NativeAdapter",
                     {
                         InstanceMethod<&AdapterObject::JsOpen>("open"),
                         InstanceMethod<&AdapterObject::JsClose>("close"),
                         InstanceMethod<&AdapterObject::JsTakeEvents>("takeEvents"),
                         InstanceMethod<&AdapterObject::JsNotify>("notify"),
                         InstanceMethod<&AdapterObject::JsComplete>("complete"),
                         InstanceMethod<&AdapterObject::JsNetwork>("network"),
                         InstanceMethod<&AdapterObject::JsDefineClass>("defineClass"),
                         InstanceMethod<&AdapterObject::JsRemoveClass>("removeClass"),
                         InstanceMethod<&AdapterObject::JsPutSettings>("putSettings"),
                         InstanceMethod<&AdapterObject::JsAdd>("add"),
                         InstanceMethod<&AdapterObject::JsRemoveAssembly>("removeAssembly"),
                         InstanceMethod<&AdapterObject::JsRemovePoint>("removePoint"),
                         InstanceMethod<&AdapterObject::JsRef>("ref"),
                     });
}

AdapterObject::AdapterObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<AdapterObject>(info) {
  const Napi::Env env = info.Env();
  auto options = js::ReadAdapterOptions(env, info[0]);
  if (!options) return;
  if (!info[2].IsFunction()) {
    Throw(env, "wake: expected a function");
    return;
  }
  const bridge::SharedShape shape = bridge::ShapeOf(*options);
  if (!TakeMemory(env, info[1], shape)) return;
  auto layout = bridge::PlanSharedMemory(shape, bridge::SharedMemoryBase(bytes_.data()));
  Keep("map", js::MakeSharedMap(env, layout), napi_enumerable);
  Keep("memory", info[1], napi_default);
  Keep(kAddedProperty, Napi::Object::New(env), napi_default);
  Keep(kWakeProperty, info[2], napi_default);
  shared_ =
      std::make_unique<bridge::SharedState>(bytes_.data(), std::move(layout), shape, js::WakeFunction::Call, &wake_);
  host_ = bridge::CreateAdapterHost(std::move(*options), *shared_);
}

// Finalised: never while open, because then it holds itself.
AdapterObject::~AdapterObject() = default;

bool AdapterObject::TakeMemory(Napi::Env env, Napi::Value memory, const bridge::SharedShape& shape) {
  const auto bytes = js::SharedBytes(env, memory);
  if (!bytes) return false;
  bytes_ = *bytes;
  if (bytes_.size() < bridge::SharedMemorySize(shape)) {
    Throw(env, "memory: shorter than memorySize(options)");
    return false;
  }
  return true;
}

// As a property that nobody can change, not as a reference: `wake` leads back to this object, and a reference would
// make that cycle immortal.
void AdapterObject::Keep(const char* name, Napi::Value value, napi_property_attributes attributes) {
  Value().DefineProperty(Napi::PropertyDescriptor::Value(name, value, attributes));
}

Napi::Value AdapterObject::JsOpen(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (state_ != State::kNew) {
    ThrowState(env, state_ == State::kOpen ? "the adapter is open" : "the adapter is closed: make a new one");
    return env.Undefined();
  }
  if (!BeginOpen(env)) return env.Undefined();
  const auto result = host_->Open();
  if (const auto* error = std::get_if<bridge::OpenError>(&result)) {
    End(Ending::kClosed);
    state_ = State::kNew;
    js::ThrowOpenError(env, *error);
    return env.Undefined();
  }
  return js::MakeOpened(env, std::get<bridge::Opened>(result));
}

// The thread-safe function first, then the hook: hooks run in reverse, so the thread is joined before it goes.
bool AdapterObject::BeginOpen(Napi::Env env) {
  const auto wake = [](void* self) { static_cast<AdapterObject*>(self)->WakeJs(); };
  if (!wake_.Create(env, wake, this)) return false;
  napi_add_env_cleanup_hook(env, EnvironmentEnds, this);
  Ref();
  state_ = State::kOpen;
  return true;
}

// A worker that is being terminated still comes here, but no call reaches its JavaScript any more: each may fail.
void AdapterObject::WakeJs() {
  const Napi::Env env = Env();
  napi_value wake = nullptr;
  if (napi_get_named_property(env, Value(), kWakeProperty, &wake) != napi_ok) return;
  napi_call_function(env, env.Undefined(), wake, 0, nullptr, nullptr);
}

void AdapterObject::JsClose(const Napi::CallbackInfo&) {
  if (state_ == State::kOpen) End(Ending::kClosed);
  state_ = State::kClosed;
}

// Stops and joins the thread, then lets go of what it used.
void AdapterObject::End(Ending ending) {
  host_->Close();
  if (ending == Ending::kEnvironmentEnds) {
    wake_.Abort();
    state_ = State::kClosed;
    return;  // references must not be touched any more
  }
  wake_.Release();
  napi_remove_env_cleanup_hook(Env(), EnvironmentEnds, this);
  Unref();
}

void AdapterObject::EnvironmentEnds(void* self) { static_cast<AdapterObject*>(self)->End(Ending::kEnvironmentEnds); }

Napi::Value AdapterObject::JsTakeEvents(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!shared_) return Napi::Array::New(env);
  const js::TakenEvents taken = js::TakeEvents(env, *shared_);
  unacknowledged_ -= taken.acknowledged;
  for (const uint32_t index : taken.freed) AddedMemory().Delete(index);
  if (state_ == State::kClosed) Forget();
  return taken.events;
}

Napi::Object AdapterObject::AddedMemory() { return Value().Get(kAddedProperty).As<Napi::Object>(); }

// Closed and with nothing left to tell: frees at once what would wait for the collector, which does not see its size.
void AdapterObject::Forget() {
  host_.reset();
  shared_.reset();
  const auto indexes = AddedMemory().GetPropertyNames();
  for (uint32_t i = 0; i < indexes.Length(); i++) AddedMemory().Delete(Napi::Value(indexes.Get(i)));
}

void AdapterObject::JsNotify(const Napi::CallbackInfo&) {
  if (state_ == State::kOpen) host_->Notify();
}

// True: on its way, or there is nobody to do it any more. False: no room now.
bool AdapterObject::Command(bridge::Command& command, std::span<const std::byte> data) {
  if (state_ != State::kOpen) return true;
  if (!shared_->commands.Push(command, data)) return false;
  host_->Notify();
  return true;
}

Napi::Value AdapterObject::JsComplete(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  bridge::Command command;
  std::span<const std::byte> data;
  if (!js::ReadAnswer(info, &command, &data)) return env.Undefined();
  if (shared_ && data.size() > shared_->commands.most_bytes()) {  // no message holds it either
    command.general = kReplyDataTooLarge;
    data = {};
  }
  return Napi::Boolean::New(env, Command(command, data));
}

Napi::Value AdapterObject::JsNetwork(const Napi::CallbackInfo& info) {
  return shared_ ? js::MakeNetwork(info.Env(), shared_->network.Get()) : info.Env().Undefined();
}

Napi::Value AdapterObject::JsDefineClass(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  js::OptionProblem problem;
  auto definition = js::ReadClass(js::OptionReader(info[0], "class", &problem));
  if (!problem.text.empty()) {
    Throw(env, problem.text.c_str());
    return env.Undefined();
  }
  bridge::Command command;
  command.kind = bridge::CommandKind::kDefineClass;
  command.load = std::make_unique<bridge::ClassDefinition>(std::move(definition));
  return Napi::Boolean::New(env, Command(command, {}));
}

Napi::Value AdapterObject::JsRemoveClass(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!info[0].IsNumber()) {
    Throw(env, "classId: expected a number");
    return env.Undefined();
  }
  bridge::Command command;
  command.kind = bridge::CommandKind::kRemoveClass;
  command.number = info[0].As<Napi::Number>().Uint32Value();
  return Napi::Boolean::New(env, Command(command, {}));
}

Napi::Value AdapterObject::JsPutSettings(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  js::OptionProblem problem;
  const bridge::Settings settings = js::ReadSettings(js::OptionReader(info[0], "settings", &problem));
  if (!problem.text.empty()) {
    Throw(env, problem.text.c_str());
    return env.Undefined();
  }
  bridge::Command command;
  command.kind = bridge::CommandKind::kSettings;
  return Napi::Boolean::New(env, Command(command, std::as_bytes(std::span(&settings, 1))));
}

// As Command(); false also while as many wait as there are places for acknowledgements.
bool AdapterObject::AcknowledgedCommand(bridge::Command& command) {
  if (state_ != State::kOpen) return true;
  if (unacknowledged_ == bridge::SharedState::kAcknowledgements || !Command(command, {})) return false;
  unacknowledged_++;
  return true;
}

Napi::Value AdapterObject::JsAdd(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (state_ != State::kOpen) return Napi::Boolean::New(env, true);
  auto addition = js::ReadAddition(env, info[0], shared_->layout().capacity);
  if (!addition) return env.Undefined();
  const bool has_memory = addition->assembly.has_value();
  const uint32_t index = addition->index;
  if (has_memory && AddedMemory().Has(index)) {
    Throw(env, "addition.index: it is another assembly's");
    return env.Undefined();
  }
  bridge::Command command;
  command.kind = bridge::CommandKind::kAdd;
  command.load = host_->Prepare(std::move(*addition));
  if (command.load == nullptr) {
    Napi::RangeError::New(env, "there is not enough memory for the assembly").ThrowAsJavaScriptException();
    return env.Undefined();
  }
  if (has_memory) AddedMemory().Set(index, info[0].As<Napi::Object>().Get("memory"));
  const bool pushed = AcknowledgedCommand(command);
  if (!pushed && has_memory) AddedMemory().Delete(index);
  return Napi::Boolean::New(env, pushed);
}

Napi::Value AdapterObject::JsRemoveAssembly(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!info[0].IsNumber()) {
    Throw(env, "index: expected a number");
    return env.Undefined();
  }
  bridge::Command command;
  command.kind = bridge::CommandKind::kRemoveAssembly;
  command.number = info[0].As<Napi::Number>().Uint32Value();
  return Napi::Boolean::New(env, AcknowledgedCommand(command));
}

Napi::Value AdapterObject::JsRemovePoint(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!info[0].IsNumber() || !info[1].IsNumber()) {
    Throw(env, "output, input: expected the numbers of two instances");
    return env.Undefined();
  }
  bridge::Command command;
  command.kind = bridge::CommandKind::kRemovePoint;
  command.number = info[0].As<Napi::Number>().Uint32Value();
  command.input = info[1].As<Napi::Number>().Uint32Value();
  return Napi::Boolean::New(env, AcknowledgedCommand(command));
}

void AdapterObject::JsRef(const Napi::CallbackInfo& info) {
  if (!info[0].IsBoolean()) return Throw(info.Env(), "on: expected true or false");
  wake_.Ref(info.Env(), info[0].As<Napi::Boolean>().Value());
}

}  // namespace eip
