// What JavaScript asks of the I/O thread while it runs. Plain values, copied from one thread to the other.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

namespace eip::bridge {

enum class CommandKind : uint32_t {
  kComplete,     // the answer to a request: `token`, `general`, `extended`, and data for the reply
  kDefineClass,  // load: ClassDefinition (class_definition.h)
  kRemoveClass,  // `number`: its id
  kSettings,     // data: a Settings (settings.h), in place of those in effect
  // Each of these is acknowledged (acknowledgement.h):
  kAdd,             // load: as AdapterHost::Prepare made it
  kRemoveAssembly,  // `number`: its index
  kRemovePoint      // `number`: its O->T instance, `input`: its T->O instance
};

// Something larger that goes over with a command: made by the JS thread, kept by the I/O thread, and freed by whoever
// holds it when the adapter is closed. Each kind of command that has one says which class it is.
struct CommandLoad {
  virtual ~CommandLoad() = default;
};

struct Command {
  CommandKind kind = CommandKind::kComplete;
  uint32_t token = 0;     // kComplete
  uint8_t general = 0;    // kComplete: CIP general status, 0 accepts
  uint16_t extended = 0;  // kComplete: 0 = none
  uint32_t number = 0;    // kRemoveClass, kRemoveAssembly, kRemovePoint
  uint32_t input = 0;     // kRemovePoint
  std::unique_ptr<CommandLoad> load;
};

}  // namespace eip::bridge
