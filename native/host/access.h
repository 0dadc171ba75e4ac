// Who may talk to the adapter: decides by address, counts what it denies, and remembers whom it denied it until that is
// told (denial_reports.h). I/O thread only, but for the constructor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "bridge/adapter_options.h"
#include "bridge/counters.h"
#include "host/address_set.h"
#include "host/core.h"
#include "host/denial_log.h"

namespace eip::host {

class Access {
 public:
  Access(const bridge::AdapterOptions& options, bridge::Counters counters);

  // Addresses in host byte order. False: denied, and counted.
  bool TcpConnection(uint32_t address);
  bool ExplicitDatagram(uint32_t address) {
    return explicit_.Has(address) || Deny(address, bridge::DenialReason::kUdp);
  }
  bool IoDatagram(uint32_t address) { return io_.Has(address) || Deny(address, bridge::DenialReason::kIo); }
  // For eip_application.
  bool Permitted(eip_access access, uint32_t address);

  // So many TCP connections at once: room for them is made here.
  void Expect(size_t connections);
  // A TCP connection that was taken is there, and is gone.
  void Connected(uint32_t address);
  void Disconnected(uint32_t address);

  DenialLog& denials() { return denials_; }

 private:
  bool Deny(uint32_t address, bridge::DenialReason reason);

  const AddressSet explicit_, io_;
  const uint32_t per_peer_;
  const bool read_only_;
  bridge::Counters counters_;
  std::vector<uint32_t> connected_;  // an entry a connection, in no order; empty without a limit for each
  DenialLog denials_;
};

}  // namespace eip::host
