// Settings between the core and the bridge.
#pragma once

#include "bridge/settings.h"
#include "host/core.h"

namespace eip::host {

eip_settings ToCore(const bridge::Settings& settings);
bridge::Settings ToBridge(const eip_settings& settings);

}  // namespace eip::host
