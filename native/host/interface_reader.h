// The interface that carries our address, read from the system: rtnetlink, ethtool, resolv.conf, the host's name.
//
// The calls may wait for the kernel's lock of its network configuration, and for drivers: they are for any thread but
// the I/O thread.
#pragma once

#include "host/core.h"
#include "host/fd.h"
#include "host/netlink.h"

namespace eip::host {

struct InterfaceSnapshot {
  eip_interface interface;
  uint32_t broadcast;  // of its subnet; 0 = none
  bool present;        // the address is on it; else this is what it was, without a link
};

class InterfaceReader {
 public:
  // 0 or an errno.
  int Open();

  // Everything, for this address; what it was stays when nobody carries it any more. 0 or an errno (nothing changed).
  int Read(uint32_t address, InterfaceSnapshot* snapshot);

  // What changes without notice: counters, names. 0 or an errno (nothing changed).
  int Refresh(InterfaceSnapshot* snapshot);

 private:
  struct Carrier {
    uint32_t index = 0;  // 0 = nobody
    uint32_t mask = 0;
    uint32_t broadcast = 0;  // as it was configured, 0 = not
    bool leased = false;
  };
  int FindCarrier(uint32_t address, Carrier* exact, Carrier* loopback);
  int ReadLink(uint32_t index, InterfaceSnapshot* snapshot, bool* is_loopback);
  int ReadGateway(uint32_t index, uint32_t* gateway);

  NetlinkSocket netlink_;
  Fd socket_;  // for ethtool
};

}  // namespace eip::host
