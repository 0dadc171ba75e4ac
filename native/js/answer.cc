#include "js/answer.h"

#include <cmath>

namespace eip::js {

namespace {

bool Throw(Napi::Env env, const char* text) {
  Napi::TypeError::New(env, text).ThrowAsJavaScriptException();
  return false;
}

// Whether `value` is a whole number from 0 to `most`.
bool ReadNumber(Napi::Value value, uint32_t most, uint32_t* number) {
  const double given = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : NAN;
  if (!(given >= 0 && given <= most && std::floor(given) == given)) return false;
  *number = static_cast<uint32_t>(given);
  return true;
}

bool ReadBytes(Napi::Value value, std::span<const std::byte>* data) {
  if (value.IsUndefined()) return true;
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array) return false;
  const auto bytes = value.As<Napi::Uint8Array>();
  *data = {reinterpret_cast<const std::byte*>(bytes.Data()), bytes.ByteLength()};
  return true;
}

}  // namespace

bool ReadAnswer(const Napi::CallbackInfo& info, bridge::Command* command, std::span<const std::byte>* data) {
  const Napi::Env env = info.Env();
  uint32_t general, extended;
  if (!ReadNumber(info[0], UINT32_MAX, &command->token)) return Throw(env, "token: expected one of a request");
  if (!ReadNumber(info[1], UINT8_MAX, &general)) return Throw(env, "general: expected a CIP status, 0-255");
  if (!ReadNumber(info[2], UINT16_MAX, &extended)) return Throw(env, "extended: expected a status word, 0-65535");
  if (!ReadBytes(info[3], data)) return Throw(env, "data: expected a Uint8Array or nothing");
  command->kind = bridge::CommandKind::kComplete;
  command->general = static_cast<uint8_t>(general);
  command->extended = static_cast<uint16_t>(extended);
  return true;
}

}  // namespace eip::js
