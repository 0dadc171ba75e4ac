#include "host/assembly_changes.h"

#include <utility>

#include "host/assemblies.h"
#include "host/memory_lock.h"

namespace eip::host {

using bridge::Acknowledgement;
using bridge::Addition;
using bridge::CommandLoad;

namespace {

// An addition with the memory that the core and the images of its assembly live in.
struct Prepared final : CommandLoad {
  explicit Prepared(Addition what) : addition(std::move(what)) {
    if (!addition.assembly) return;
    value = LockedBlock(addition.assembly->size);
    images = MemoryLock(addition.memory);
  }

  Addition addition;
  LockedBlock value;
  MemoryLock images;
};

}  // namespace

std::unique_ptr<CommandLoad> AssemblyChanges::Prepare(Addition addition) {
  auto prepared = std::make_unique<Prepared>(std::move(addition));
  const bool lacks_memory = prepared->addition.assembly && prepared->value.data() == nullptr;
  return lacks_memory ? nullptr : std::move(prepared);
}

void AssemblyChanges::Add(std::unique_ptr<CommandLoad> prepared) {
  const auto& load = static_cast<const Prepared&>(*prepared);
  const Addition& addition = load.addition;
  const eip_status status = Declare(addition, reinterpret_cast<uint8_t*>(load.value.data()));
  const bool done = status == EIP_OK;
  const char* problem = done ? nullptr : Explain(status);
  if (!addition.assembly) return application_.Acknowledge(problem, Acknowledgement::kNone, std::move(prepared));
  const uint32_t index = addition.index;
  if (!done) return application_.Acknowledge(problem, index, std::move(prepared));
  state_.Add(index, addition.memory.data(), addition.place);
  application_.AddAssembly(index, *addition.assembly);
  watchdog_.Add(index, *addition.assembly);
  added_[index] = std::move(prepared);
  application_.Acknowledge(nullptr, Acknowledgement::kNone, nullptr);
}

eip_status AssemblyChanges::Declare(const Addition& addition, uint8_t* value) {
  if (!addition.assembly) return DeclarePoints(addition.points);
  if (application_.InstanceOf(addition.index) != 0) return EIP_ERR_EXISTS;
  const eip_assembly_config config = ToCore(*addition.assembly, value);
  if (const eip_status status = eip_assembly_create(stack_, &config)) return status;
  const eip_status status = DeclarePoints(addition.points);
  if (status != EIP_OK) eip_assembly_remove(stack_, config.instance);
  return status;
}

eip_status AssemblyChanges::DeclarePoints(const std::vector<bridge::PointOptions>& points) {
  for (size_t i = 0; i < points.size(); i++) {
    const eip_connection_point point = ToCore(points[i]);
    const eip_status status = eip_connection_point_declare(stack_, &point);
    if (status == EIP_OK) continue;
    while (i-- > 0) eip_connection_point_remove(stack_, points[i].output, points[i].input);
    return status;
  }
  return EIP_OK;
}

// The core first: it tells the end of the connections, and what that means for the value, by way of the images.
void AssemblyChanges::RemoveAssembly(uint32_t assembly) {
  const uint32_t instance = assembly < added_.size() ? application_.InstanceOf(assembly) : 0;
  const eip_status status = instance == 0 ? EIP_ERR_UNKNOWN : eip_assembly_remove(stack_, instance);
  if (status != EIP_OK) return application_.Acknowledge(Explain(status), Acknowledgement::kNone, nullptr);
  watchdog_.Remove(assembly);
  application_.RemoveAssembly(assembly);
  state_.Remove(assembly);
  state_.notices.Forget(assembly);
  application_.Acknowledge(nullptr, assembly, std::move(added_[assembly]));
}

void AssemblyChanges::RemovePoint(uint32_t output_instance, uint32_t input_instance) {
  const eip_status status = eip_connection_point_remove(stack_, output_instance, input_instance);
  application_.Acknowledge(status == EIP_OK ? nullptr : Explain(status), Acknowledgement::kNone, nullptr);
}

}  // namespace eip::host
