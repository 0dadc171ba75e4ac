// Random numbers that nobody can guess, from the kernel, a block at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace eip::host {

class Random {
 public:
  // A fresh block. 0 or an errno: where the kernel gives none (a filter of system calls), no later call would get any.
  int Fill();

  // Comes on the I/O thread; does not wait once the machine has booted. Behind a Fill() that succeeded.
  uint32_t Next();

 private:
  std::array<uint32_t, 64> block_;
  size_t left_ = 0;
};

}  // namespace eip::host
