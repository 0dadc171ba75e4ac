// Notices of inputs from JavaScript to the I/O thread: none lost, one wake-up for many; and when no notice is needed.
#include <array>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "bridge/input_image.h"
#include "bridge/input_notices.h"
#include "tap.h"

using namespace eip::bridge;

namespace {

struct Shared {
  explicit Shared(size_t assemblies)
      : changed(InputNotices::BytesFor(assemblies) / sizeof(uint32_t)),
        triggered(changed.size()),
        notices(std::atomic_ref(notified), reinterpret_cast<std::byte*>(changed.data()),
                reinterpret_cast<std::byte*>(triggered.data()), assemblies) {}

  std::string Take() {
    std::string taken;
    notices.Take([&](uint32_t assembly) { taken += "c" + std::to_string(assembly) + " "; },
                 [&](uint32_t assembly) { taken += "t" + std::to_string(assembly) + " "; });
    return taken;
  }

  uint32_t notified = 0;
  std::vector<uint32_t> changed, triggered;
  InputNotices notices;
};

void SizesAsTheTableSays() {
  struct {
    size_t assemblies, bytes;
  } const table[] = {{0, 0}, {1, 4}, {32, 4}, {33, 8}, {4096, 512}};
  for (const auto& row : table) {
    tap::Equal(InputNotices::BytesFor(row.assemblies), row.bytes,
               "notices: bytes for " + std::to_string(row.assemblies) + " assemblies");
  }
}

void ChangesComeBeforeTriggersEachOnce() {
  Shared shared(100);
  tap::Ok(shared.notices.Triggered(5), "notices: the first one wakes");
  tap::Ok(!shared.notices.Changed(99) && !shared.notices.Changed(0) && !shared.notices.Changed(99),
          "notices: the others find the wake-up under way");
  tap::Equal(shared.Take(), std::string("c0 c99 t5 "), "notices: each input once, changes first");
  tap::Equal(shared.Take(), std::string(), "notices: and then none");
  tap::Ok(shared.notices.Changed(31), "notices: after a look the next one wakes again");
  tap::Equal(shared.Take(), std::string("c31 "), "notices: the last bit of a word");
}

// Were a wake-up lost, notices would be left and this would not end.
void NoNoticeIsLost() {
  constexpr uint32_t kRounds = 100'000, kInputs = 40;
  Shared shared(kInputs);
  std::array<std::atomic<uint32_t>, kInputs> published{};
  std::atomic<uint32_t> wakes{0};
  std::thread producer([&] {
    for (uint32_t n = 0; n < kRounds; n++) {
      const uint32_t input = n % kInputs;
      published[input].store(n + 1, std::memory_order_relaxed);
      if (!shared.notices.Changed(input)) continue;
      wakes.fetch_add(1);
      wakes.notify_one();
    }
  });
  std::array<uint32_t, kInputs> seen{};
  uint32_t woken = 0, finished = 0;
  while (finished < kInputs) {
    wakes.wait(woken);
    woken = wakes.load();
    shared.notices.Take([&](uint32_t input) { seen[input] = published[input].load(std::memory_order_relaxed); },
                        [](uint32_t) {});
    finished = 0;
    for (uint32_t input = 0; input < kInputs; input++) finished += seen[input] > kRounds - kInputs ? 1 : 0;
  }
  producer.join();
  tap::Equal(finished, kInputs, "notices: the last value of each input is seen");
}

constexpr size_t kCapacity = 8;

struct Image {
  alignas(64) std::array<std::byte, InputImage::BytesFor(kCapacity)> memory{};
  InputImage image{memory.data(), kCapacity};
  Image() { image.Initialise(); }
};

// A producer that finds nobody waiting tells nobody: then the consumer, which began to wait meanwhile, must find the
// value by itself.
void WhoeverBeginsToWaitMissesNothing() {
  constexpr uint32_t kRounds = 20'000;
  Image shared;
  std::atomic<uint32_t> round{0}, told{0};
  std::thread producer([&] {
    for (uint32_t n = 1; n <= kRounds; n++) {
      while (round.load(std::memory_order_acquire) != n) {
      }
      const uint64_t value = n;
      shared.image.Publish(std::as_bytes(std::span(&value, 1)));
      told.store(2 * n + (shared.image.ChangeOfState() != 0 ? 1 : 0), std::memory_order_release);
    }
  });
  uint32_t missed = 0, seen = 0;
  for (uint32_t n = 1; n <= kRounds; n++) {
    shared.image.SetTriggered(0, 0);
    round.store(n, std::memory_order_release);
    shared.image.SetTriggered(1, 0);
    const bool fetched = shared.image.Fetch().has_value();
    while (told.load(std::memory_order_acquire) / 2 != n) {
    }
    const bool was_told = told.load(std::memory_order_relaxed) % 2 == 1;
    missed += fetched || was_told ? 0 : 1;
    seen += fetched ? 1 : 0;
    if (!fetched) shared.image.Fetch();
  }
  producer.join();
  tap::Ok(missed == 0, "change of state: a value is fetched at the opening, or told",
          std::to_string(missed) + " missed, " + std::to_string(seen) + " fetched");
}

void TouchesAndExpiryAreCounted() {
  Image shared;
  tap::Ok(shared.image.Touched() == 0 && !shared.image.expired() && shared.image.expirations() == 0,
          "input image: not touched and not expired at first");
  shared.image.Touch();
  shared.image.Touch();
  tap::Equal(shared.image.Touched(), 2U, "input image: each touch moves the word");
  shared.image.SetExpired(true);
  shared.image.SetExpired(false);
  shared.image.SetExpired(true);
  tap::Ok(shared.image.expired() && shared.image.expirations() == 2, "input image: expiries are counted");
}

void TheValueFetchedLastStays() {
  Image shared;
  tap::Ok(shared.image.Fetched()[0] == std::byte{0}, "input image: zeros before any fetch");
  const std::array<std::byte, kCapacity> first{std::byte{1}}, second{std::byte{2}};
  shared.image.Publish(first);
  shared.image.Fetch();
  shared.image.Publish(second);
  tap::Ok(shared.image.Fetched()[0] == std::byte{1}, "input image: what was fetched stays until the next fetch");
  shared.image.Fetch();
  tap::Ok(shared.image.Fetched()[0] == std::byte{2} && !shared.image.Fetch(),
          "input image: and then it is the newer one");
  Word(shared.memory.data(), InputImage::kConsumerWord).store(3);
  tap::Ok(shared.image.Fetched().data() == shared.memory.data() + InputImage::kHeaderBytes,
          "input image: a spoilt slot number leads to no memory outside");
}

// What was noted of an assembly that is removed must not reach the next one of its index.
void OneIsForgotten() {
  Shared shared(40);
  shared.notices.Changed(3);
  shared.notices.Triggered(3);
  shared.notices.Changed(4);
  shared.notices.Triggered(35);
  shared.notices.Forget(3);
  tap::Equal(shared.Take(), std::string("c4 t35 "), "forgotten: it alone");
}

}  // namespace

int main() {
  OneIsForgotten();
  SizesAsTheTableSays();
  ChangesComeBeforeTriggersEachOnce();
  NoNoticeIsLost();
  WhoeverBeginsToWaitMissesNothing();
  TouchesAndExpiryAreCounted();
  TheValueFetchedLastStays();
  return tap::Done();
}
