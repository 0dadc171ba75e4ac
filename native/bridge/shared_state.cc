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
      outputs_(layout_.capacity),
      inputs_(layout_.capacity),
      histories_(layout_.capacity),
      data(Word(memory + layout_.data_head, 0), Word(memory + layout_.data_tail, 0), memory + layout_.data_slots,
           layout_.data_slot_count),
      notices(Word(memory + layout_.notified, 0), memory + layout_.changed, memory + layout_.triggered,
              layout_.capacity),
      wake(Word(memory + layout_.wake_pending, 0), wake_call, wake_user),
      counters(memory + layout_.counters),
      figures(memory + layout_.connections),
      lateness(memory + layout_.lateness),
      intervals(memory + layout_.intervals),
      events(EventSlots(shape.io_connections)),
      requests(shape.pending_requests, BytesOfRequest(shape)),
      commands(CommandSlots(shape.pending_requests), BytesOfRequest(shape)),
      connections(shape.io_connections) {
  for (size_t i = 0; i < layout_.assemblies.size(); i++) {
    InitialiseAssembly(memory_, layout_.assemblies[i]);
    Add(i, memory_, layout_.assemblies[i]);
  }
}

void SharedState::Add(size_t assembly, std::byte* memory, const SharedLayout::Assembly& place) {
  std::byte* block = memory + place.offset;
  const bool history = place.history != 0;
  if (place.kind == AssemblyKind::kInput) {
    inputs_[assembly].emplace(block, place.capacity);
  } else {
    outputs_[assembly].emplace(block, place.capacity, history);
  }
  if (history) histories_[assembly].emplace(memory + place.history_offset, place.history, place.capacity);
}

void SharedState::Remove(size_t assembly) {
  inputs_[assembly].reset();
  outputs_[assembly].reset();
  histories_[assembly].reset();
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
