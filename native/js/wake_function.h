// The way from the I/O thread to a JavaScript function: a thread-safe function with room for one call, because the
// bridge coalesces (bridge/wake.h). JS thread, but for Call().
//
// The thread-safe function ends in a later turn of the event loop than Release(). It holds no JavaScript value, only
// a target that is emptied at once: what was closed can be collected at once too, and a late call finds nobody.
#pragma once

#include <napi.h>

namespace eip::js {

class WakeFunction {
 public:
  // Called on the JS thread; a JavaScript exception may be pending when it returns.
  using Target = void (*)(void* user);

  WakeFunction() = default;
  WakeFunction(const WakeFunction&) = delete;
  WakeFunction& operator=(const WakeFunction&) = delete;
  ~WakeFunction() { Release(); }

  // Keeps the process alive from now on. False: an exception is pending.
  bool Create(Napi::Env env, Target target, void* user);

  // No thread calls any more.
  void Release() { End(napi_tsfn_release); }
  // The same while the environment is torn down.
  void Abort() { End(napi_tsfn_abort); }

  void Ref(Napi::Env env, bool on);

  // I/O thread: for bridge::Wake; `self` is a WakeFunction. Never waits.
  static void Call(void* self);

 private:
  // Belongs to the thread-safe function, which frees it at its end.
  struct Receiver {
    Target target;
    void* user;
  };

  static void CallTarget(napi_env env, napi_value function, void* receiver, void* data);
  void End(napi_threadsafe_function_release_mode mode);

  napi_threadsafe_function function_ = nullptr;
  Receiver* receiver_ = nullptr;
};

}  // namespace eip::js
