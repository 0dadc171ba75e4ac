#include "host/scheduling.h"

#include <linux/types.h>
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <uv.h>

#include <cerrno>
#include <cstring>

namespace eip::host {

namespace {

constexpr uint64_t kSliceNs = 100'000;
constexpr int kNice = -10;
constexpr uint64_t kNsPerUs = 1000;

// struct sched_attr, first version: glibc of Debian 12 has neither the type nor the calls.
struct SchedAttr {
  uint32_t size, policy;
  uint64_t flags;
  int32_t nice;
  uint32_t priority;
  uint64_t runtime, deadline, period;
};

bool GetAttr(SchedAttr* attr) {
  *attr = {};
  return syscall(SYS_sched_getattr, 0, attr, sizeof *attr, 0) == 0;
}

bool SetAttr(SchedAttr attr) {
  attr.size = sizeof attr;
  return syscall(SYS_sched_setattr, 0, &attr, 0) == 0;
}

// 0 or the errno.
int ApplyFifo(uint32_t priority, bridge::SchedulingInEffect* effect) {
  sched_param parameter{};
  parameter.sched_priority = static_cast<int>(priority);
  if (sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &parameter) != 0) {
    const int error = errno;
    effect->refused = uv_err_name(-error);
    return error;
  }
  effect->policy = bridge::SchedulingPolicy::kFifo;
  effect->priority = priority;
  return 0;
}

// A slice needs no privilege, a nice value below 0 does. Kernels before 6.12 take the call and ignore the slice,
// which is why it is read back.
void ApplyOther(bridge::SchedulingInEffect* effect) {
  SchedAttr attr{};
  attr.policy = SCHED_OTHER;
  attr.runtime = kSliceNs;
  attr.nice = kNice;
  if (!SetAttr(attr)) {
    attr.nice = 0;
    SetAttr(attr);
  }
  SchedAttr read;
  if (GetAttr(&read)) effect->slice_us = static_cast<uint32_t>(read.runtime / kNsPerUs);
  prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
  effect->policy = bridge::SchedulingPolicy::kOther;
}

bool ApplyCpu(uint32_t cpu, bridge::SchedulingInEffect* effect) {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (cpu >= CPU_SETSIZE) {
    errno = EINVAL;
    return false;
  }
  CPU_SET(cpu, &set);
  if (sched_setaffinity(0, sizeof set, &set) != 0) return false;
  effect->cpu = cpu;
  return true;
}

bridge::OpenError Failure(int error, const char* syscall, const char* message) {
  bridge::OpenError failure;
  failure.error = error;
  failure.syscall = syscall;
  failure.message = message;
  return failure;
}

}  // namespace

std::variant<bridge::SchedulingInEffect, bridge::OpenError> ApplyScheduling(const bridge::SchedulingOptions& options) {
  bridge::SchedulingInEffect effect;
  if (options.cpu && !ApplyCpu(*options.cpu, &effect)) {
    return Failure(errno, "sched_setaffinity", "scheduling.cpu names no processor that this process may use");
  }
  if (options.policy != bridge::SchedulingPolicy::kOther) {
    const int error = ApplyFifo(options.priority, &effect);
    if (error == 0) return effect;
    if (options.policy == bridge::SchedulingPolicy::kFifo) {
      return Failure(error, "sched_setscheduler", "SCHED_FIFO needs CAP_SYS_NICE or RLIMIT_RTPRIO");
    }
  }
  ApplyOther(&effect);
  return effect;
}

}  // namespace eip::host
