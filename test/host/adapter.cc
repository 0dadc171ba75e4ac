#include "adapter.h"

#include <time.h>

#include <cstdlib>
#include <cstring>

namespace test {

using namespace eip::bridge;

void SleepMs(int ms) {
  const timespec time{ms / 1000, ms % 1000 * 1'000'000L};
  nanosleep(&time, nullptr);
}

AdapterOptions SampleOptions() {
  AdapterOptions options{};
  options.address = kAdapterAddress;
  options.identity = {1, 12, 7, 1, 2, 0xABCDEF01, "host test"};
  options.limits = {16, 16, 1024, 8, 8, 512, 16, 16, 32, 8, 4};
  options.access.explicit_messages.push_back({0, 0});
  options.access.io.push_back({0, 0});
  options.min_rpi_us = 250;
  options.settings = {55, 47, 43, 31, 27, 1, 0, 32, 0, 120};
  options.pending_timeout_us = 500'000;
  options.scheduling = {SchedulingPolicy::kOther, 50, std::nullopt};
  options.assemblies = {{150, AssemblyKind::kOutput, 32, false},
                        {100, AssemblyKind::kInput, 32, false},
                        {151, AssemblyKind::kConfig, 10, false},
                        {154, AssemblyKind::kExplicit, 8, false}};
  options.points = {{PointType::kExclusiveOwner, 150, 100, 151, RealtimeFormat::kHeader32, RealtimeFormat::kModeless}};
  return options;
}

Adapter::Adapter(AdapterOptions options) {
  const SharedShape shape = ShapeOf(options);
  const size_t size = SharedMemorySize(shape);
  memory_.reset(static_cast<std::byte*>(std::calloc(1, size)));
  const auto wake = [](void* user) { static_cast<Adapter*>(user)->wakes_.fetch_add(1, std::memory_order_release); };
  state_ = std::make_unique<SharedState>(memory_.get(), PlanSharedMemory(shape, SharedMemoryBase(memory_.get())), shape,
                                         wake, this);
  host_ = CreateAdapterHost(std::move(options), *state_);
}

bool Adapter::Open() {
  auto result = host_->Open();
  if (auto* error = std::get_if<OpenError>(&result)) {
    error_ = *error;
    return false;
  }
  opened_ = std::get<Opened>(result);
  return true;
}

void Adapter::ClearWake() {
  Word(memory_.get() + state_->layout().wake_pending, 0).store(0, std::memory_order_seq_cst);
}

void Adapter::Live() { Word(memory_.get() + state_->layout().liveness, 0).fetch_add(1, std::memory_order_relaxed); }

void Adapter::Notice(uint32_t input) {
  if (state_->notices.Changed(input)) host_->Notify();
}

void Adapter::Trigger(uint32_t input) {
  if (state_->notices.Triggered(input)) host_->Notify();
}

void Adapter::Handle(RequestKind kind) {
  Word(memory_.get() + state_->layout().handlers, 0).fetch_or(1U << static_cast<uint32_t>(kind));
}

Request Adapter::WaitForRequest(std::vector<std::byte>* data) {
  Eventually([&] {
    state_->requests.Drain([&](const Request& request, std::span<const std::byte> bytes) {
      taken_.push_back({request, {bytes.begin(), bytes.end()}});
    });
    return !taken_.empty();
  });
  if (taken_.empty()) return {};
  const Taken first = std::move(taken_.front());
  taken_.pop_front();
  if (data != nullptr) *data = first.data;
  return first.request;
}

bool Adapter::Complete(uint32_t token, uint8_t general, uint16_t extended, std::span<const std::byte> data) {
  Command command;
  command.token = token;
  command.general = general;
  command.extended = extended;
  return Push(command, data);
}

bool Adapter::Push(Command& command, std::span<const std::byte> data) {
  if (!state_->commands.Push(command, data)) return false;
  host_->Notify();
  return true;
}

void Adapter::PushAddition(Addition addition) {
  Command command;
  command.kind = CommandKind::kAdd;
  command.load = host_->Prepare(std::move(addition));
  while (!Push(command)) SleepMs(1);
}

std::string Adapter::WaitForAcknowledgement(uint32_t* freed) {
  std::string told;
  Eventually([&] {
    Acknowledgement* one = state_->acknowledgements.Front();
    if (one == nullptr) return false;
    told = one->problem == nullptr ? "done" : one->problem;
    if (freed != nullptr) *freed = one->freed;
    one->load.reset();
    state_->acknowledgements.Release();
    return true;
  });
  return told;
}

bool Adapter::WaitForEvent(EventKind kind, Event* event) {
  return Eventually([&] {
    while (const auto next = state_->events.Pop()) {
      if (next->kind != kind) continue;
      if (event != nullptr) *event = *next;
      return true;
    }
    return false;
  });
}

bool Adapter::WaitForCounter(Counter counter, uint64_t least) {
  return Eventually([&] { return Count(counter) >= least; });
}

}  // namespace test
