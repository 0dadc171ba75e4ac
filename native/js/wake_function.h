// The way from the I/O thread to a JavaScript function: a thread-safe function with room for one call, because the
// bridge coalesces (bridge/wake.h). JS thread, but for Call().
#pragma once

#include <napi.h>

namespace eip::js {

class WakeFunction {
 public:
  WakeFunction() = default;
  WakeFunction(const WakeFunction&) = delete;
  WakeFunction& operator=(const WakeFunction&) = delete;
  ~WakeFunction() { Release(); }

  // Keeps the process alive from now on. False: an exception is pending.
  bool Create(Napi::Env env, Napi::Function wake);

  // No thread calls any more. A call under way is still made.
  void Release();
  // The same while the environment is torn down: a call under way is dropped.
  void Abort();

  void Ref(Napi::Env env, bool on);

  // I/O thread: for bridge::Wake; `self` is a WakeFunction. Never waits.
  static void Call(void* self);

 private:
  void End(napi_threadsafe_function_release_mode mode);

  napi_threadsafe_function function_ = nullptr;
};

}  // namespace eip::js
