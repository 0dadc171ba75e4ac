// Where everything lies in the adapter's SharedArrayBuffer. The single definition of it: JavaScript gets the places as
// `SharedMap` (js/shared_map.cc), the I/O thread as the types of this folder (shared_state.h).
#pragma once

#include <vector>

#include "bridge/words.h"

namespace eip::bridge {

enum class AssemblyKind : uint32_t { kOutput, kInput, kConfig, kExplicit };

struct SharedShape {
  struct Assembly {
    AssemblyKind kind;
    uint32_t size;         // bytes
    uint32_t history = 0;  // values, outputs only; 0 = none
  };
  std::vector<Assembly> assemblies;
  uint32_t io_connections;
  uint32_t pending_requests = 1, max_message = 0;  // of the native rings, not of the shared memory
  uint32_t least_capacity = 0;                     // room for so many assemblies at least

  // Indexes of assemblies are below it.
  size_t capacity() const { return assemblies.size() < least_capacity ? least_capacity : assemblies.size(); }
};

// Byte offsets from the beginning of the buffer. Each block lies on a cache line of its own.
struct SharedLayout {
  struct Assembly {
    AssemblyKind kind;
    size_t offset;  // an InputImage or an OutputImage
    uint32_t capacity;
    uint32_t history;       // values, 0 = none
    size_t history_offset;  // a HistoryRing
  };

  size_t wake_pending, liveness, events, handlers;  // words
  size_t data_head, data_tail, data_slots;
  uint32_t data_slot_count;
  size_t notified, changed, triggered;                // words: InputNotices
  size_t counters, connections, lateness, intervals;  // longs
  std::vector<Assembly> assemblies;                   // those that are there from the start
  size_t capacity;                                    // of those that come later too
  size_t end;
};

// Places for `shape`, beginning at `base`: what the buffer's address lacks to a multiple of a cache line.
SharedLayout PlanSharedMemory(const SharedShape& shape, size_t base);

// Bytes that are enough wherever the buffer begins.
size_t SharedMemorySize(const SharedShape& shape);

// The same for one assembly in a buffer of its own.
SharedLayout::Assembly PlanAssembly(const SharedShape::Assembly& shape, size_t base);
size_t AssemblyMemorySize(const SharedShape::Assembly& shape);

// Makes its images in zeroed memory ready for both sides.
void InitialiseAssembly(std::byte* memory, const SharedLayout::Assembly& place);

// The `base` for a buffer at `memory`.
inline size_t SharedMemoryBase(const void* memory) {
  const auto address = reinterpret_cast<uintptr_t>(memory);
  return RoundUp(address, kCacheLine) - address;
}

}  // namespace eip::bridge
