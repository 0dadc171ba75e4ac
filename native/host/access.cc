#include "host/access.h"

#include <algorithm>

namespace eip::host {

using bridge::Counter;
using bridge::DenialReason;

namespace {

Counter CounterOf(DenialReason reason) {
  switch (reason) {
    case DenialReason::kUdp:
      return Counter::kUdpDenied;
    case DenialReason::kOpen:
      return Counter::kOpensDenied;
    case DenialReason::kIo:
      return Counter::kIoDenied;
    case DenialReason::kPerPeer:
      return Counter::kPerPeerDenied;
    case DenialReason::kWrite:
      return Counter::kWritesDenied;
    case DenialReason::kTcp:
      break;
  }
  return Counter::kTcpDenied;
}

}  // namespace

Access::Access(const bridge::AdapterOptions& options, bridge::Counters counters)
    : explicit_(options.access.explicit_messages),
      io_(options.access.io),
      per_peer_(options.access.sessions_per_peer),
      read_only_(options.access.read_only),
      counters_(counters) {}

void Access::Expect(size_t connections) {
  if (per_peer_ != 0) connected_.reserve(connections);
}

bool Access::Deny(uint32_t address, DenialReason reason) {
  counters_.Add(CounterOf(reason));
  denials_.Note(address, reason);
  return false;
}

bool Access::TcpConnection(uint32_t address) {
  if (!explicit_.Has(address)) return Deny(address, DenialReason::kTcp);
  if (per_peer_ == 0) return true;
  const auto there = std::count(connected_.begin(), connected_.end(), address);
  return static_cast<size_t>(there) < per_peer_ || Deny(address, DenialReason::kPerPeer);
}

bool Access::Permitted(eip_access access, uint32_t address) {
  if (access == EIP_ACCESS_OPEN_IO) return io_.Has(address) || Deny(address, DenialReason::kOpen);
  return !read_only_ || Deny(address, DenialReason::kWrite);
}

void Access::Connected(uint32_t address) {
  if (per_peer_ != 0) connected_.push_back(address);
}

void Access::Disconnected(uint32_t address) {
  const auto found = std::find(connected_.begin(), connected_.end(), address);
  if (found == connected_.end()) return;
  *found = connected_.back();
  connected_.pop_back();
}

}  // namespace eip::host
