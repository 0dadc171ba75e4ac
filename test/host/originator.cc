#include "originator.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>

#include "adapter.h"

namespace test {

Bytes operator+(Bytes left, const Bytes& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

Bytes U16(uint32_t value) { return {static_cast<uint8_t>(value), static_cast<uint8_t>(value >> 8)}; }
Bytes U32(uint32_t value) { return U16(value & 0xFFFF) + U16(value >> 16); }
uint16_t ReadU16(const Bytes& bytes, size_t at) { return static_cast<uint16_t>(bytes[at] | bytes[at + 1] << 8); }
uint32_t ReadU32(const Bytes& bytes, size_t at) {
  return ReadU16(bytes, at) | static_cast<uint32_t>(ReadU16(bytes, at + 2)) << 16;
}

Bytes Encap(uint16_t command, uint32_t session, const Bytes& data) {
  const Bytes context{1, 2, 3, 4, 5, 6, 7, 8};
  return U16(command) + U16(static_cast<uint32_t>(data.size())) + U32(session) + U32(0) + context + U32(0) + data;
}

namespace {

Bytes RequestItems(const Bytes& request) {
  return U16(0) + U16(0) + U16(0xB2) + U16(static_cast<uint32_t>(request.size())) + request;
}

Bytes ConnectionPath(const Bytes& configuration, uint8_t output = 150, uint8_t input = 100) {
  const Bytes path{0x20, 4, 0x24, 151, 0x2C, output, 0x2C, input};
  if (configuration.empty()) return path;
  return path + Bytes{0x80, static_cast<uint8_t>(configuration.size() / 2)} + configuration;
}

Bytes Triad(uint16_t serial) { return U16(serial) + U16(0x1337) + U32(99); }

}  // namespace

Bytes Unconnected(uint32_t session, const Bytes& request) {
  return Encap(0x6F, session, U32(0) + U16(0) + U16(2) + RequestItems(request));
}

Bytes ForwardOpen(const OpenRequest& open) {
  constexpr uint32_t kPointToPointScheduled = 0x4800, kMulticastScheduled = 0x2800;
  const uint32_t input = open.multicast ? kMulticastScheduled : kPointToPointScheduled;
  const Bytes path = ConnectionPath(open.configuration, open.output, open.input);
  return Bytes{0x54, 2, 0x20, 6, 0x24, 1, 10, 5} + U32(0) + U32(open.input_id) + Triad(open.serial) +
         Bytes{open.multiplier, 0, 0, 0} + U32(open.rpi_us) + U16(kPointToPointScheduled | (2 + open.output_size)) +
         U32(open.rpi_us) + U16(input | 34) + Bytes{1, static_cast<uint8_t>(path.size() / 2)} + path;
}

Bytes ForwardClose(uint16_t serial) {
  const Bytes path = ConnectionPath({});
  return Bytes{0x4E, 2, 0x20, 6, 0x24, 1, 10, 5} + Triad(serial) + Bytes{static_cast<uint8_t>(path.size() / 2), 0} +
         path;
}

Bytes OutputPacket(uint32_t id, uint32_t sequence, uint16_t count, uint32_t header, const Bytes& data) {
  return U16(2) + U16(0x8002) + U16(8) + U32(id) + U32(sequence) + U16(0xB1) +
         U16(static_cast<uint32_t>(6 + data.size())) + U16(count) + U32(header) + data;
}

namespace {

sockaddr_in AddressOf(const std::string& address, uint16_t port) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(port);
  inet_pton(AF_INET, address.c_str(), &result.sin_addr);
  return result;
}

bool Readable(int fd, int timeout_ms) {
  pollfd wait{fd, POLLIN, 0};
  return poll(&wait, 1, timeout_ms) == 1;
}

}  // namespace

TcpClient::TcpClient(uint16_t port, int receive_buffer, const std::string& address)
    : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (receive_buffer > 0) setsockopt(fd_.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  const int on = 1;
  setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const sockaddr_in from = AddressOf(address, 0), to = AddressOf(kAdapterAddress, port);
  bind(fd_.get(), reinterpret_cast<const sockaddr*>(&from), sizeof from);
  if (connect(fd_.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) fd_.Close();
}

bool TcpClient::Send(const Bytes& bytes) {
  return send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

size_t TcpClient::SendSome(const Bytes& bytes) {
  const ssize_t sent = send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  return sent > 0 ? static_cast<size_t>(sent) : 0;
}

bool TcpClient::Fill(size_t length, int timeout_ms) {
  while (received_.size() < length) {
    if (!Readable(fd_.get(), timeout_ms)) return false;
    uint8_t chunk[4096];
    const ssize_t got = recv(fd_.get(), chunk, sizeof chunk, 0);
    if (got <= 0) return false;
    received_.insert(received_.end(), chunk, chunk + got);
  }
  return true;
}

Bytes TcpClient::Receive(int timeout_ms) {
  if (!Fill(24, timeout_ms)) return {};
  const size_t length = 24U + ReadU16(received_, 2);
  if (!Fill(length, timeout_ms)) return {};
  const auto end = received_.begin() + static_cast<ptrdiff_t>(length);
  const Bytes message(received_.begin(), end);
  received_.erase(received_.begin(), end);
  return message;
}

namespace {

// What the last recv returned: 0 at the end of the stream, -1 after a reset, 1 when there was neither in time.
int ReadToTheEnd(int fd, int timeout_ms) {
  for (;;) {
    if (!Readable(fd, timeout_ms)) return 1;
    uint8_t chunk[4096];
    const ssize_t got = recv(fd, chunk, sizeof chunk, 0);
    if (got <= 0) return static_cast<int>(got);
  }
}

}  // namespace

bool TcpClient::ClosedByPeer(int timeout_ms) { return ReadToTheEnd(fd_.get(), timeout_ms) <= 0; }

bool TcpClient::EndedByPeer(int timeout_ms) { return ReadToTheEnd(fd_.get(), timeout_ms) == 0; }

uint32_t TcpClient::Register() {
  Send(Encap(0x65, 0, U16(1) + U16(0)));
  const Bytes reply = Receive();
  return reply.size() == 28 ? ReadU32(reply, 4) : 0;
}

void TcpClient::EndOutput() { shutdown(fd_.get(), SHUT_WR); }

void TcpClient::Abort() {
  const linger at_once{1, 0};
  setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  fd_.Close();
}

UdpSocket::UdpSocket(const std::string& address) : fd_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in own = AddressOf(address, 0);
  bind(fd_.get(), reinterpret_cast<const sockaddr*>(&own), sizeof own);
  socklen_t length = sizeof own;
  getsockname(fd_.get(), reinterpret_cast<sockaddr*>(&own), &length);
  port_ = ntohs(own.sin_port);
  const int on = 1;
  setsockopt(fd_.get(), IPPROTO_IP, IP_RECVTOS, &on, sizeof on);
}

UdpSocket UdpSocket::InGroup(uint32_t group, uint16_t port, const std::string& interface) {
  UdpSocket self;
  const int on = 1;
  self.fd_ = eip::host::Fd(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  setsockopt(self.fd_.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(self.fd_.get(), IPPROTO_IP, IP_RECVTOS, &on, sizeof on);
  setsockopt(self.fd_.get(), IPPROTO_IP, IP_RECVTTL, &on, sizeof on);
  sockaddr_in own{};
  own.sin_family = AF_INET;
  own.sin_port = htons(port);
  own.sin_addr.s_addr = htonl(group);
  bind(self.fd_.get(), reinterpret_cast<const sockaddr*>(&own), sizeof own);
  const ip_mreq membership{own.sin_addr, AddressOf(interface, 0).sin_addr};
  setsockopt(self.fd_.get(), IPPROTO_IP, IP_ADD_MEMBERSHIP, &membership, sizeof membership);
  socklen_t length = sizeof own;
  getsockname(self.fd_.get(), reinterpret_cast<sockaddr*>(&own), &length);
  self.port_ = ntohs(own.sin_port);
  return self;
}

bool UdpSocket::Send(const std::string& address, uint16_t port, const Bytes& bytes) {
  const sockaddr_in to = AddressOf(address, port);
  return sendto(fd_.get(), bytes.data(), bytes.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to) ==
         static_cast<ssize_t>(bytes.size());
}

Bytes UdpSocket::Receive(int timeout_ms, int* tos) {
  if (!Readable(fd_.get(), timeout_ms)) return {};
  Bytes datagram(65536);
  iovec vector{datagram.data(), datagram.size()};
  alignas(cmsghdr) char control[64];
  sockaddr_in from{};
  msghdr header{};
  header.msg_name = &from;
  header.msg_namelen = sizeof from;
  header.msg_iov = &vector;
  header.msg_iovlen = 1;
  header.msg_control = control;
  header.msg_controllen = sizeof control;
  const ssize_t got = recvmsg(fd_.get(), &header, 0);
  datagram.resize(got > 0 ? static_cast<size_t>(got) : 0);
  char text[INET_ADDRSTRLEN] = "";
  inet_ntop(AF_INET, &from.sin_addr, text, sizeof text);
  sender_ = text + std::string(":") + std::to_string(ntohs(from.sin_port));
  for (cmsghdr* item = CMSG_FIRSTHDR(&header); item != nullptr; item = CMSG_NXTHDR(&header, item)) {
    if (tos != nullptr && item->cmsg_type == IP_TOS) *tos = *CMSG_DATA(item);
    if (item->cmsg_type == IP_TTL) std::memcpy(&ttl_, CMSG_DATA(item), sizeof ttl_);
  }
  return datagram;
}

uint32_t Scanner::Status(const Bytes& reply) const {
  constexpr size_t kStatus = 24 + 16 + 2;  // header, items, service and reserved byte
  if (reply.size() < kStatus + 2) return 0xFFFF;
  const uint32_t extended = reply[kStatus + 1] > 0 ? ReadU16(reply, kStatus + 2) : 0;
  return static_cast<uint32_t>(reply[kStatus]) << 16 | extended;
}

uint32_t Scanner::Open(const OpenRequest& open) {
  if (session_ == 0) session_ = tcp_.Register();
  const Bytes items = RequestItems(ForwardOpen(open));
  // T->O goes to the port that this item names.
  const Bytes port{0, 2, static_cast<uint8_t>(udp_.port() >> 8), static_cast<uint8_t>(udp_.port())};
  const Bytes address = U16(0x8001) + U16(16) + port + U32(0) + U32(0) + U32(0);
  tcp_.Send(Encap(0x6F, session_, U32(0) + U16(0) + U16(3) + items + address));
  const Bytes reply = tcp_.Receive();
  const uint32_t status = Status(reply);
  if (status != 0) return status;
  output_id_ = ReadU32(reply, 44);
  input_id_ = ReadU32(reply, 48);
  // Behind the reply: the O->T item of 20 bytes, then the T->O item, its address big-endian.
  constexpr size_t kInputAddress = 44 + 26 + 20 + 4 + 4;
  const bool told = reply.size() >= kInputAddress + 12;
  input_address_ = told ? static_cast<uint32_t>(reply[kInputAddress] << 24 | reply[kInputAddress + 1] << 16 |
                                                reply[kInputAddress + 2] << 8 | reply[kInputAddress + 3])
                        : 0;
  return status;
}

uint32_t Scanner::Close(uint16_t serial) {
  tcp_.Send(Unconnected(session_, ForwardClose(serial)));
  return Status(tcp_.Receive());
}

bool Scanner::Send(const Bytes& data, uint32_t header) {
  return udp_.Send(kAdapterAddress, io_port_, OutputPacket(output_id_, ++sequence_, ++count_, header, data));
}

Bytes Scanner::Receive(int timeout_ms) {
  constexpr size_t kFraming = 2 + 12 + 4 + 2;
  const Bytes packet = udp_.Receive(timeout_ms);
  if (packet.size() < kFraming) return {};
  return Bytes(packet.begin() + kFraming, packet.end());
}

namespace {

// Entries of a folder, "." and ".." included. By bare system calls: libuv closes descriptors unseen by ThreadSanitizer,
// which would take a descriptor opened here under the same number for one that two threads share.
size_t Entries(const char* folder) {
  const long fd = syscall(SYS_openat, AT_FDCWD, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (fd < 0) return 0;
  alignas(dirent64) char names[4096];
  size_t count = 0;
  for (long length; (length = syscall(SYS_getdents64, fd, names, sizeof names)) > 0;) {
    for (long at = 0; at < length; count++) at += reinterpret_cast<const dirent64*>(&names[at])->d_reclen;
  }
  syscall(SYS_close, fd);
  return count;
}

}  // namespace

size_t OpenDescriptors() { return Entries("/proc/self/fd"); }
size_t Threads() { return Entries("/proc/self/task"); }

}  // namespace test
