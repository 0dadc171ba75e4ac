// The core's description of the interface as JavaScript is told it.
#pragma once

#include "bridge/network_info.h"
#include "host/interface_reader.h"

namespace eip::host {

bridge::NetworkInfo ToBridge(const InterfaceSnapshot& snapshot, bool known);

}  // namespace eip::host
