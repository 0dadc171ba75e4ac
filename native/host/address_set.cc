#include "host/address_set.h"

#include <algorithm>

namespace eip::host {

AddressSet::AddressSet(const std::vector<bridge::Network>& networks) {
  std::vector<Range> all;
  all.reserve(networks.size());
  for (const auto& [address, mask] : networks) all.push_back({address & mask, address | ~mask});
  std::sort(all.begin(), all.end(), [](const Range& a, const Range& b) { return a.first < b.first; });
  for (const Range& range : all) {
    const bool apart = ranges_.empty() || (ranges_.back().last != UINT32_MAX && ranges_.back().last + 1 < range.first);
    if (apart) {
      ranges_.push_back(range);
    } else {
      ranges_.back().last = std::max(ranges_.back().last, range.last);
    }
  }
  everybody_ = ranges_.size() == 1 && ranges_[0].first == 0 && ranges_[0].last == UINT32_MAX;
}

bool AddressSet::Find(uint32_t address) const {
  const auto begins_after = [](uint32_t wanted, const Range& range) { return wanted < range.first; };
  const auto next = std::upper_bound(ranges_.begin(), ranges_.end(), address, begins_after);
  return next != ranges_.begin() && address <= (next - 1)->last;
}

}  // namespace eip::host
