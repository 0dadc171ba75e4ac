// Speed, duplex, negotiation and cable of an interface, from its driver (ethtool).
#pragma once

#include "host/core.h"

namespace eip::host {

// Fills in what the driver of `interface->label` tells; a virtual interface may have none of it. `socket` is any
// socket. May take as long as the driver does: not for the I/O thread.
void ReadLinkSettings(int socket, eip_interface* interface);

}  // namespace eip::host
