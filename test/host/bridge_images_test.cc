// The latest-value images: never torn, never going back, whichever side is faster. Run under ThreadSanitizer too.
#include <array>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>

#include "bridge/input_image.h"
#include "bridge/output_image.h"
#include "tap.h"

using eip::bridge::InputImage;
using eip::bridge::OutputImage;

namespace {

constexpr size_t kCapacity = 500;
constexpr uint32_t kValues = 100'000;

using Value = std::array<uint32_t, kCapacity / sizeof(uint32_t)>;

template <typename Image>
struct Shared {
  Shared() : memory(static_cast<std::byte*>(std::calloc(1, Image::BytesFor(kCapacity)))), image(memory, kCapacity) {
    image.Initialise();
  }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;
  ~Shared() { std::free(memory); }
  std::byte* memory;
  Image image;
};

Value Filled(uint32_t n) {
  Value value;
  value.fill(n);
  return value;
}

bool Whole(const Value& value) {
  for (const uint32_t word : value) {
    if (word != value[0]) return false;
  }
  return true;
}

void InputIsNeverTornAndNeverGoesBack() {
  Shared<InputImage> shared;
  std::thread producer([&shared] {
    for (uint32_t n = 1; n <= kValues; n++) {
      const Value value = Filled(n);
      shared.image.Publish(std::as_bytes(std::span(value)));
    }
  });
  uint32_t last = 0, torn = 0, back = 0, fetched = 0;
  while (last < kValues) {
    const auto latest = shared.image.Fetch();
    if (!latest) continue;
    Value value;
    std::memcpy(value.data(), latest->data(), sizeof value);
    torn += Whole(value) ? 0 : 1;
    back += value[0] > last ? 0 : 1;
    last = value[0];
    fetched++;
  }
  producer.join();
  tap::Equal(torn, 0U, "input image: no fetched value is torn");
  tap::Equal(back, 0U, "input image: no fetched value is older than the one before");
  tap::Ok(fetched > 0, "input image: values were fetched while others were published");
}

void ARestartedSideKeepsItsSlot() {
  Shared<InputImage> shared;
  const std::array<std::byte, 1> seven{std::byte{7}};
  shared.image.Publish(seven);
  const auto first = shared.image.Fetch();
  tap::Ok(first && (*first)[0] == std::byte{7}, "input image: a published value is fetched");
  InputImage restarted(shared.memory, kCapacity);
  tap::Ok(!restarted.Fetch(), "input image: a restarted consumer finds nothing fresh");
  restarted.Publish(seven);
  tap::Ok(shared.image.Fetch().has_value(), "input image: both objects work on the same slots");
}

void TooLongIsRefused() {
  Shared<InputImage> shared;
  const std::array<std::byte, kCapacity + 1> too_long{};
  tap::Ok(!shared.image.Publish(too_long), "input image: a value longer than the capacity is refused");
  tap::Ok(!shared.image.Fetch(), "input image: a refused value changes nothing");
}

void ASpoiltSlotNumberFetchesNothing() {
  Shared<InputImage> shared;
  eip::bridge::Word(shared.memory, InputImage::kExchangeWord).store(0xFFFF'FFFF);
  tap::Ok(!shared.image.Fetch(), "input image: a slot number outside the three is not followed");
}

void OutputIsNeverTornAndNeverGoesBack() {
  Shared<OutputImage> shared;
  std::thread producer([&shared] {
    for (uint32_t n = 1; n <= kValues; n++) {
      const Value value = Filled(n);
      shared.image.Publish(std::as_bytes(std::span(value)), {n, n % 2 == 0, n * uint64_t{1'000'000}});
    }
  });
  uint32_t last = 0, torn = 0, back = 0, mixed = 0;
  while (last < kValues) {
    Value value{};
    const auto taken = shared.image.Take(std::as_writable_bytes(std::span(value)));
    if (taken.length == 0) continue;
    torn += Whole(value) ? 0 : 1;
    back += value[0] >= last ? 0 : 1;
    const bool together = taken.origin.connection == value[0] && taken.origin.run == (value[0] % 2 == 0) &&
                          taken.origin.received_us == value[0] * uint64_t{1'000'000};
    mixed += together ? 0 : 1;
    last = value[0];
  }
  producer.join();
  tap::Equal(torn, 0U, "output image: no value is torn");
  tap::Equal(back, 0U, "output image: no value is older than the one before");
  tap::Equal(mixed, 0U, "output image: run, connection and time belong to the value they come with");
}

void PendingTellsOnceAndCountsTheRest() {
  Shared<OutputImage> shared;
  const std::array<std::byte, 3> value{std::byte{1}, std::byte{2}, std::byte{3}};
  tap::Ok(shared.image.Publish(value, {}), "output image: the first value has to be told");
  tap::Ok(!shared.image.Publish(value, {}), "output image: the next one finds the first untaken");
  tap::Equal(shared.image.overwritten(), 1U, "output image: an untaken value is counted as overwritten");
  std::array<std::byte, kCapacity> copy{};
  tap::Equal(shared.image.Take(copy).length, size_t{3}, "output image: the length is the value's, not the capacity");
  tap::Ok(copy[2] == std::byte{3} && copy[3] == std::byte{0},
          "output image: a length of no whole word is copied right");
  tap::Ok(shared.image.Publish(value, {}), "output image: after taking, the next one has to be told again");
}

void IdleWithoutDataKeepsTheValue() {
  Shared<OutputImage> shared;
  const std::array<std::byte, 2> value{std::byte{8}, std::byte{9}};
  shared.image.Publish(value, {4, true, 10});
  shared.image.PublishIdle({4, false, 20});
  std::array<std::byte, kCapacity> copy{};
  const auto taken = shared.image.Take(copy);
  tap::Ok(taken.length == 2 && copy[1] == std::byte{9}, "output image: idle without data leaves the value");
  tap::Ok(!taken.origin.run && taken.origin.received_us == 20, "output image: idle without data is marked and timed");
}

void LossKeepsOrZeroesTheValue() {
  for (const bool zero : {false, true}) {
    const std::string what = zero ? "output image: loss that zeroes: " : "output image: loss that holds: ";
    Shared<OutputImage> shared;
    std::array<std::byte, kCapacity> value{};
    value.fill(std::byte{7});
    shared.image.Publish(value, {4, true, 10, false});
    std::array<std::byte, kCapacity> copy{};
    shared.image.Take(copy);
    tap::Ok(shared.image.PublishLoss(zero, 99), what + "it has to be told");
    const auto taken = shared.image.Take(copy);
    tap::Ok(!taken.origin.run && taken.origin.lost && taken.origin.connection == 4,
            what + "marked, with its connection");
    tap::Equal(taken.origin.received_us, uint64_t{10}, what + "it is as old as its data");
    const std::byte expected{static_cast<unsigned char>(zero ? 0 : 7)};
    tap::Ok(copy[0] == expected && copy[kCapacity - 1] == expected, what + "every byte");
    shared.image.Publish(value, {4, true, 100, false});
    tap::Ok(!shared.image.Take(copy).origin.lost, what + "the next value is of a live connection again");
  }
}

void UnheardValuesWakeNobody() {
  Shared<OutputImage> shared;
  const std::array<std::byte, 1> value{std::byte{1}};
  std::array<std::byte, kCapacity> copy{};
  shared.image.Publish(value, {});
  shared.image.Take(copy);
  shared.image.Ignore();
  tap::Ok(!shared.image.Publish(value, {}) && !shared.image.PublishLoss(false, 1),
          "output image: what nobody hears is not told");
  tap::Equal(shared.image.overwritten(), 0U, "output image: nor counted as overwritten");
  shared.image.Hear();
  tap::Ok(shared.image.Publish(value, {}), "output image: once somebody hears the next one is told");
  shared.image.Ignore();
  shared.image.Hear();
  tap::Ok(!shared.image.Publish(value, {}), "output image: what has come meanwhile is taken before it is ignored");
}

void WithAHistoryNothingIsOverwritten() {
  alignas(64) std::array<std::byte, OutputImage::BytesFor(8)> memory{};
  OutputImage image(memory.data(), 8, true);
  image.Publish({}, {});
  image.Publish({}, {});
  tap::Equal(image.overwritten(), 0U, "output image: what the history keeps is not counted as overwritten");
}

void LongerThanTheCapacityIsCut() {
  Shared<OutputImage> shared;
  const std::array<std::byte, kCapacity + 8> too_long{};
  shared.image.Publish(too_long, {});
  std::array<std::byte, kCapacity> copy{};
  tap::Equal(shared.image.Take(copy).length, kCapacity, "output image: nothing is written behind the capacity");
}

}  // namespace

int main() {
  InputIsNeverTornAndNeverGoesBack();
  ARestartedSideKeepsItsSlot();
  TooLongIsRefused();
  ASpoiltSlotNumberFetchesNothing();
  OutputIsNeverTornAndNeverGoesBack();
  PendingTellsOnceAndCountsTheRest();
  IdleWithoutDataKeepsTheValue();
  LossKeepsOrZeroesTheValue();
  UnheardValuesWakeNobody();
  WithAHistoryNothingIsOverwritten();
  LongerThanTheCapacityIsCut();
  return tap::Done();
}
