#include "bridge/shared_state.h"

#include <algorithm>
#include <utility>

namespace eip::bridge {

namespace {

// Room for each connection to come, change and go while JavaScript is busy; a power of two.
uint32_t EventSlots(uint32_t io_connections) {
  uint32_t slots = 64;
  while (slots < 4 * io_connections && slots < 4096) slots *= 2;
  return slots;
}

// An answer to each request that can be open, twice over, and other commands besides.
uint32_t CommandSlots(uint32_t pending_requests) { return 2 * pending_requests + 32; }

// Of a request or its reply: no more than a message holds, and always enough for what the stack itself puts together.
size_t BytesOfRequest(const SharedShape& shape) {
  constexpr size_t kLeast = 256;
  return std::max<size_t>(shape.max_message, kLeast);
}

}  // namespace

SharedState::SharedState(std::byte* memory, SharedLayout layout, const SharedShape& shape, Wake::Call wake_call,
                         void* wake_user)
    : memory_(memory),
      layout_(std::move(layout)),
      data(Word(memory + layout_.data_head, 0), Word(memory + layout_.data_tail, 0), memory + layout_.data_slots,
           layout_.data_slot_count),
      notices(Word(memory + layout_.notified, 0), memory + layout_.changed, memory + layout_.triggered,
              layout_.assemblies.size()),
      wake(Word(memory + layout_.wake_pending, 0), wake_call, wake_user),
      counters(memory + layout_.counters),
      figures(memory + layout_.connections),
      lateness(memory + layout_.lateness),
      intervals(memory + layout_.intervals),
      events(EventSlots(shape.io_connections)),
      requests(shape.pending_requests, BytesOfRequest(shape)),
      commands(CommandSlots(shape.pending_requests), BytesOfRequest(shape)),
      connections(shape.io_connections) {
  for (const auto& assembly : layout_.assemblies) Add(assembly);
}

void SharedState::Add(const SharedLayout::Assembly& assembly) {
  std::byte* block = memory_ + assembly.offset;
  const bool input = assembly.kind == AssemblyKind::kInput;
  const bool history = assembly.history != 0;
  inputs_.push_back(input ? std::optional(InputImage(block, assembly.capacity)) : std::nullopt);
  outputs_.push_back(input ? std::nullopt : std::optional(OutputImage(block, assembly.capacity, history)));
  histories_.push_back(
      history ? std::optional(HistoryRing(memory_ + assembly.history_offset, assembly.history, assembly.capacity))
              : std::nullopt);
  if (input) inputs_.back()->Initialise();
  if (!input) outputs_.back()->Initialise();
}

void SharedState::Fail(std::string message) {
  failure_ = std::move(message);
  failed_.store(true, std::memory_order_release);
  MarkEvents();
}

const std::string* SharedState::TakeFailure() {
  if (failure_taken_ || !failed_.load(std::memory_order_acquire)) return nullptr;
  failure_taken_ = true;
  return &failure_;
}

}  // namespace eip::bridge
