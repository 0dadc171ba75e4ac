// The two sockets of UDP 2222: one for datagrams that look like data of a connection, one for everything else.
//
// They share the port, and a filter of six instructions in the kernel chooses by four bytes at the start. Garbage so
// never stands in front of live data, nor takes its room in the kernel's buffer, however much of it comes.
#pragma once

#include <optional>

#include "bridge/adapter_options.h"
#include "host/core.h"
#include "host/fd.h"

namespace eip::host {

struct IoLanes {
  Fd live;
  Fd strays;  // not valid where the kernel has no such filter: then `live` gets everything

  // Binds both; a port 0 becomes the one the kernel chose. A port that somebody has is an error, as with one socket.
  std::optional<bridge::OpenError> Bind(eip_endpoint* endpoint);
};

}  // namespace eip::host
