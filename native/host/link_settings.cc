#include "host/link_settings.h"

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>

#include <cstring>

#include "host/text.h"

namespace eip::host {

namespace {

constexpr size_t kMaskWords = 127;  // what `link_mode_masks_nwords` can say at most
constexpr size_t kFixedWords = sizeof(ethtool_link_settings) / sizeof(uint32_t);

// The fixed part, and behind it three masks (supported, advertised, of the partner) of as many words as the kernel
// says.
class Settings {
 public:
  // False: the driver has none. `mask_words` as the kernel wants it.
  bool Ask(int socket, const char* name, int8_t mask_words) {
    ethtool_link_settings wanted{};
    wanted.cmd = ETHTOOL_GLINKSETTINGS;
    wanted.link_mode_masks_nwords = mask_words;
    std::memcpy(words_, &wanted, sizeof wanted);
    ifreq request{};
    CopyText(name, request.ifr_name);
    request.ifr_data = reinterpret_cast<char*>(words_);
    return ioctl(socket, SIOCETHTOOL, &request) == 0;
  }

  ethtool_link_settings fixed() const {
    ethtool_link_settings fixed;
    std::memcpy(&fixed, words_, sizeof fixed);
    return fixed;
  }

  bool Supports(unsigned bit) const {
    const int words = fixed().link_mode_masks_nwords;
    return static_cast<int>(bit / 32) < words && (words_[kFixedWords + bit / 32] >> bit % 32 & 1) != 0;
  }

 private:
  uint32_t words_[kFixedWords + 3 * kMaskWords] = {};
};

struct Mode {
  unsigned bit;
  eip_link_mode mode;
};

// What the object can hold: speeds of 16 bits.
constexpr Mode kModes[] = {
    {ETHTOOL_LINK_MODE_10baseT_Half_BIT, {10, false}},        {ETHTOOL_LINK_MODE_10baseT_Full_BIT, {10, true}},
    {ETHTOOL_LINK_MODE_100baseT_Half_BIT, {100, false}},      {ETHTOOL_LINK_MODE_100baseT_Full_BIT, {100, true}},
    {ETHTOOL_LINK_MODE_1000baseT_Half_BIT, {1000, false}},    {ETHTOOL_LINK_MODE_1000baseT_Full_BIT, {1000, true}},
    {ETHTOOL_LINK_MODE_1000baseKX_Full_BIT, {1000, true}},    {ETHTOOL_LINK_MODE_1000baseX_Full_BIT, {1000, true}},
    {ETHTOOL_LINK_MODE_2500baseX_Full_BIT, {2500, true}},     {ETHTOOL_LINK_MODE_2500baseT_Full_BIT, {2500, true}},
    {ETHTOOL_LINK_MODE_5000baseT_Full_BIT, {5000, true}},     {ETHTOOL_LINK_MODE_10000baseT_Full_BIT, {10000, true}},
    {ETHTOOL_LINK_MODE_10000baseKX4_Full_BIT, {10000, true}}, {ETHTOOL_LINK_MODE_10000baseKR_Full_BIT, {10000, true}},
    {ETHTOOL_LINK_MODE_10000baseCR_Full_BIT, {10000, true}},  {ETHTOOL_LINK_MODE_10000baseSR_Full_BIT, {10000, true}},
    {ETHTOOL_LINK_MODE_10000baseLR_Full_BIT, {10000, true}},
};

// The kernel first refuses with the number of words, negated, then answers to that number.
bool Read(int socket, const char* name, Settings* settings) {
  if (!settings->Ask(socket, name, 0)) return false;
  const int words = -settings->fixed().link_mode_masks_nwords;
  return words > 0 && settings->Ask(socket, name, static_cast<int8_t>(words)) &&
         settings->fixed().link_mode_masks_nwords > 0;
}

bool Has(const eip_interface& interface, eip_link_mode wanted) {
  for (size_t i = 0; i < interface.mode_count; i++) {
    const eip_link_mode& mode = interface.modes[i];
    if (mode.speed_mbit == wanted.speed_mbit && mode.full_duplex == wanted.full_duplex) return true;
  }
  return false;
}

void AddModes(const Settings& settings, eip_interface* interface) {
  interface->mode_count = 0;
  for (const Mode& mode : kModes) {
    if (!settings.Supports(mode.bit) || Has(*interface, mode.mode)) continue;
    if (interface->mode_count == EIP_LINK_MODES) return;
    interface->modes[interface->mode_count++] = mode.mode;
  }
}

eip_link_type TypeOf(uint8_t port) {
  switch (port) {
    case PORT_TP:
    case PORT_MII:
    case PORT_DA:
      return EIP_LINK_COPPER;
    case PORT_FIBRE:
      return EIP_LINK_FIBRE;
    default:
      return EIP_LINK_UNKNOWN;
  }
}

}  // namespace

void ReadLinkSettings(int socket, eip_interface* interface) {
  Settings settings;
  if (!Read(socket, interface->label, &settings)) return;
  const ethtool_link_settings fixed = settings.fixed();
  interface->speed_mbit = fixed.speed == static_cast<uint32_t>(SPEED_UNKNOWN) ? 0 : fixed.speed;
  interface->full_duplex = fixed.duplex == DUPLEX_FULL;
  interface->negotiates = fixed.autoneg == AUTONEG_ENABLE;
  interface->negotiated = interface->negotiates && interface->link;
  interface->can_negotiate = settings.Supports(ETHTOOL_LINK_MODE_Autoneg_BIT);
  interface->type = TypeOf(fixed.port);
  AddModes(settings, interface);
}

}  // namespace eip::host
