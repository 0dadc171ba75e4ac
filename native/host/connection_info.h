// The core's words for connections, translated into the bridge's.
#pragma once

#include "bridge/connection_event.h"
#include "host/core.h"

namespace eip::host {

bridge::ConnectionInfo ToBridge(const eip_connection_info& connection);
bridge::EventKind ToBridge(eip_connection_change change);

}  // namespace eip::host
