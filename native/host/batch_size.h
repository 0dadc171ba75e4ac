// How many datagrams to ask the kernel for: one where one alone came again and again, else as many as fit.
//
// Asking for more than there is costs a look into an empty queue each time, a twentieth of a packet's time. What is not
// asked for is not missed: the socket stays readable, and every eighth look is for as many as fit again.
#pragma once

#include <cstddef>
#include <cstdint>

#include "host/datagrams.h"

namespace eip::host {

class BatchSize {
 public:
  size_t Next() { return alone_ < kSure || ++asked_ % kLookAgain == 0 ? kDatagramBatch : 1; }

  // What came when Next() had been asked for.
  void Came(size_t count) {
    if (count > 1) {
      alone_ = 0;
    } else if (alone_ < kSure) {
      alone_++;
    }
  }

 private:
  static constexpr uint32_t kSure = 16;
  static constexpr uint32_t kLookAgain = 8;

  uint32_t alone_ = 0;  // times that no more than one came
  uint32_t asked_ = 0;
};

}  // namespace eip::host
