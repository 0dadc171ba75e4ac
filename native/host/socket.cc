#include "host/socket.h"

#include <arpa/inet.h>
#include <netinet/ip.h>
#include <sys/socket.h>

#include <cerrno>

namespace eip::host {

sockaddr_in ToSockaddr(eip_endpoint endpoint) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(endpoint.port);
  address.sin_addr.s_addr = htonl(endpoint.address);
  return address;
}

eip_endpoint ToEndpoint(const sockaddr_in& address) {
  return {ntohl(address.sin_addr.s_addr), ntohs(address.sin_port)};
}

std::string ToText(uint32_t address) {
  char text[INET_ADDRSTRLEN];
  const in_addr raw{htonl(address)};
  return inet_ntop(AF_INET, &raw, text, sizeof text) != nullptr ? text : "";
}

std::optional<uint32_t> ParseAddress(const std::string& text) {
  in_addr raw;
  if (inet_pton(AF_INET, text.c_str(), &raw) != 1) return std::nullopt;
  return ntohl(raw.s_addr);
}

bridge::OpenError SocketError(int error, const char* syscall, eip_endpoint endpoint, Transport transport) {
  bridge::OpenError result;
  result.error = error;
  result.syscall = syscall;
  result.address = ToText(endpoint.address);
  result.port = endpoint.port;
  result.transport = transport == Transport::kTcp ? "tcp" : "udp";
  return result;
}

Fd BindSocket(Transport transport, eip_endpoint* endpoint, Sharing sharing, bridge::OpenError* error) {
  const int type = transport == Transport::kTcp ? SOCK_STREAM : SOCK_DGRAM;
  Fd fd(socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.valid()) {
    *error = SocketError(errno, "socket", *endpoint, transport);
    return Fd();
  }
  const int on = 1;
  const bool reused = sharing == Sharing::kAddress || transport == Transport::kTcp;
  if (reused) setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (sharing == Sharing::kPort) setsockopt(fd.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  sockaddr_in address = ToSockaddr(*endpoint);
  socklen_t length = sizeof address;
  if (bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), length) != 0) {
    *error = SocketError(errno, "bind", *endpoint, transport);
    return Fd();
  }
  if (getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    *error = SocketError(errno, "getsockname", *endpoint, transport);
    return Fd();
  }
  endpoint->port = ToEndpoint(address).port;
  return fd;
}

void SetDscp(int fd, uint8_t dscp) {
  const int tos = TosOf(dscp);
  setsockopt(fd, IPPROTO_IP, IP_TOS, &tos, sizeof tos);
}

}  // namespace eip::host
