// From an assembly's instance number to its index, by binary search.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "bridge/adapter_options.h"

namespace eip::host {

class AssemblyIndex {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  // Room for `capacity`: adding allocates nothing.
  AssemblyIndex(const std::vector<bridge::AssemblyOptions>& assemblies, size_t capacity) {
    entries_.reserve(std::max(capacity, assemblies.size()));
    for (const auto& assembly : assemblies) {
      entries_.push_back({assembly.instance, static_cast<uint32_t>(entries_.size())});
    }
    std::sort(entries_.begin(), entries_.end(), [](Entry a, Entry b) { return a.instance < b.instance; });
  }

  void Add(uint32_t instance, uint32_t index) { entries_.insert(PlaceOf(instance), {instance, index}); }
  // One that is there.
  void Remove(uint32_t instance) { entries_.erase(PlaceOf(instance)); }

  uint32_t Find(uint32_t instance) const {
    const auto at = PlaceOf(instance);
    return at != entries_.end() && at->instance == instance ? at->index : kNone;
  }

 private:
  struct Entry {
    uint32_t instance, index;
  };

  std::vector<Entry>::const_iterator PlaceOf(uint32_t instance) const {
    return std::lower_bound(entries_.begin(), entries_.end(), instance,
                            [](Entry entry, uint32_t wanted) { return entry.instance < wanted; });
  }

  std::vector<Entry> entries_;
};

}  // namespace eip::host
