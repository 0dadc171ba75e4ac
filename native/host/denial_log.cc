#include "host/denial_log.h"

namespace eip::host {

void DenialLog::Note(uint32_t address, bridge::DenialReason reason) {
  bridge::Denial* place = Find(address, reason);
  if (place == nullptr && used_ >= kPlaces) place = Find(address = 0, reason);
  if (place == nullptr) {
    place = &places_[used_++];
    *place = {address, reason, 0};
  }
  if (place->count < UINT32_MAX) place->count++;
}

bridge::Denial* DenialLog::Find(uint32_t address, bridge::DenialReason reason) {
  for (size_t i = 0; i < used_; i++) {
    if (places_[i].address == address && places_[i].reason == reason) return &places_[i];
  }
  return nullptr;
}

}  // namespace eip::host
