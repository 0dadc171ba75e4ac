// That the I/O thread has done, or could not do, what JavaScript asked for: adding and removing.
//
// Producer: the I/O thread, one for each such command, in order. Consumer: the JS thread, in takeEvents(), where it is
// told behind every event and request that came before it.
// Memory and order: spsc_slots.h. The JS thread has no more commands under way than there are places, so there is
// always one.
#pragma once

#include <cstdint>
#include <memory>

#include "bridge/command.h"
#include "bridge/spsc_slots.h"

namespace eip::bridge {

struct Acknowledgement {
  static constexpr uint32_t kNone = UINT32_MAX;

  const char* problem = nullptr;  // nullptr: done. Else why not; nothing was changed
  uint32_t freed = kNone;         // index of the assembly whose shared memory the I/O thread does not touch any more
  std::unique_ptr<CommandLoad> load;  // what the I/O thread has no more use for: the JS thread frees it
};

using AcknowledgementRing = SpscSlots<Acknowledgement>;

}  // namespace eip::bridge
