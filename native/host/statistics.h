// The core's counters, copied to where JavaScript reads them.
#pragma once

#include "bridge/counters.h"
#include "host/core.h"

namespace eip::host {

void PublishCounters(const eip_counters& from, bridge::Counters& to);

}  // namespace eip::host
