#include "host/netlink.h"

#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>

namespace eip::host {

namespace {

// The kernel fills at most 32 KiB of a dump at once; one interface alone needs far less.
constexpr size_t kBufferBytes = 64 * 1024;

}  // namespace

NetlinkAttributes::NetlinkAttributes(const nlmsghdr& message, size_t fixed) {
  const size_t begin = NLMSG_HDRLEN + NLMSG_ALIGN(fixed);
  if (message.nlmsg_len <= begin) return;
  bytes_ = {reinterpret_cast<const std::byte*>(&message) + begin, message.nlmsg_len - begin};
}

std::span<const std::byte> NetlinkAttributes::Find(uint16_t type) const {
  auto rest = bytes_;
  rtattr attribute;
  while (rest.size() >= sizeof attribute) {
    std::memcpy(&attribute, rest.data(), sizeof attribute);
    if (attribute.rta_len < sizeof attribute || attribute.rta_len > rest.size()) break;
    if ((attribute.rta_type & NLA_TYPE_MASK) == type) {
      return rest.subspan(RTA_LENGTH(0), attribute.rta_len - RTA_LENGTH(0));
    }
    const size_t step = RTA_ALIGN(attribute.rta_len);
    if (step >= rest.size()) break;
    rest = rest.subspan(step);
  }
  return {};
}

std::string_view NetlinkAttributes::Text(uint16_t type) const {
  const auto value = Find(type);
  const std::string_view text(reinterpret_cast<const char*>(value.data()), value.size());
  return text.substr(0, text.find('\0'));
}

int NetlinkSocket::Open(uint32_t groups) {
  fd_ = Fd(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (!fd_.valid()) return errno;
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = groups;
  if (bind(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return errno;
  const timeval limit{1, 0};
  setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  // The kernel then leaves out of a dump what was not asked for; an older one does not, so answers are looked at.
  const int on = 1;
  setsockopt(fd_.get(), SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof on);
  buffer_.resize(kBufferBytes);
  return 0;
}

ssize_t NetlinkSocket::Receive(int flags) {
  ssize_t length;
  do {
    length = recv(fd_.get(), buffer_.data(), buffer_.size(), flags);
  } while (length < 0 && errno == EINTR);
  return length;
}

int NetlinkSocket::Exchange(const void* request, size_t length, bool dump, const Each& each) {
  if (send(fd_.get(), request, length, 0) < 0) return errno;
  std::optional<int> end;
  while (!end) {
    const ssize_t received = Receive(0);
    if (received < 0) return errno;
    auto left = static_cast<size_t>(received);
    auto* message = reinterpret_cast<const nlmsghdr*>(buffer_.data());
    for (; !end && NLMSG_OK(message, left); message = NLMSG_NEXT(message, left)) end = Answer(*message, dump, each);
  }
  return *end;
}

// One message of an answer: how the exchange ends with it, if it does.
std::optional<int> NetlinkSocket::Answer(const nlmsghdr& message, bool dump, const Each& each) const {
  if (message.nlmsg_seq != sequence_) return std::nullopt;  // of a request that was given up
  if (message.nlmsg_type == NLMSG_DONE) return 0;
  if (message.nlmsg_type == NLMSG_ERROR) return -NetlinkBody<nlmsgerr>(message).error;
  each(message);
  return dump ? std::nullopt : std::optional(0);
}

bool NetlinkSocket::TakeAll(const Each& each) {
  while (true) {
    const ssize_t received = Receive(MSG_DONTWAIT);
    if (received < 0) return errno == EAGAIN;
    auto left = static_cast<size_t>(received);
    auto* message = reinterpret_cast<const nlmsghdr*>(buffer_.data());
    for (; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left)) each(*message);
  }
}

}  // namespace eip::host
