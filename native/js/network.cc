#include "js/network.h"

#include <string>

#include "js/address.h"

namespace eip::js {

namespace {

std::string MacText(const uint8_t (&mac)[8]) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string text;
  for (int i = 0; i < 6; i++) {
    if (i > 0) text += ':';
    text += kDigits[mac[i] >> 4];
    text += kDigits[mac[i] & 0xF];
  }
  return text;
}

// Undefined for none.
Napi::Value MakeAddress(Napi::Env env, uint32_t address) {
  if (address == 0) return env.Undefined();
  return Napi::String::New(env, DottedAddress(address));
}

}  // namespace

Napi::Value MakeNetwork(Napi::Env env, const bridge::NetworkInfo& info) {
  if (info.known == 0) return env.Undefined();
  auto object = Napi::Object::New(env);
  object.Set("interface", std::string(info.name));
  object.Set("present", info.present != 0);
  object.Set("enabled", info.enabled != 0);
  object.Set("link", info.link != 0);
  object.Set("address", DottedAddress(info.address));
  object.Set("mask", DottedAddress(info.mask));
  object.Set("gateway", MakeAddress(env, info.gateway));
  object.Set("nameServer", MakeAddress(env, info.name_server));
  object.Set("nameServer2", MakeAddress(env, info.name_server_2));
  object.Set("domain", std::string(info.domain));
  object.Set("hostName", std::string(info.host_name));
  object.Set("dhcp", info.by_dhcp != 0);
  object.Set("mac", MacText(info.mac));
  object.Set("speedMbit", info.speed_mbit);
  object.Set("fullDuplex", info.full_duplex != 0);
  return object;
}

}  // namespace eip::js
