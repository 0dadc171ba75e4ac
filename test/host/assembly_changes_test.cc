// Assemblies and connection points that come and go, against a real adapter: each change is acknowledged, and what was
// removed is not touched any more (ASan), nor by two threads at once (TSan).
#include <array>
#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "adapter.h"
#include "originator.h"
#include "tap.h"

using namespace test;
using namespace eip::bridge;

namespace {

// Behind those of SampleOptions().
enum : uint32_t { kAddedOutput = 4, kAddedInput = 5 };
constexpr uint32_t kSize = 32;

// An assembly in memory of its own, as JavaScript prepares it. The memory is exactly as long as it has to be.
class Added {
 public:
  Added(uint32_t index, AssemblyOptions options) : index_(index), options_(options) {
    const SharedShape::Assembly shape = ShapeOf(options);
    bytes_.resize(AssemblyMemorySize(shape));
    place_ = PlanAssembly(shape, SharedMemoryBase(bytes_.data()));
    InitialiseAssembly(bytes_.data(), place_);
  }

  Addition With(std::vector<PointOptions> points) {
    Addition addition;
    addition.points = std::move(points);
    addition.assembly = options_;
    addition.index = index_;
    addition.memory = bytes_;
    addition.place = place_;
    return addition;
  }

  void Write(uint8_t fill) {
    std::array<std::byte, kSize> value;
    value.fill(static_cast<std::byte>(fill));
    InputImage(Block(), kSize).Publish(value);
    InputImage(Block(), kSize).Touch();
  }
  uint8_t FirstByte() {
    std::array<std::byte, kSize> value{};
    OutputImage(Block(), kSize).Take(value);
    return static_cast<uint8_t>(value[0]);
  }

 private:
  std::byte* Block() { return bytes_.data() + place_.offset; }

