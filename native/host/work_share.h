// How long work that nobody waits for by the clock may hold the I/O thread: explicit messages, new TCP connections, and
// datagrams that belong to no connection.
//
// A turn of the loop gives them 500 us together; what is left of them waits for the next turn, which begins with what
// is due. While they are suspended they get nothing, and cyclic data goes on alone. Comes on the I/O thread only.
#pragma once

#include <algorithm>
#include <cstdint>

#include "bridge/counters.h"
#include "host/core.h"

namespace eip::host {

class WorkShare {
 public:
  static constexpr uint64_t kTurnUs = 500;

  explicit WorkShare(bridge::Counters& counters) : counters_(counters) {}

  // A turn of the loop is over.
  void NextTurn() {
    began_us_ = 0;
    deferred_ = false;
  }

  // Nothing until then.
  void Suspend(uint64_t until_us) { suspended_until_us_ = std::max(suspended_until_us_, until_us); }
  bool suspended(uint64_t now_us) const { return now_us < suspended_until_us_; }

  // Whether there is time for one more bounded piece. Whoever is told no waits for the next turn, and counts once.
  bool Allows(uint64_t now_us) {
    if (began_us_ == 0) began_us_ = now_us;
    if (!suspended(now_us) && now_us < began_us_ + kTurnUs) return true;
    if (!deferred_) counters_.Add(bridge::Counter::kWorkDeferred);
    deferred_ = true;
    return false;
  }

  // When those that were told no may go on.
  uint64_t resumes_at_us() const { return suspended_until_us_; }

 private:
  bridge::Counters& counters_;
  uint64_t began_us_ = 0;
  uint64_t suspended_until_us_ = 0;
  bool deferred_ = false;
};

}  // namespace eip::host
