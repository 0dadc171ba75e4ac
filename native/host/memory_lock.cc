#include "host/memory_lock.h"

#include <sys/mman.h>
#include <unistd.h>

#include <utility>

#include "bridge/words.h"

namespace eip::host {

MemoryLock::MemoryLock(std::span<std::byte> range) : range_(range), locked_(mlock(range.data(), range.size()) == 0) {}

MemoryLock::MemoryLock(MemoryLock&& other) noexcept
    : range_(other.range_), locked_(std::exchange(other.locked_, false)) {}

MemoryLock& MemoryLock::operator=(MemoryLock&& other) noexcept {
  if (this == &other) return *this;
  Unlock();
  range_ = other.range_;
  locked_ = std::exchange(other.locked_, false);
  return *this;
}

MemoryLock::~MemoryLock() { Unlock(); }

void MemoryLock::Unlock() {
  if (locked_) munlock(range_.data(), range_.size());
  locked_ = false;
}

LockedBlock::LockedBlock(size_t bytes) {
  const size_t size = bridge::RoundUp(bytes == 0 ? 1 : bytes, static_cast<size_t>(sysconf(_SC_PAGESIZE)));
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return;
  range_ = {static_cast<std::byte*>(memory), size};
  lock_ = MemoryLock(range_);
}

LockedBlock::LockedBlock(LockedBlock&& other) noexcept
    : range_(std::exchange(other.range_, {})), lock_(std::move(other.lock_)) {}

LockedBlock& LockedBlock::operator=(LockedBlock&& other) noexcept {
  if (this == &other) return *this;
  Free();
  range_ = std::exchange(other.range_, {});
  lock_ = std::move(other.lock_);
  return *this;
}

LockedBlock::~LockedBlock() { Free(); }

void LockedBlock::Free() {
  lock_ = MemoryLock();
  if (range_.data() != nullptr) munmap(range_.data(), range_.size());
  range_ = {};
}

void PrefaultStack() {
  constexpr size_t kDepth = 64 * 1024, kSmallestPage = 4096;
  char stack[kDepth];
  volatile char* touched = stack;
  for (size_t at = 0; at < kDepth; at += kSmallestPage) touched[at] = 0;
}

}  // namespace eip::host
