#include "js/wake_function.h"

#include <utility>

namespace eip::js {

namespace {

// What the function throws would be swallowed here: it is raised as an uncaught exception, like that of any callback.
void RaiseUncaught(napi_env env) {
  napi_value exception;
  if (napi_get_and_clear_last_exception(env, &exception) == napi_ok) napi_fatal_exception(env, exception);
}

void CallJs(napi_env env, napi_value wake, void*, void*) {
  if (env == nullptr || wake == nullptr) return;  // being torn down
  napi_value receiver;
  napi_get_undefined(env, &receiver);
  if (napi_call_function(env, receiver, wake, 0, nullptr, nullptr) == napi_pending_exception) RaiseUncaught(env);
}

}  // namespace

bool WakeFunction::Create(Napi::Env env, Napi::Function wake) {
  const Napi::String name = Napi::String::New(env, "eip-native wake");
  const napi_status status =
      napi_create_threadsafe_function(env, wake, nullptr, name, 0, 1, nullptr, nullptr, nullptr, CallJs, &function_);
  if (status == napi_ok) return true;
  function_ = nullptr;
  Napi::Error::New(env).ThrowAsJavaScriptException();
  return false;
}

void WakeFunction::Release() { End(napi_tsfn_release); }
void WakeFunction::Abort() { End(napi_tsfn_abort); }

void WakeFunction::End(napi_threadsafe_function_release_mode mode) {
  if (function_ != nullptr) napi_release_threadsafe_function(std::exchange(function_, nullptr), mode);
}

void WakeFunction::Ref(Napi::Env env, bool on) {
  if (function_ == nullptr) return;
  if (on) napi_ref_threadsafe_function(env, function_);
  if (!on) napi_unref_threadsafe_function(env, function_);
}

void WakeFunction::Call(void* self) {
  napi_call_threadsafe_function(static_cast<WakeFunction*>(self)->function_, nullptr, napi_tsfn_nonblocking);
}

}  // namespace eip::js
