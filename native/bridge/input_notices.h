// Which inputs the I/O thread has to look at now instead of at their next deadline: those whose value changed while a
// change-of-state connection lives on them, and those that the application triggered.
//
// Producer: the JS thread (src/adapter does the same with Atomics). Consumer: the I/O thread, woken by a call that only
// the first of many notices makes.
//
// Memory, inside the adapter's SharedArrayBuffer: `notified`, a word, 1 while a wake-up is under way; two bitmaps,
// `changed` and `triggered`, one bit an assembly.
//
// Order: the bit is set (release) before `notified` is exchanged; the consumer exchanges `notified` with 0 before it
// exchanges the bitmaps (acquire). Whatever is noted later finds 0 and wakes again: none is lost.
#pragma once

#include "bridge/words.h"

namespace eip::bridge {

class InputNotices {
 public:
  static constexpr size_t kBitsAWord = 32;

  static constexpr size_t BytesFor(size_t assemblies) {
    return (assemblies + kBitsAWord - 1) / kBitsAWord * sizeof(uint32_t);
  }

  InputNotices(std::atomic_ref<uint32_t> notified, std::byte* changed, std::byte* triggered, size_t assemblies)
      : notified_(notified),
        changed_(changed),
        triggered_(triggered),
        words_(BytesFor(assemblies) / sizeof(uint32_t)) {}

  // Producer. True: the consumer has to be woken.
  bool Changed(uint32_t assembly) { return Note(changed_, assembly); }
  bool Triggered(uint32_t assembly) { return Note(triggered_, assembly); }

  // Consumer: `changed(index)` for each input whose value is newer, then `triggered(index)` for each that was
  // triggered.
  template <typename Changed, typename Triggered>
  void Take(Changed changed, Triggered triggered) {
    notified_.exchange(0, std::memory_order_acq_rel);
    Each(changed_, changed);
    Each(triggered_, triggered);
  }

  // Consumer: what was noted of it is for nobody any more. The producer notes nothing more of it.
  void Forget(uint32_t assembly) {
    const uint32_t others = ~(uint32_t{1} << assembly % kBitsAWord);
    Word(changed_, assembly / kBitsAWord).fetch_and(others, std::memory_order_acquire);
    Word(triggered_, assembly / kBitsAWord).fetch_and(others, std::memory_order_acquire);
  }

 private:
  bool Note(std::byte* bitmap, uint32_t assembly) {
    Word(bitmap, assembly / kBitsAWord).fetch_or(uint32_t{1} << assembly % kBitsAWord, std::memory_order_release);
    return notified_.exchange(1, std::memory_order_acq_rel) == 0;
  }

  template <typename Call>
  void Each(std::byte* bitmap, Call call) {
    for (size_t word = 0; word < words_; word++) {
      uint32_t bits = Word(bitmap, word).exchange(0, std::memory_order_acquire);
      for (uint32_t bit = 0; bits != 0; bit++, bits >>= 1) {
        if (bits & 1) call(static_cast<uint32_t>(word * kBitsAWord) + bit);
      }
    }
  }

  std::atomic_ref<uint32_t> notified_;
  std::byte* changed_;
  std::byte* triggered_;
  size_t words_;
};

}  // namespace eip::bridge
