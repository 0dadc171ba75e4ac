/* An addon with one function that does nothing: what a call into native code costs at least. */
#include <node_api.h>

static napi_value call(napi_env env, napi_callback_info info) {
  (void)env, (void)info;
  return NULL;
}

NAPI_MODULE_INIT() {
  napi_value function;
  if (napi_create_function(env, "call", NAPI_AUTO_LENGTH, call, NULL, &function) != napi_ok) return NULL;
  if (napi_set_named_property(env, exports, "call", function) != napi_ok) return NULL;
  return exports;
}
