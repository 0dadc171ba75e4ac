// The coalesced wake-up of the JS thread.
//
// Producer: the I/O thread, after it published something. Only the first of many publications calls; the others find
// the wake-up under way.
// Consumer: the JS thread, woken by `call`: it stores 0 into the word, drains everything, and looks once more.
// Memory: one word of the SharedArrayBuffer.
// Order: exchange with acquire-release. Whoever clears the word sees all that was published before it was set; what is
// published after the clearing finds 0 and calls again. Nothing is lost between the two.
#pragma once

#include "bridge/words.h"

namespace eip::bridge {

class Wake {
 public:
  // `call(user)` must neither block nor call back; it comes on the I/O thread.
  using Call = void (*)(void* user);

  Wake(std::atomic_ref<uint32_t> pending, Call call, void* user) : pending_(pending), call_(call), user_(user) {}

  // True: this signal made the call.
  bool Signal() {
    if (pending_.exchange(1, std::memory_order_acq_rel) != 0) return false;
    call_(user_);
    return true;
  }

 private:
  std::atomic_ref<uint32_t> pending_;
  Call call_;
  void* user_;
};

}  // namespace eip::bridge
