#include "js/opened.h"

#include <uv.h>

namespace eip::js {

namespace {

Napi::Value NumberOrUndefined(Napi::Env env, bool known, uint32_t value) {
  return known ? Napi::Value(Napi::Number::New(env, value)) : env.Undefined();
}

Napi::Value TextOrUndefined(Napi::Env env, const std::string& text) {
  return text.empty() ? env.Undefined() : Napi::Value(Napi::String::New(env, text));
}

Napi::Object MakeScheduling(Napi::Env env, const bridge::Opened& opened) {
  const auto& effect = opened.scheduling;
  const bool fifo = effect.policy == bridge::SchedulingPolicy::kFifo;
  auto object = Napi::Object::New(env);
  object.Set("policy", fifo ? "fifo" : "other");
  object.Set("priority", NumberOrUndefined(env, fifo, effect.priority));
  object.Set("sliceUs", NumberOrUndefined(env, effect.slice_us != 0, effect.slice_us));
  object.Set("refused", TextOrUndefined(env, effect.refused));
  object.Set("cpu", NumberOrUndefined(env, effect.cpu.has_value(), effect.cpu.value_or(0)));
  object.Set("timer", opened.timerfd ? "timerfd" : "uv_timer");
  object.Set("memoryLocked", opened.memory_locked);
  return object;
}

// As Node's own: "bind EADDRINUSE 127.0.0.2:44818".
std::string Describe(const bridge::OpenError& error) {
  std::string text = error.syscall + " " + uv_err_name(-error.error);
  if (!error.address.empty()) text += " " + error.address + ":" + std::to_string(error.port);
  if (!error.message.empty()) text += ": " + error.message;
  return text;
}

void SetSystemFields(Napi::Env env, const bridge::OpenError& error, Napi::Object object) {
  object.Set("code", uv_err_name(-error.error));
  object.Set("errno", -error.error);
  object.Set("syscall", error.syscall);
  object.Set("address", TextOrUndefined(env, error.address));
  object.Set("port", NumberOrUndefined(env, !error.address.empty(), error.port));
  object.Set("transport", TextOrUndefined(env, error.transport));
}

}  // namespace

Napi::Object MakeOpened(Napi::Env env, const bridge::Opened& opened) {
  auto object = Napi::Object::New(env);
  object.Set("port", static_cast<uint32_t>(opened.port));
  object.Set("ioPort", static_cast<uint32_t>(opened.io_port));
  object.Set("scheduling", MakeScheduling(env, opened));
  return object;
}

void ThrowOpenError(Napi::Env env, const bridge::OpenError& error) {
  if (error.error == 0) {
    const Napi::Error refused = Napi::RangeError::New(env, error.message);
    refused.Value().Set("code", "EIP_OPTIONS");
    return refused.ThrowAsJavaScriptException();
  }
  const Napi::Error failed = Napi::Error::New(env, Describe(error));
  SetSystemFields(env, error, failed.Value());
  failed.ThrowAsJavaScriptException();
}

}  // namespace eip::js
