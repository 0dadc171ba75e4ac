// Who was denied what since it was told last: a few places, and one for all who found none, so that a flood from many
// addresses takes no more memory and no more words than one from a few.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "bridge/connection_event.h"

namespace eip::host {

class DenialLog {
 public:
  // Pairs of an address and a reason; whoever comes when all are taken is one of "others", address 0, by reason.
  static constexpr size_t kPlaces = 16;
  static constexpr size_t kReasons = 6;

  void Note(uint32_t address, bridge::DenialReason reason);
  bool empty() const { return used_ == 0; }

  // Hands everything out, oldest first, until `tell(denial)` is false; what was not told stays.
  template <typename Tell>
  void Take(Tell tell) {
    size_t told = 0;
    while (told < used_ && tell(places_[told])) told++;
    for (size_t i = told; i < used_; i++) places_[i - told] = places_[i];
    used_ -= told;
  }

 private:
  bridge::Denial* Find(uint32_t address, bridge::DenialReason reason);

  std::array<bridge::Denial, kPlaces + kReasons> places_{};
  size_t used_ = 0;
};

}  // namespace eip::host
