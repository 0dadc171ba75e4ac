// The latest of a value between two threads: never half of two, never an older one after a newer.
#include "bridge/latest_value.h"

#include <cstdint>
#include <thread>

#include "tap.h"

using eip::bridge::LatestValue;

namespace {

struct Wide {
  uint64_t words[32];
};

Wide Filled(uint64_t value) {
  Wide wide;
  for (auto& word : wide.words) word = value;
  return wide;
}

void OneAfterTheOther() {
  LatestValue<int> value;
  tap::Equal(value.Get(), 0, "before anything was put there is zero");
  value.Put(1);
  tap::Equal(value.Get(), 1, "what was put is got");
  tap::Equal(value.Get(), 1, "again and again");
  for (int i = 2; i < 10; i++) value.Put(i);
  tap::Equal(value.Get(), 9, "of many the last");
  value.Put(10);
  value.Get();
  value.Put(11);
  value.Put(12);
  tap::Equal(value.Get(), 12, "also after it was looked at in between");
}

void AtTheSameTime() {
  constexpr uint64_t kRounds = 200'000;
  LatestValue<Wide> value;
  std::thread producer([&] {
    for (uint64_t i = 1; i <= kRounds; i++) value.Put(Filled(i));
  });
  bool whole = true, forward = true;
  uint64_t last = 0;
  while (last < kRounds) {
    const Wide& got = value.Get();
    for (const uint64_t word : got.words) whole &= word == got.words[0];
    forward &= got.words[0] >= last;
    last = got.words[0];
  }
  producer.join();
  tap::Ok(whole, "a value is never half of two");
  tap::Ok(forward, "no older one comes after a newer");
}

}  // namespace

int main() {
  OneAfterTheOther();
  AtTheSameTime();
  return tap::Done();
}
