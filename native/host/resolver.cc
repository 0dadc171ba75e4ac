#include "host/resolver.h"

#include <fcntl.h>
#include <unistd.h>

#include <string>

#include "host/fd.h"
#include "host/socket.h"
#include "host/text.h"

namespace eip::host {

namespace {

constexpr size_t kMostBytes = 16 * 1024;
constexpr std::string_view kBlanks = " \t\r";

// The next word of a line, which is taken off it; empty at its end.
std::string_view TakeWord(std::string_view* line) {
  line->remove_prefix(std::min(line->find_first_not_of(kBlanks), line->size()));
  const std::string_view word = line->substr(0, line->find_first_of(kBlanks));
  line->remove_prefix(word.size());
  return word;
}

void AddNameServer(std::string_view text, eip_interface* interface) {
  const auto address = ParseAddress(std::string(text));
  if (!address) return;  // IPv6
  if (interface->name_server == 0) {
    interface->name_server = *address;
  } else if (interface->name_server_2 == 0) {
    interface->name_server_2 = *address;
  }
}

void ParseLine(std::string_view line, eip_interface* interface) {
  const std::string_view keyword = TakeWord(&line);
  const std::string_view value = TakeWord(&line);
  if (keyword == "nameserver") AddNameServer(value, interface);
  if (keyword == "domain" || keyword == "search") CopyText(value, interface->domain);
}

}  // namespace

void ParseResolver(std::string_view text, eip_interface* interface) {
  interface->name_server = interface->name_server_2 = 0;
  CopyText({}, interface->domain);
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    ParseLine(line, interface);
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
}

void ReadResolver(const char* path, eip_interface* interface) {
  std::string text(kMostBytes, '\0');
  const Fd fd(open(path, O_RDONLY | O_CLOEXEC));
  const ssize_t length = fd.valid() ? read(fd.get(), text.data(), text.size()) : 0;
  text.resize(length > 0 ? static_cast<size_t>(length) : 0);
  ParseResolver(text, interface);
}

}  // namespace eip::host
