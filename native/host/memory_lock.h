// Memory that page faults do not delay. Only our own buffers: mlockall() aborts V8.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace eip::host {

// Keeps a range in RAM while it lives, if the process may (RLIMIT_MEMLOCK, CAP_IPC_LOCK).
class MemoryLock {
 public:
  MemoryLock() = default;
  explicit MemoryLock(std::span<std::byte> range);
  MemoryLock(MemoryLock&& other) noexcept;
  MemoryLock& operator=(MemoryLock&& other) noexcept;
  ~MemoryLock();

  bool locked() const { return locked_; }

 private:
  void Unlock();

  std::span<std::byte> range_;
  bool locked_ = false;
};

// Zeroed pages of our own, locked if possible.
class LockedBlock {
 public:
  LockedBlock() = default;
  explicit LockedBlock(size_t bytes);
  LockedBlock(LockedBlock&& other) noexcept;
  LockedBlock& operator=(LockedBlock&& other) noexcept;
  ~LockedBlock();

  // nullptr when there was no memory.
  std::byte* data() const { return range_.data(); }
  size_t size() const { return range_.size(); }
  bool locked() const { return lock_.locked(); }

 private:
  void Free();

  std::span<std::byte> range_;  // before lock_, which is undone first
  MemoryLock lock_;
};

// Touches the pages of the calling thread's stack that the I/O thread may come to use.
void PrefaultStack();

}  // namespace eip::host
