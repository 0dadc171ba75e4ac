#include "host/commands.h"

#include <cstring>
#include <utility>

#include "host/clock.h"
#include "host/settings.h"

namespace eip::host {

using bridge::Command;
using bridge::CommandKind;

void Commands::Take() {
  if (stack_ == nullptr) return;
  state_.commands.Drain([this](Command& command, std::span<const std::byte> data) {
    Do(command, data);
    cyclic_.KeepUp();
  });
}

void Commands::Do(Command& command, std::span<const std::byte> data) {
  application_.SetNow(NowUs());
  switch (command.kind) {
    case CommandKind::kComplete:
      return Complete(command, data);
    case CommandKind::kDefineClass:
      classes_.Define(static_cast<const bridge::ClassDefinition&>(*command.load));
      command.load.reset();
      return;
    case CommandKind::kRemoveClass:
      return classes_.Remove(command.number);
    case CommandKind::kSettings:
      return PutSettings(data);
    case CommandKind::kAdd:
      return assemblies_.Add(std::move(command.load));
    case CommandKind::kRemoveAssembly:
      return assemblies_.RemoveAssembly(command.number);
    case CommandKind::kRemovePoint:
      return assemblies_.RemovePoint(command.number, command.input);
  }
}

void Commands::PutSettings(std::span<const std::byte> data) {
  bridge::Settings settings;
  if (data.size() != sizeof settings) return;
  std::memcpy(&settings, data.data(), sizeof settings);
  const eip_settings put = ToCore(settings);
  eip_stack_set_settings(stack_, &put);
}

void Commands::Complete(const Command& command, std::span<const std::byte> data) {
  const uint64_t now_us = NowUs();
  application_.SetNow(now_us);
  const eip_answer answer{false, command.general, command.extended};
  if (eip_request_complete(stack_, command.token, answer, ToCore(data), now_us) == EIP_OK) return;
  state_.counters.Add(bridge::Counter::kAnswersLate);
}

}  // namespace eip::host
