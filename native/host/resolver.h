// Name servers and domain out of resolv.conf.
#pragma once

#include <string_view>

#include "host/core.h"

namespace eip::host {

// The first two IPv4 name servers, and the domain: that of the last `domain` or `search` line, of which the first name.
void ParseResolver(std::string_view text, eip_interface* interface);

// The same from a file; without one nothing is known. Reads 16 KiB at most.
void ReadResolver(const char* path, eip_interface* interface);

}  // namespace eip::host
