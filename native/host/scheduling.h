// How the kernel schedules the I/O thread: asked for, and what took effect.
#pragma once

#include <variant>

#include "bridge/adapter_options.h"

namespace eip::host {

// Comes on the I/O thread and is about it. `auto` takes SCHED_FIFO where the process may, else a short slice of
// SCHED_OTHER; `fifo` and a processor that is asked for fail when they are not to be had.
std::variant<bridge::SchedulingInEffect, bridge::OpenError> ApplyScheduling(const bridge::SchedulingOptions& options);

}  // namespace eip::host
