// Addresses in text.
#pragma once

#include <cstdint>
#include <string>

namespace eip::js {

// `address` in host byte order.
inline std::string DottedAddress(uint32_t address) {
  return std::to_string(address >> 24) + "." + std::to_string(address >> 16 & 0xFF) + "." +
         std::to_string(address >> 8 & 0xFF) + "." + std::to_string(address & 0xFF);
}

}  // namespace eip::js
