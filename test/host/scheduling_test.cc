// Scheduling: what is reported is what the kernel says. Each case on a thread of its own.
#include "host/scheduling.h"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

#include "host/memory_lock.h"
#include "tap.h"

using namespace eip::bridge;
using eip::host::ApplyScheduling;

namespace {

struct Outcome {
  std::variant<SchedulingInEffect, OpenError> result;
  int policy = 0, priority = 0;
  bool on_cpu = false;
};

Outcome Apply(const SchedulingOptions& options) {
  Outcome outcome;
  std::thread([&] {
    outcome.result = ApplyScheduling(options);
    sched_param parameter{};
    outcome.policy = sched_getscheduler(0) & ~SCHED_RESET_ON_FORK;
    sched_getparam(0, &parameter);
    outcome.priority = parameter.sched_priority;
    cpu_set_t set;
    CPU_ZERO(&set);
    sched_getaffinity(0, sizeof set, &set);
    outcome.on_cpu = options.cpu && CPU_COUNT(&set) == 1 && CPU_ISSET(*options.cpu, &set);
  }).join();
  return outcome;
}

const SchedulingInEffect& Effect(const Outcome& outcome) { return std::get<SchedulingInEffect>(outcome.result); }

// With the privilege FIFO, without it a slice and the reason.
void AutoTellsTheTruth() {
  const Outcome outcome = Apply({SchedulingPolicy::kAuto, 50, std::nullopt});
  const auto& effect = Effect(outcome);
  const bool fifo = outcome.policy == SCHED_FIFO;
  tap::Equal(effect.policy == SchedulingPolicy::kFifo, fifo, "auto: the policy told is the kernel's");
  tap::Equal(effect.refused.empty(), fifo, "auto: a refusal is told when and only when FIFO is not in effect");
  tap::Equal(static_cast<int>(effect.priority), outcome.priority, "auto: the priority told is the kernel's");
}

void OtherStaysOther() {
  const Outcome outcome = Apply({SchedulingPolicy::kOther, 50, std::nullopt});
  tap::Equal(outcome.policy, SCHED_OTHER, "other: SCHED_OTHER");
  tap::Ok(Effect(outcome).refused.empty(), "other: nothing was refused");
  tap::Ok(Effect(outcome).slice_us == 0 || Effect(outcome).slice_us == 100,
          "other: the slice is 100 us where the kernel has slices");
}

void AffinityIsTold() {
  cpu_set_t set;
  sched_getaffinity(0, sizeof set, &set);
  uint32_t cpu = 0;
  while (!CPU_ISSET(cpu, &set)) cpu++;
  const Outcome outcome = Apply({SchedulingPolicy::kOther, 50, cpu});
  tap::Ok(Effect(outcome).cpu == cpu && outcome.on_cpu, "cpu: the thread runs on that processor alone");
}

void AnAbsentProcessorIsAnError() {
  for (const uint32_t cpu : {1023U, 5000U}) {
    const Outcome outcome = Apply({SchedulingPolicy::kOther, 50, cpu});
    const auto* error = std::get_if<OpenError>(&outcome.result);
    tap::Ok(error != nullptr && error->error == EINVAL && error->syscall == "sched_setaffinity",
            "cpu: a processor that is not there is an error, " + std::to_string(cpu));
  }
}

// Gives up what allows FIFO, so it comes last.
void WithoutPrivilegeAutoFallsBackAndFifoFails() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_RTPRIO, &none);
  setrlimit(RLIMIT_NICE, &none);
  if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0) return;
  const Outcome fallen = Apply({SchedulingPolicy::kAuto, 50, std::nullopt});
  tap::Equal(fallen.policy, SCHED_OTHER, "auto without privilege: SCHED_OTHER");
  tap::Equal(Effect(fallen).refused, std::string("EPERM"), "auto without privilege: says EPERM");
  tap::Ok(Effect(fallen).slice_us == 0 || Effect(fallen).slice_us == 100, "auto without privilege: takes the slice");
  const Outcome failed = Apply({SchedulingPolicy::kFifo, 50, std::nullopt});
  const auto* error = std::get_if<OpenError>(&failed.result);
  tap::Ok(error != nullptr && error->error == EPERM && error->syscall == "sched_setscheduler",
          "fifo without privilege: an error, not a silent fall-back");
}

void MemoryIsLockedOrSaysNo() {
  eip::host::LockedBlock block(10'000);
  tap::Ok(block.data() != nullptr && block.size() >= 10'000, "locked block: as large as asked for");
  block.data()[9'999] = std::byte{1};
  eip::host::LockedBlock moved = std::move(block);
  tap::Ok(block.data() == nullptr && moved.data()[9'999] == std::byte{1}, "locked block: moves with its content");
}

}  // namespace

int main() {
  AutoTellsTheTruth();
  OtherStaysOther();
  AffinityIsTold();
  AnAbsentProcessorIsAnError();
  MemoryIsLockedOrSaysNo();
  WithoutPrivilegeAutoFallsBackAndFifoFails();
  return tap::Done();
}
