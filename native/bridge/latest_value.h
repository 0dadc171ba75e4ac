// The latest of a value that one thread has for another: a triple buffer.
//
// Producer: one thread, Put(). Consumer: another one, Get(). Neither waits for the other.
// Memory: native, three slots.
// Order: a slot changes hands with one atomic exchange (acquire-release), so a slot that is read was written whole.
// The producer may be another thread than before when that was joined, or is started, in between.
#pragma once

#include <atomic>
#include <type_traits>

namespace eip::bridge {

template <typename T>
class LatestValue {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  // Producer.
  void Put(const T& value) {
    slots_[back_] = value;
    back_ = middle_.exchange(back_ | kFresh, std::memory_order_acq_rel) & kSlot;
  }

  // Consumer: valid until the next call.
  const T& Get() {
    if ((middle_.load(std::memory_order_relaxed) & kFresh) != 0) {
      front_ = middle_.exchange(front_, std::memory_order_acq_rel) & kSlot;
    }
    return slots_[front_];
  }

 private:
  static constexpr unsigned kFresh = 4, kSlot = 3;

  T slots_[3]{};
  unsigned back_ = 0;                // producer only
  std::atomic<unsigned> middle_{1};  // a slot, with kFresh when the consumer has not seen it
  unsigned front_ = 2;               // consumer only
};

}  // namespace eip::bridge
