// Counts how regular production is: the interval histogram, and datagrams that were late for their interval. A few
// instructions a datagram. I/O thread only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "bridge/shared_state.h"

namespace eip::host {

class Regularity {
 public:
  explicit Regularity(bridge::SharedState& state) : state_(state), api_us_(state.connections.slots(), 1) {}

  void Opened(uint32_t slot, uint32_t api_us) { api_us_[slot] = std::max(api_us, 1U); }

  // A datagram of this connection leaves now, `late_us` behind its deadline; called before kLastSentUs moves.
  void Sent(uint32_t slot, uint64_t now_us, uint64_t late_us) {
    const uint32_t api_us = api_us_[slot];
    const uint64_t last_us = state_.figures.Get(slot, bridge::Figure::kLastSentUs);
    if (last_us == 0) {
      state_.intervals.CountFirst();
    } else {
      const auto interval_us = static_cast<uint32_t>(std::min(now_us - last_us, kMostUs));
      state_.intervals.Count(interval_us * kPercent / api_us);
    }
    if (late_us > api_us / kLatePart) state_.counters.Add(bridge::Counter::kIoLate);
  }

 private:
  static constexpr uint32_t kPercent = 100;
  static constexpr uint64_t kMostUs = UINT32_MAX / kPercent;  // 43 s, in the last bucket whatever the interval is
  static constexpr uint32_t kLatePart = 4;                    // late is what is more than a quarter of it

  bridge::SharedState& state_;
  std::vector<uint32_t> api_us_;  // T->O, by slot
};

}  // namespace eip::host