  uint32_t index_;
  AssemblyOptions options_;
  std::vector<std::byte> bytes_;
  SharedLayout::Assembly place_{};
};

AssemblyOptions Output(uint32_t instance) { return {instance, AssemblyKind::kOutput, kSize, true}; }
AssemblyOptions Input(uint32_t instance) { return {instance, AssemblyKind::kInput, kSize, false}; }

PointOptions Owner(uint32_t output, uint32_t input) {
  return {PointType::kExclusiveOwner, output, input, 151, RealtimeFormat::kHeader32, RealtimeFormat::kModeless};
}

OpenRequest Open(uint8_t output, uint8_t input, uint16_t serial) {
  OpenRequest open;
  open.output = output;
  open.input = input;
  open.serial = serial;
  open.rpi_us = 1000;
  open.multiplier = 7;
  return open;
}

std::string Add(Adapter& adapter, Addition addition, uint32_t* freed = nullptr) {
  adapter.PushAddition(std::move(addition));
  return adapter.WaitForAcknowledgement(freed);
}

std::string Remove(Adapter& adapter, uint32_t index, uint32_t* freed = nullptr) {
  Command command;
  command.kind = CommandKind::kRemoveAssembly;
  command.number = index;
  while (!adapter.Push(command)) SleepMs(1);
  return adapter.WaitForAcknowledgement(freed);
}

std::string RemovePoint(Adapter& adapter, uint32_t output, uint32_t input) {
  Command command;
  command.kind = CommandKind::kRemovePoint;
  command.number = output;
  command.input = input;
  while (!adapter.Push(command)) SleepMs(1);
  return adapter.WaitForAcknowledgement();
}

void APairComesAndGoes() {
  Adapter adapter;
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  tap::Ok(scanner.Open(Open(160, 110, 1)) != 0, "what is not there is refused");
  Added output(kAddedOutput, Output(160)), input(kAddedInput, Input(110));
  input.Write(9);
  tap::Ok(Add(adapter, output.With({})) == "done" && Add(adapter, input.With({Owner(160, 110)})) == "done",
          "added and acknowledged");
  tap::Equal(scanner.Open(Open(160, 110, 2)), 0U, "it opens");
  scanner.Send(Bytes(kSize, 7));
  tap::Ok(Eventually([&] { return output.FirstByte() == 7; }), "O->T data comes");
  tap::Ok(Eventually([&] { return scanner.Receive() == Bytes(kSize, 9); }), "the value from before goes out");
  uint32_t freed = 0;
  tap::Ok(Remove(adapter, kAddedOutput, &freed) == "done" && freed == kAddedOutput, "removed, and its memory is free");
  tap::Ok(adapter.WaitForEvent(EventKind::kAborted), "its connection ends");
  tap::Ok(scanner.Open(Open(160, 110, 3)) != 0, "and no other opens");
  tap::Ok(Remove(adapter, kAddedInput) == "done" && Remove(adapter, kInput) == "done",
          "so does one that was there from the start");
  tap::Ok(scanner.Open(Open(150, 100, 4)) != 0, "it is gone as well");
}

void WhatCannotBeDoneChangesNothing() {
  Adapter adapter;
  adapter.Open();
  uint32_t freed = 0;
  Added same(kAddedOutput, Output(150)), taken(kOutput, Output(160)), good(kAddedOutput, Output(160));
  tap::Ok(Add(adapter, same.With({}), &freed) == "it is declared twice" && freed == kAddedOutput,
          "an instance that is taken: its memory is free again");
  tap::Ok(Add(adapter, taken.With({})) == "it is declared twice", "an index that is taken");
  tap::Ok(Add(adapter, good.With({Owner(160, 100), Owner(160, 99)})).find("not declared") != std::string::npos,
          "one point that is wrong");
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  tap::Ok(scanner.Open(Open(160, 100, 1)) != 0, "then nothing of it is there");
  tap::Ok(Add(adapter, good.With({Owner(160, 100)})) == "done" && scanner.Open(Open(160, 100, 2)) == 0,
          "and it can be added rightly");
  tap::Ok(Remove(adapter, 7, &freed) != "done" && freed == Acknowledgement::kNone, "an index without an assembly");
  tap::Ok(Remove(adapter, 4711) != "done", "an index beyond all");
  Addition points;
  points.points = {Owner(160, 100)};
  tap::Ok(Add(adapter, std::move(points)) == "it is declared twice", "a pair that is there");
  tap::Ok(RemovePoint(adapter, 160, 100) == "done" && RemovePoint(adapter, 160, 100) != "done", "a point goes once");
  tap::Ok(adapter.WaitForEvent(EventKind::kAborted), "with its connection");
  tap::Ok(Add(adapter, good.With({})) == "it is declared twice" && Remove(adapter, kAddedOutput) == "done",
          "its assembly stays");
}

void AnAddedInputIsWatched() {
  Adapter adapter;
  adapter.Open();
  AssemblyOptions watched = Input(110);
  watched.watchdog_ms = 20;
  watched.on_watchdog = WatchdogAction::kHold;
  Added input(kAddedInput, watched);
  Add(adapter, input.With({}));
  Event event{};
  tap::Ok(adapter.WaitForEvent(EventKind::kWatchdogExpired, &event) && event.assembly == kAddedInput,
          "an added input is watched, without one that was there before");
  input.Write(1);
  tap::Ok(adapter.WaitForEvent(EventKind::kWatchdogRecovered), "and recovers");
  Remove(adapter, kAddedInput);
  Added again(kAddedInput, Input(111));
  Add(adapter, again.With({}));
  SleepMs(60);
  tap::Ok(!adapter.state().events.Pop() || !adapter.WaitForEvent(EventKind::kWatchdogExpired),
          "the next one of its index is not watched for it");
}

// Additions and removals while a scanner scans what was there, JavaScript writes, and another scanner comes to what is
// added. Memory is freed as soon as it may be.
void InTheMidstOfTraffic() {
  Adapter adapter;
  adapter.Open();
  std::atomic<bool> stop{false};
  std::atomic<uint32_t> received{0};
  std::thread scanning([&] {
    Scanner scanner(adapter.opened().port, adapter.opened().io_port);
    if (scanner.Open(Open(150, 100, 1)) != 0) return;
    for (uint8_t fill = 0; !stop.load(); fill++) {
      scanner.Send(Bytes(kSize, fill));
      if (!scanner.Receive(100).empty()) received.fetch_add(1);
    }
  });
  Scanner visitor(adapter.opened().port, adapter.opened().io_port);
  uint32_t wrong = 0, opened = 0;
  for (uint16_t round = 0; round < 150; round++) {
    auto output = std::make_unique<Added>(kAddedOutput, Output(160));
    auto input = std::make_unique<Added>(kAddedInput, Input(110));
    wrong += Add(adapter, output->With({})) != "done";
    wrong += Add(adapter, input->With({Owner(160, 110)})) != "done";
    opened += visitor.Open(Open(160, 110, static_cast<uint16_t>(100 + round))) == 0;
    visitor.Send(Bytes(kSize, 7));
    for (int writes = 0; writes < 20; writes++) {
      adapter.state().Input(kInput)->Publish(std::array<std::byte, kSize>{});
      input->Write(static_cast<uint8_t>(writes));
      adapter.Notice(kAddedInput);
    }
    wrong += Remove(adapter, round % 2 ? kAddedOutput : kAddedInput) != "done";
    (round % 2 ? output : input).reset();
    wrong += Remove(adapter, round % 2 ? kAddedInput : kAddedOutput) != "done";
  }
  stop.store(true);
  scanning.join();
  tap::Ok(wrong == 0 && opened == 150, "150 pairs came, were opened and went in the midst of traffic");
  tap::Ok(received.load() > 0, "which went on");
}

void ClosedWithThem() {
  Added output(kAddedOutput, Output(160)), input(kAddedInput, Input(110));
  Adapter adapter;
  adapter.Open();
  Add(adapter, output.With({}));
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  scanner.Open(Open(150, 100, 1));
  adapter.PushAddition(input.With({Owner(160, 110)}));  // perhaps never looked at
  adapter.Close();
  tap::Ok(adapter.WaitForEvent(EventKind::kAborted), "closed with what was added, and with what was on its way");
}

}  // namespace

int main() {
  APairComesAndGoes();
  WhatCannotBeDoneChangesNothing();
  AnAddedInputIsWatched();
  InTheMidstOfTraffic();
  ClosedWithThem();
  return tap::Done();
}
