// rtnetlink: what the kernel tells of interfaces, addresses and routes.
#pragma once

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <cstring>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "host/fd.h"

namespace eip::host {

// The attributes behind the fixed part of a message.
class NetlinkAttributes {
 public:
  // `fixed` is the size of the fixed part: sizeof(ifinfomsg) and the like.
  NetlinkAttributes(const nlmsghdr& message, size_t fixed);
  // Nested ones.
  explicit NetlinkAttributes(std::span<const std::byte> bytes) : bytes_(bytes) {}

  // The value of the first attribute of that type; empty when there is none.
  std::span<const std::byte> Find(uint16_t type) const;

  // Its first bytes as a T.
  template <typename T>
  std::optional<T> Get(uint16_t type) const {
    const auto value = Find(type);
    if (value.size() < sizeof(T)) return std::nullopt;
    T result;
    std::memcpy(&result, value.data(), sizeof result);
    return result;
  }

  // As a T whose last fields an older kernel does not have: they are zero.
  template <typename T>
  T GetPart(uint16_t type) const {
    T result{};
    const auto value = Find(type);
    std::memcpy(&result, value.data(), value.size() < sizeof result ? value.size() : sizeof result);
    return result;
  }

  // A text, without the NUL at its end.
  std::string_view Text(uint16_t type) const;

 private:
  std::span<const std::byte> bytes_;
};

// The fixed part of a message; zeros when it is cut.
template <typename T>
T NetlinkBody(const nlmsghdr& message) {
  T body{};
  const size_t length = message.nlmsg_len - NLMSG_HDRLEN;
  std::memcpy(&body, reinterpret_cast<const std::byte*>(&message) + NLMSG_HDRLEN,
              length < sizeof body ? length : sizeof body);
  return body;
}

class NetlinkSocket {
 public:
  using Each = std::function<void(const nlmsghdr& message)>;

  // `groups`: RTMGRP_* whose changes are told; 0 for requests alone. 0 or an errno.
  int Open(uint32_t groups);
  int fd() const { return fd_.get(); }

  // A request whose first member is its nlmsghdr; length, flags of a request and sequence are filled in. Waits for the
  // kernel, a second at most. 0 or an errno.
  template <typename Request>
  int Ask(Request& request, uint16_t flags, const Each& each) {
    request.header.nlmsg_len = sizeof request;
    request.header.nlmsg_flags = static_cast<uint16_t>(NLM_F_REQUEST | flags);
    request.header.nlmsg_seq = ++sequence_;
    return Exchange(&request, sizeof request, (flags & NLM_F_DUMP) != 0, each);
  }

  // Everything that has come, without waiting. False: some was lost.
  bool TakeAll(const Each& each);

 private:
  int Exchange(const void* request, size_t length, bool dump, const Each& each);
  std::optional<int> Answer(const nlmsghdr& message, bool dump, const Each& each) const;
  ssize_t Receive(int flags);

  Fd fd_;
  uint32_t sequence_ = 0;
  std::vector<std::byte> buffer_;
};

}  // namespace eip::host
