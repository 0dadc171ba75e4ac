// The protocol core (deps/opener) as C++ sees it, and the conversions at its border.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

extern "C" {
#include "opener/assembly.h"
#include "opener/counters.h"
#include "opener/object.h"
#include "opener/stack.h"
}

namespace eip::host {

inline eip_span ToCore(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()};
}
inline std::span<const std::byte> FromCore(eip_span span) {
  return {reinterpret_cast<const std::byte*>(span.bytes), span.length};
}

}  // namespace eip::host
