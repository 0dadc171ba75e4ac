#include "js/wake_function.h"

#include <memory>
#include <utility>

namespace eip::js {

namespace {

// What JavaScript throws would be swallowed here: it is raised as an uncaught exception, like that of any callback.
void RaiseUncaught(napi_env env) {
  bool pending = false;
  napi_value exception;
  if (napi_is_exception_pending(env, &pending) != napi_ok || !pending) return;
  if (napi_get_and_clear_last_exception(env, &exception) == napi_ok) napi_fatal_exception(env, exception);
}

}  // namespace

void WakeFunction::CallTarget(napi_env env, napi_value, void* context, void*) {
  const auto* receiver = static_cast<const Receiver*>(context);
  if (env == nullptr || receiver->target == nullptr) return;  // being torn down, or released
  receiver->target(receiver->user);
  RaiseUncaught(env);
}

bool WakeFunction::Create(Napi::Env env, Target target, void* user) {
  auto receiver = std::make_unique<Receiver>(Receiver{target, user});
  const auto finalize = [](napi_env, void*, void* context) { delete static_cast<Receiver*>(context); };
  const Napi::String name = Napi::String::New(env, "eip-native wake");
  const napi_status status = napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, nullptr, finalize,
                                                             receiver.get(), CallTarget, &function_);
  if (status == napi_ok) {
    receiver_ = receiver.release();
    return true;
  }
  function_ = nullptr;
  Napi::Error::New(env).ThrowAsJavaScriptException();
  return false;
}

void WakeFunction::End(napi_threadsafe_function_release_mode mode) {
  if (function_ == nullptr) return;
  receiver_->target = nullptr;
  receiver_ = nullptr;
  napi_release_threadsafe_function(std::exchange(function_, nullptr), mode);
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
