// The history of an output: every value in order, the newest dropped when it is full, and told so.
#include <array>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>

#include "bridge/history_ring.h"
#include "tap.h"

using namespace eip::bridge;

namespace {

constexpr size_t kCapacity = 20;

struct FreeMemory {
  void operator()(std::byte* memory) const { std::free(memory); }
};

// A ring of `values` over zeroed memory of its exact size; head and tail begin at `start`.
struct Shared {
  explicit Shared(uint32_t values, uint32_t start = 0)
      : memory(static_cast<std::byte*>(std::calloc(1, HistoryRing::BytesFor(values, kCapacity)))),
        ring(memory.get(), values, kCapacity) {
    Word(memory.get(), HistoryRing::kHeadWord).store(start);
    Word(memory.get(), HistoryRing::kTailWord).store(start);
  }
  std::unique_ptr<std::byte, FreeMemory> memory;
  HistoryRing ring;
};

using Value = std::array<std::byte, kCapacity>;

Value Filled(uint32_t n) {
  Value value;
  value.fill(static_cast<std::byte>(n));
  return value;
}

bool Push(Shared& shared, uint32_t n) { return shared.ring.Push(Filled(n), {n, true, n, false}, n + 1); }

void SizesAsTheTableSays() {
  struct {
    uint32_t values, slots;
    size_t bytes;
  } const table[] = {{0, 1, 0}, {1, 1, 128 + 56}, {2, 2, 128 + 2 * 56}, {3, 4, 128 + 4 * 56}, {65536, 65536, 3670144}};
  for (const auto& row : table) {
    const std::string what = "history: " + std::to_string(row.values) + " values: ";
    tap::Equal(HistoryRing::SlotsFor(row.values), row.slots, what + "slots are a power of two");
    tap::Equal(HistoryRing::BytesFor(row.values, kCapacity), row.bytes, what + "bytes");
  }
}

void ValuesComeInOrderWithTheirOrigin() {
  Shared shared(3);
  shared.ring.Push(Filled(1), {4, true, 10, false}, 11);
  const Value second = Filled(2);
  shared.ring.Push(std::span(second).first(5), {4, false, 20, false}, 21);
  shared.ring.Push({}, {OutputImage::kNoConnection, false, 30, true}, 31);
  Value data{};
  HistoryRing::Value value{};
  tap::Ok(shared.ring.Pop(data, &value) && value.length == kCapacity && data == Filled(1), "history: the oldest first");
  tap::Ok(value.origin.connection == 4 && value.origin.run && !value.origin.lost && value.origin.received_us == 10 &&
              value.published_us == 11,
          "history: with connection, run and times");
  shared.ring.Pop(data, &value);
  tap::Ok(value.length == 5 && data[4] == std::byte{2} && data[5] == std::byte{1},
          "history: a shorter value has its own length");
  tap::Ok(!value.origin.run, "history: idle is marked");
  shared.ring.Pop(data, &value);
  tap::Ok(value.length == 0 && value.origin.lost && value.origin.connection == OutputImage::kNoConnection,
          "history: a value whose connection has ended is marked");
  tap::Ok(!shared.ring.Pop(data, &value), "history: nothing is left");
}

// Three values in four slots: the slot that is not needed stays unused.
void TheNewestIsDroppedAndTheNextOneSaysSo() {
  Shared shared(3);
  for (uint32_t n = 1; n <= 3; n++) tap::Ok(Push(shared, n), "history: room for value " + std::to_string(n));
  tap::Ok(!Push(shared, 4) && !Push(shared, 5), "history: one more than it holds is dropped");
  tap::Equal(shared.ring.dropped(), 2U, "history: and counted");
  Value data{};
  HistoryRing::Value value{};
  shared.ring.Pop(data, &value);
  tap::Ok(Push(shared, 6) && !Push(shared, 7), "history: one place is one value");
  for (uint32_t n = 2; n <= 3; n++) {
    shared.ring.Pop(data, &value);
    tap::Ok(data == Filled(n) && value.dropped_before == 0,
            "history: what was there stays, value " + std::to_string(n));
  }
  shared.ring.Pop(data, &value);
  tap::Ok(data == Filled(6) && value.dropped_before == 2, "history: the next one tells how many are lacking before it");
  Push(shared, 8);
  shared.ring.Pop(data, &value);
  tap::Ok(data == Filled(8) && value.dropped_before == 1, "history: and the one after it tells of its own gap");
  tap::Equal(shared.ring.dropped(), 3U, "history: the sum stays");
}

void OneValueIsAHistoryToo() {
  Shared shared(1);
  tap::Ok(Push(shared, 1) && !Push(shared, 2), "history of 1: the first value stays");
  Value data{};
  HistoryRing::Value value{};
  tap::Ok(shared.ring.Pop(data, &value) && data == Filled(1) && Push(shared, 3), "history of 1: and makes room");
}

void PositionsWrapAtTwoToThe32() {
  Shared shared(3, UINT32_MAX - 1);
  for (uint32_t n = 1; n <= 3; n++) Push(shared, n);
  tap::Ok(!Push(shared, 4), "history: full is seen across the wrap");
  Value data{};
  HistoryRing::Value value{};
  bool order = true;
  for (uint32_t n = 1; n <= 3; n++) order = order && shared.ring.Pop(data, &value) && data == Filled(n);
  tap::Ok(order && !shared.ring.Pop(data, &value), "history: order across the wrap");
}

void LongerThanTheCapacityIsCut() {
  Shared shared(1);
  const std::array<std::byte, kCapacity + 8> too_long{};
  shared.ring.Push(too_long, {}, 0);
  Value data{};
  HistoryRing::Value value{};
  shared.ring.Pop(data, &value);
  tap::Equal(value.length, kCapacity, "history: nothing is written behind the capacity");
}

// The producer never waits: every value is told or its loss is, and no value is torn.
void TwoThreadsLoseNothingUntold() {
  constexpr uint32_t kValues = 300'000;
  Shared shared(64);
  std::atomic<bool> done{false};
  std::thread producer([&] {
    for (uint32_t n = 1; n <= kValues; n++) {
      std::array<uint32_t, kCapacity / 4> words;
      words.fill(n);
      shared.ring.Push(std::as_bytes(std::span(words)), {n, n % 2 == 0, n, false}, n);
    }
    done.store(true, std::memory_order_release);
  });
  std::array<uint32_t, kCapacity / 4> words{};
  HistoryRing::Value value{};
  uint32_t last = 0, torn = 0, gaps_wrong = 0, mixed = 0;
  for (bool finished = false;;) {
    finished = done.load(std::memory_order_acquire);
    while (shared.ring.Pop(std::as_writable_bytes(std::span(words)), &value)) {
      for (const uint32_t word : words) torn += word == words[0] ? 0 : 1;
      gaps_wrong += words[0] == last + value.dropped_before + 1 ? 0 : 1;
      const bool together = value.origin.connection == words[0] && value.origin.run == (words[0] % 2 == 0) &&
                            value.origin.received_us == words[0];
      mixed += together ? 0 : 1;
      last = words[0];
    }
    if (finished) break;
  }
  producer.join();
  tap::Equal(torn, 0U, "history: two threads, no value is torn");
  tap::Equal(mixed, 0U, "history: two threads, each value keeps its origin");
  tap::Equal(gaps_wrong, 0U, "history: two threads, each gap is as long as the next value says");
  tap::Ok(last <= kValues && kValues - last <= shared.ring.dropped(), "history: two threads, the rest was dropped");
}

}  // namespace

int main() {
  SizesAsTheTableSays();
  ValuesComeInOrderWithTheirOrigin();
  TheNewestIsDroppedAndTheNextOneSaysSo();
  OneValueIsAHistoryToo();
  PositionsWrapAtTwoToThe32();
  LongerThanTheCapacityIsCut();
  TwoThreadsLoseNothingUntold();
  return tap::Done();
}
