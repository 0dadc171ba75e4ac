// Texts of a bounded length.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace eip::host {

// As much of `text` as fits before the NUL; the rest of `to` is zeros.
template <size_t kSize>
void CopyText(std::string_view text, char (&to)[kSize]) {
  const size_t length = std::min(text.size(), kSize - 1);
  std::copy_n(text.data(), length, to);
  std::fill(to + length, to + kSize, '\0');
}

}  // namespace eip::host
