#include "host/datagrams.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "bridge/words.h"
#include "host/socket.h"

namespace eip::host {

DatagramReceiver::DatagramReceiver(size_t largest)
    : largest_(bridge::RoundUp(largest, bridge::kCacheLine)), block_(largest_ * kDatagramBatch) {
  for (size_t i = 0; i < kDatagramBatch; i++) {
    vectors_[i] = {block_.data() + i * largest_, largest_};
    msghdr& header = headers_[i].msg_hdr;
    header.msg_iov = &vectors_[i];
    header.msg_iovlen = 1;
    header.msg_name = &senders_[i];
    header.msg_control = &controls_[i];
  }
}

// Costs less than a batch of one.
size_t DatagramReceiver::ReceiveOne(int fd) {
  auto& [header, length] = headers_[0];
  auto* from = reinterpret_cast<sockaddr*>(&senders_[0]);
  header.msg_namelen = sizeof senders_[0];
  const ssize_t whole = recvfrom(fd, block_.data(), largest_, MSG_DONTWAIT | MSG_TRUNC, from, &header.msg_namelen);
  if (whole < 0) return 0;
  header.msg_controllen = 0;
  header.msg_flags = static_cast<size_t>(whole) > largest_ ? MSG_TRUNC : 0;
  length = static_cast<unsigned>(std::min(static_cast<size_t>(whole), largest_));
  return 1;
}

size_t DatagramReceiver::Receive(int fd, size_t most) {
  if (most == 1) return ReceiveOne(fd);
  const size_t room = std::min(most, kDatagramBatch);
  for (size_t i = 0; i < room; i++) {
    msghdr& header = headers_[i].msg_hdr;
    header.msg_namelen = sizeof(sockaddr_in);
    header.msg_controllen = sizeof(Control);
  }
  const int count = recvmmsg(fd, headers_.data(), static_cast<unsigned>(room), MSG_DONTWAIT, nullptr);
  if (count <= 0) return 0;
  ReadControl(headers_[static_cast<size_t>(count) - 1].msg_hdr);
  return static_cast<size_t>(count);
}

void DatagramReceiver::ReadControl(const msghdr& header) {
  auto* copy = const_cast<msghdr*>(&header);
  for (const cmsghdr* item = CMSG_FIRSTHDR(copy); item != nullptr;
       item = CMSG_NXTHDR(copy, const_cast<cmsghdr*>(item))) {
    if (item->cmsg_level != SOL_SOCKET || item->cmsg_type != SO_RXQ_OVFL) continue;
    std::memcpy(&kernel_dropped_, CMSG_DATA(item), sizeof kernel_dropped_);
  }
}

namespace {

int InterfaceOf(const msghdr& header) {
  auto* copy = const_cast<msghdr*>(&header);
  for (const cmsghdr* item = CMSG_FIRSTHDR(copy); item != nullptr;
       item = CMSG_NXTHDR(copy, const_cast<cmsghdr*>(item))) {
    if (item->cmsg_level != IPPROTO_IP || item->cmsg_type != IP_PKTINFO) continue;
    in_pktinfo info;
    std::memcpy(&info, CMSG_DATA(item), sizeof info);
    return info.ipi_ifindex;
  }
  return 0;
}

}  // namespace

DatagramReceiver::Datagram DatagramReceiver::Get(size_t index) const {
  const mmsghdr& message = headers_[index];
  const auto* bytes = static_cast<const std::byte*>(vectors_[index].iov_base);
  const int interface_index = message.msg_hdr.msg_controllen > 0 ? InterfaceOf(message.msg_hdr) : 0;
  return {ToEndpoint(senders_[index]),
          {bytes, message.msg_len},
          (message.msg_hdr.msg_flags & MSG_TRUNC) != 0,
          interface_index};
}

namespace {

// So often in a row another IP_TOS is wanted before the socket takes it: two kinds in turn must not cost a call each.
constexpr uint32_t kAdoptAfter = 64;

// The head of an item of IPPROTO_IP with an int, and that int.
void PutHead(std::byte* item, int type) {
  const cmsghdr head{CMSG_LEN(sizeof(int)), IPPROTO_IP, type};
  std::memcpy(item, &head, sizeof head);
}
void PutValue(std::byte* item, int value) { std::memcpy(item + CMSG_LEN(0), &value, sizeof value); }

}  // namespace

DatagramSender::DatagramSender() {
  for (size_t i = 0; i < kDatagramBatch; i++) {
    msghdr& header = headers_[i].msg_hdr;
    header.msg_iov = &vectors_[i];
    header.msg_iovlen = 1;
    header.msg_name = &receivers_[i];
    header.msg_namelen = sizeof(sockaddr_in);
    header.msg_control = &controls_[i];
    PutHead(controls_[i].tos, IP_TOS);
    PutHead(controls_[i].ttl, IP_TTL);
  }
}

void DatagramSender::Add(eip_endpoint to, std::span<const std::byte> bytes, uint8_t dscp, uint8_t ttl) {
  const size_t i = count_++;
  const int tos = TosOf(dscp);
  receivers_[i] = ToSockaddr(to);
  vectors_[i] = {const_cast<std::byte*>(bytes.data()), bytes.size()};
  PutValue(controls_[i].tos, tos);
  PutValue(controls_[i].ttl, ttl);
  const size_t plain = tos == socket_tos_ ? 0 : sizeof controls_[i].tos;
  headers_[i].msg_hdr.msg_controllen = ttl != 0 ? sizeof(Control) : plain;
  NoteTos(tos);
}

void DatagramSender::NoteTos(int tos) {
  if (tos == socket_tos_) {
    other_count_ = 0;
  } else if (tos == other_tos_) {
    other_count_++;
  } else {
    other_tos_ = tos;
    other_count_ = 1;
  }
}

void DatagramSender::AdoptTos(int fd) {
  if (setsockopt(fd, IPPROTO_IP, IP_TOS, &other_tos_, sizeof other_tos_) == 0) socket_tos_ = other_tos_;
  other_count_ = 0;
}

// As sendmmsg: how many of those from `from` on have left, or -1. One alone costs less in a call of its own.
int DatagramSender::Send(int fd, size_t from) {
  const msghdr& header = headers_[from].msg_hdr;
  if (from + 1 < count_ || header.msg_controllen != 0) {
    return sendmmsg(fd, &headers_[from], static_cast<unsigned>(count_ - from), MSG_DONTWAIT);
  }
  const iovec& vector = vectors_[from];
  const auto* to = reinterpret_cast<const sockaddr*>(&receivers_[from]);
  return sendto(fd, vector.iov_base, vector.iov_len, MSG_DONTWAIT, to, sizeof receivers_[from]) < 0 ? -1 : 1;
}

size_t DatagramSender::Flush(int fd) {
  size_t at = 0, failed = 0;
  while (at < count_) {
    const int sent = Send(fd, at);
    if (sent > 0) {
      at += static_cast<size_t>(sent);
    } else if (errno != EINTR) {
      at++;  // the first of them is the one that failed
      failed++;
    }
  }
  count_ = 0;
  if (other_count_ >= kAdoptAfter) AdoptTos(fd);
  return failed;
}

}  // namespace eip::host
