// Atomic access to the 32- and 64-bit words of memory that two threads share.
//
// JavaScript sees the same words as an Int32Array and a BigInt64Array over the SharedArrayBuffer, by index.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace eip::bridge {

// `memory` is aligned to the word's size.
inline std::atomic_ref<uint32_t> Word(std::byte* memory, size_t index) {
  return std::atomic_ref<uint32_t>(reinterpret_cast<uint32_t*>(memory)[index]);
}
inline std::atomic_ref<uint64_t> Long(std::byte* memory, size_t index) {
  return std::atomic_ref<uint64_t>(reinterpret_cast<uint64_t*>(memory)[index]);
}

constexpr size_t kLongBytes = sizeof(uint64_t);
constexpr size_t kCacheLine = 64;
constexpr size_t RoundUp(size_t value, size_t unit) { return (value + unit - 1) / unit * unit; }

// Copies for what lies under a sequence lock, a word at a time; the shared side is 8-byte aligned and has room for
// whole words. Each word is stored with release and loaded with acquire: whoever sees one new word also sees that the
// lock was taken before it was written. That is what a pair of fences would give, but ThreadSanitizer knows no
// fences; on x86-64 the instructions are those of a plain copy.
inline void StoreWords(std::byte* shared, std::span<const std::byte> from) {
  size_t at = 0;
  for (; at + kLongBytes <= from.size(); at += kLongBytes) {
    uint64_t word;
    std::memcpy(&word, from.data() + at, kLongBytes);
    Long(shared + at, 0).store(word, std::memory_order_release);
  }
  if (at == from.size()) return;
  uint64_t rest = 0;
  std::memcpy(&rest, from.data() + at, from.size() - at);
  Long(shared + at, 0).store(rest, std::memory_order_release);
}

inline void LoadWords(std::byte* shared, std::span<std::byte> to) {
  for (size_t at = 0; at < to.size(); at += kLongBytes) {
    const uint64_t word = Long(shared + at, 0).load(std::memory_order_acquire);
    std::memcpy(to.data() + at, &word, to.size() - at < kLongBytes ? to.size() - at : kLongBytes);
  }
}

}  // namespace eip::bridge
