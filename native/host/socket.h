// Sockets of the adapter: made, bound, named in errors. All are non-blocking and closed on exec.
#pragma once

#include <netinet/in.h>

#include <optional>
#include <string>

#include "bridge/adapter_options.h"
#include "host/core.h"
#include "host/fd.h"

namespace eip::host {

sockaddr_in ToSockaddr(eip_endpoint endpoint);
eip_endpoint ToEndpoint(const sockaddr_in& address);
std::string ToText(uint32_t address);
// A dotted IPv4 address in host byte order.
std::optional<uint32_t> ParseAddress(const std::string& text);

enum class Transport { kTcp, kUdp };

// Who else may bind the same UDP address: nobody; everybody (broadcast); sockets of the same user that say so too.
enum class Sharing { kNone, kAddress, kPort };

// The error of the system call that just failed, for this socket.
bridge::OpenError SocketError(int error, const char* syscall, eip_endpoint endpoint, Transport transport);

// Makes a socket and binds it to `endpoint`, whose port, when 0, becomes the one the kernel chose. On failure `error`
// says why and the result is not valid. A TCP listener always gets SO_REUSEADDR, which on Linux lets nobody share it
// but frees it from connections that linger.
Fd BindSocket(Transport transport, eip_endpoint* endpoint, Sharing sharing, bridge::OpenError* error);

// What the kernel marks packets of this socket with, unless a datagram says otherwise.
void SetDscp(int fd, uint8_t dscp);
inline int TosOf(uint8_t dscp) { return dscp << 2; }

}  // namespace eip::host
