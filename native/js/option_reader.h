// Reads a plain JavaScript object field by field. The first thing that is wrong is remembered with its path, for one
// TypeError at the end; what is read after it is zero. JS thread only.
#pragma once

#include <napi.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace eip::js {

struct OptionProblem {
  std::string text;  // empty: none

  void Report(const std::string& path, const std::string& wanted) {
    if (text.empty()) text = path + ": " + wanted;
  }
};

// A word that an option may be, and what it stands for.
template <typename T>
struct Choice {
  const char* word;
  T value;
};

class OptionReader {
 public:
  // `problem` outlives the reader.
  OptionReader(Napi::Value value, std::string path, OptionProblem* problem);

  uint32_t Number(const char* key, uint32_t least, uint32_t most) const;
  std::optional<uint32_t> OptionalNumber(const char* key, uint32_t least, uint32_t most) const;
  bool Flag(const char* key) const;
  std::string Text(const char* key, size_t longest) const;
  OptionReader Object(const char* key) const;
  // An array of at most `count` whole numbers.
  std::vector<uint32_t> Numbers(const char* key, uint32_t count, uint32_t least, uint32_t most) const;

  // Calls `each(reader)` for every element of an array of at most `most` objects.
  template <typename Each>
  void ForEach(const char* key, uint32_t most, Each each) const {
    const Napi::Value list = Get(key);
    const uint32_t length = ArrayLength(list, key, most);
    for (uint32_t i = 0; i < length; i++) {
      each(OptionReader(list.As<Napi::Array>().Get(i), Path(key) + "[" + std::to_string(i) + "]", problem_));
    }
  }

  template <typename T, size_t N>
  T OneOf(const char* key, const Choice<T> (&choices)[N]) const {
    const std::string word = Text(key, 64);
    std::string wanted = "expected one of";
    for (const auto& choice : choices) {
      if (word == choice.word) return choice.value;
      wanted += std::string(" ") + choice.word;
    }
    problem_->Report(Path(key), wanted);
    return choices[0].value;
  }

  void Report(const char* key, const std::string& wanted) const { problem_->Report(Path(key), wanted); }

 private:
  Napi::Value Get(const char* key) const;
  uint32_t Number(Napi::Value value, const char* key, uint32_t least, uint32_t most) const;
  uint32_t ArrayLength(Napi::Value list, const char* key, uint32_t most) const;
  std::string Path(const char* key) const { return path_ + "." + key; }

  Napi::Value value_;
  std::string path_;
  OptionProblem* problem_;
};

}  // namespace eip::js
