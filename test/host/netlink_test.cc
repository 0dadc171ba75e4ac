// What the kernel sends, read without trust in its lengths; and resolv.conf.
#include "host/netlink.h"

#include <string>

#include "host/resolver.h"
#include "tap.h"

using namespace eip::host;

namespace {

std::vector<std::byte> Bytes(std::initializer_list<int> values) {
  std::vector<std::byte> bytes;
  for (const int value : values) bytes.push_back(static_cast<std::byte>(value));
  return bytes;
}

void AttributesAreFound() {
  // length 5 type 1 'a' + padding, length 8 type 2 0x04030201, length 4 type 3
  const auto bytes = Bytes({5, 0, 1, 0, 'a', 0, 0, 0, 8, 0, 2, 0, 1, 2, 3, 4, 4, 0, 3, 0});
  const NetlinkAttributes attributes{std::span<const std::byte>(bytes)};
  tap::Equal(attributes.Text(1), std::string_view("a"), "an attribute whose text has no NUL");
  tap::Equal(attributes.Get<uint32_t>(2).value_or(0), 0x04030201u, "an attribute behind padding");
  tap::Ok(attributes.Find(3).empty() && !attributes.Get<uint8_t>(3), "an attribute without a value");
  tap::Ok(!attributes.Get<uint64_t>(2), "a value that is too short for what is wanted");
  tap::Equal(attributes.GetPart<uint64_t>(2), uint64_t{0x04030201}, "or the part of it that there is");
  tap::Ok(attributes.Find(4).empty(), "an attribute that is not there");
}

void CutAttributesAreLeft() {
  const auto bytes = Bytes({5, 0, 1, 0, 'a', 0, 0, 0, 8, 0, 2, 0, 1, 2, 3, 4});
  bool held = true;
  for (size_t length = 0; length <= bytes.size(); length++) {
    const std::vector<std::byte> cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
    const NetlinkAttributes attributes{std::span<const std::byte>(cut)};
    held &= attributes.Find(1).empty() == (length < 5);
    held &= attributes.Find(2).empty() == (length < 16);
    held &= attributes.Find(3).empty();
  }
  tap::Ok(held, "attributes that are cut anywhere: what is whole is found, nothing beyond is read");
  const auto endless = Bytes({0, 0, 1, 0, 0, 0, 2, 0});
  tap::Ok(NetlinkAttributes{std::span<const std::byte>(endless)}.Find(1).empty(), "a length of 0 ends the list");
}

void ResolverFiles() {
  const struct {
    const char* rule;
    const char* text;
    uint32_t first, second;
    const char* domain;
  } table[] = {
      {"two name servers and a domain", "nameserver 10.0.0.1\nnameserver 10.0.0.2\ndomain plant.example\n", 0x0A000001,
       0x0A000002, "plant.example"},
      {"a third one is left out", "nameserver 10.0.0.1\nnameserver 10.0.0.2\nnameserver 10.0.0.3", 0x0A000001,
       0x0A000002, ""},
      {"IPv6 ones are left out", "nameserver fe80::1\nnameserver 10.0.0.2\n", 0x0A000002, 0, ""},
      {"the first name of a search line", "search a.example b.example\n", 0, 0, "a.example"},
      {"the last of domain and search", "domain a.example\nsearch b.example c.example\n", 0, 0, "b.example"},
      {"comments, blank lines and tabs", "# nameserver 1.1.1.1\n\n;x\n\tnameserver\t10.0.0.1  # x\r\n", 0x0A000001, 0,
       ""},
      {"words without a value", "nameserver\nsearch\n", 0, 0, ""},
      {"other words", "options timeout:1\nnameservers 10.0.0.1\nsortlist 10.0.0.1", 0, 0, ""},
      {"nothing", "", 0, 0, ""},
      {"a domain of 48 characters", "domain 0123456789012345678901234567890123456789012345678", 0, 0,
       "012345678901234567890123456789012345678901234567"},
  };
  for (const auto& row : table) {
    eip_interface interface{};
    interface.name_server_2 = 1;
    ParseResolver(row.text, &interface);
    const bool held = interface.name_server == row.first && interface.name_server_2 == row.second &&
                      std::string_view(interface.domain) == row.domain;
    tap::Ok(held, std::string("resolv.conf: ") + row.rule, interface.domain);
  }
  eip_interface interface{};
  interface.name_server = 1;
  ReadResolver("/nonexistent/resolv.conf", &interface);
  tap::Equal(interface.name_server, 0u, "resolv.conf: without the file nothing is known");
}

}  // namespace

int main() {
  AttributesAreFound();
  CutAttributesAreLeft();
  ResolverFiles();
  return tap::Done();
}
