// Commands, handed from JavaScript to the I/O thread.
//
// Producer: the JS thread, in calls of NativeAdapter; after Push() it wakes the I/O thread (AdapterHost::Notify).
// Consumer: the I/O thread, when it was woken, and before explicit messages, so that what JavaScript did before it
// caused a message is done before the message is looked at.
// Memory and order: spsc_slots.h; the bytes of a command lie in a block of their own, one place a slot. A load changes
// hands with its slot.
//
// When it is full nothing is queued: the producer hears it at once and tries again. Neither side waits for the other.
#pragma once

#include <cstring>
#include <utility>
#include <vector>

#include "bridge/command.h"
#include "bridge/spsc_slots.h"

namespace eip::bridge {

class CommandRing {
 public:
  // Room for `commands` at once, each with up to `most_bytes` of data.
  CommandRing(uint32_t commands, size_t most_bytes)
      : slots_(commands), most_bytes_(most_bytes), bytes_(slots_.count() * most_bytes) {
    for (uint32_t i = 0; i < slots_.count(); i++) slots_.At(i).bytes = &bytes_[i * most_bytes];
  }

  size_t most_bytes() const { return most_bytes_; }

  // Producer. False: no room now, `command` is as it was. At most most_bytes() of data.
  bool Push(Command& command, std::span<const std::byte> data = {}) {
    Slot* slot = data.size() <= most_bytes_ ? slots_.Claim() : nullptr;
    if (slot == nullptr) return false;
    slot->command = std::move(command);
    slot->length = data.size();
    if (!data.empty()) std::memcpy(slot->bytes, data.data(), data.size());
    slots_.Publish();
    return true;
  }

  // Consumer: `each(command, data)` for all that are there, oldest first. The data is valid during the call; a load
  // that is not taken out of the command stays in its slot until that is filled again.
  template <typename Each>
  void Drain(Each each) {
    while (Slot* slot = slots_.Front()) {
      each(slot->command, std::span<const std::byte>(slot->bytes, slot->length));
      slots_.Release();
    }
  }

 private:
  struct Slot {
    Command command;
    std::byte* bytes;
    size_t length;
  };

  SpscSlots<Slot> slots_;
  size_t most_bytes_;
  std::vector<std::byte> bytes_;
};

}  // namespace eip::bridge
