// A set of IPv4 addresses, given as networks and kept as ranges that do not touch: a look-up is a binary search, and
// one comparison for a set of everybody.
#pragma once

#include <cstdint>
#include <vector>

#include "bridge/adapter_options.h"

namespace eip::host {

class AddressSet {
 public:
  explicit AddressSet(const std::vector<bridge::Network>& networks);

  // In host byte order.
  bool Has(uint32_t address) const { return everybody_ || Find(address); }

 private:
  struct Range {
    uint32_t first, last;
  };

  bool Find(uint32_t address) const;

  std::vector<Range> ranges_;  // ascending
  bool everybody_ = false;
};

}  // namespace eip::host
