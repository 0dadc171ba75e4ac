#include "js/option_reader.h"

#include <cmath>

namespace eip::js {

OptionReader::OptionReader(Napi::Value value, std::string path, OptionProblem* problem)
    : value_(value), path_(std::move(path)), problem_(problem) {
  if (!value_.IsObject()) problem_->Report(path_, "expected an object");
}

Napi::Value OptionReader::Get(const char* key) const {
  const Napi::Env env = value_.Env();
  if (!value_.IsObject()) return env.Undefined();
  try {
    return value_.As<Napi::Object>().Get(key);
  } catch (const Napi::Error&) {  // a getter that throws
    return env.Undefined();
  }
}

uint32_t OptionReader::Number(Napi::Value value, const char* key, uint32_t least, uint32_t most) const {
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : NAN;
  if (number >= least && number <= most && std::floor(number) == number) return static_cast<uint32_t>(number);
  Report(key, "expected an integer from " + std::to_string(least) + " to " + std::to_string(most));
  return least;
}

uint32_t OptionReader::Number(const char* key, uint32_t least, uint32_t most) const {
  return Number(Get(key), key, least, most);
}

std::optional<uint32_t> OptionReader::OptionalNumber(const char* key, uint32_t least, uint32_t most) const {
  const Napi::Value value = Get(key);
  if (value.IsUndefined()) return std::nullopt;
  return Number(value, key, least, most);
}

bool OptionReader::Flag(const char* key) const {
  const Napi::Value value = Get(key);
  if (value.IsBoolean()) return value.As<Napi::Boolean>().Value();
  Report(key, "expected true or false");
  return false;
}

std::string OptionReader::Text(const char* key, size_t longest) const {
  const Napi::Value value = Get(key);
  std::string text = value.IsString() ? value.As<Napi::String>().Utf8Value() : std::string();
  if (value.IsString() && text.size() <= longest && text.find('\0') == std::string::npos) return text;
  Report(key, "expected a text of at most " + std::to_string(longest) + " bytes");
  return {};
}

OptionReader OptionReader::Object(const char* key) const { return {Get(key), Path(key), problem_}; }

std::vector<uint32_t> OptionReader::Numbers(const char* key, uint32_t count, uint32_t least, uint32_t most) const {
  const Napi::Value list = Get(key);
  std::vector<uint32_t> numbers(ArrayLength(list, key, count));
  for (uint32_t i = 0; i < numbers.size(); i++) {
    numbers[i] = Number(list.As<Napi::Array>().Get(i), key, least, most);
  }
  return numbers;
}

uint32_t OptionReader::ArrayLength(Napi::Value list, const char* key, uint32_t most) const {
  const uint32_t length = list.IsArray() ? list.As<Napi::Array>().Length() : UINT32_MAX;
  if (length <= most) return length;
  Report(key, "expected an array of at most " + std::to_string(most) + " elements");
  return 0;
}

}  // namespace eip::js
