#include "host/explicit_udp.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "host/clock.h"
#include "host/socket.h"

namespace eip::host {

using bridge::Counter;

namespace {

// No message that is answered over UDP is longer than its header; some peers send a little more.
constexpr size_t kLargestDatagram = 1024;

}  // namespace

ExplicitUdp::ExplicitUdp(bridge::SharedState& state, Access& access, CyclicIo& cyclic)
    : state_(state), access_(access), cyclic_(cyclic), receiver_(kLargestDatagram) {
  for (size_t role = 0; role < kRoles; role++) {
    listeners_[role].owner = this;
    listeners_[role].role = static_cast<Role>(role);
  }
}

std::optional<bridge::OpenError> ExplicitUdp::Bind(eip_endpoint endpoint, const InterfaceSnapshot& on) {
  bridge::OpenError error;
  Fd fd = BindSocket(Transport::kUdp, &endpoint, Sharing::kNone, &error);
  if (!fd.valid()) return error;
  listeners_[kUnicast].socket.Take(std::move(fd));
  port_ = endpoint.port;
  if (auto problem = BindBroadcast(kBroadcast, {INADDR_BROADCAST, port_})) return problem;
  return BindSubnet(on);
}

std::optional<bridge::OpenError> ExplicitUdp::BindSubnet(const InterfaceSnapshot& on) {
  interface_index_ = on.interface.index;
  if (on.broadcast == 0) return std::nullopt;
  auto problem = BindBroadcast(kSubnet, {on.broadcast, port_});
  // Without a route to it nobody reaches us there either.
  if (problem && problem->error == EADDRNOTAVAIL) return std::nullopt;
  return problem;
}

// Shared: several adapters of one machine hear the same broadcast.
std::optional<bridge::OpenError> ExplicitUdp::BindBroadcast(Role role, eip_endpoint endpoint) {
  bridge::OpenError error;
  Fd fd = BindSocket(Transport::kUdp, &endpoint, Sharing::kAddress, &error);
  if (!fd.valid()) return error;
  const int on = 1;
  setsockopt(fd.get(), IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
  listeners_[role].socket.Take(std::move(fd));
  return std::nullopt;
}

int ExplicitUdp::Start(uv_loop_t* loop, eip_stack* stack, WorkShare& share) {
  stack_ = stack;
  loop_ = loop;
  share_ = &share;
  for (auto& listener : listeners_) {
    if (const int error = Listen(listener)) return error;
  }
  return 0;
}

int ExplicitUdp::Listen(Listener& listener) {
  if (!listener.socket.valid()) return 0;
  const auto read = [](void* user, PacedSocket&) {
    const auto& ready = *static_cast<Listener*>(user);
    ready.owner->Receive(ready);
  };
  return listener.socket.Start(loop_, *share_, state_.counters, Counter::kExplicitKernelDropped, read, &listener);
}

// What can't be had now is left out until the next change: our own address and 255.255.255.255 are there all the same.
void ExplicitUdp::UseInterface(const InterfaceSnapshot& on) {
  Listener& subnet = listeners_[kSubnet];
  subnet.socket.Close();
  if (!BindSubnet(on) && Listen(subnet) == 0) return;
  subnet.socket.Close();
}

void ExplicitUdp::Close() {
  for (auto& listener : listeners_) listener.socket.Close();
}

void ExplicitUdp::NextTurn(uint64_t now_us) {
  for (auto& listener : listeners_) listener.socket.NextTurn(now_us);
}

uint64_t ExplicitUdp::resumes_at_us() const {
  uint64_t first_us = EIP_NEVER;
  for (const auto& listener : listeners_) first_us = std::min(first_us, listener.socket.resumes_at_us());
  return first_us;
}

void ExplicitUdp::Receive(const Listener& listener) {
  const size_t count = receiver_.Receive(listener.socket.fd());
  const uint64_t now_us = NowUs();
  for (size_t i = 0; i < count; i++) {
    Take(listener, receiver_.Get(i), now_us);
    cyclic_.KeepUp();
  }
}

void ExplicitUdp::Take(const Listener& listener, const DatagramReceiver::Datagram& datagram, uint64_t now_us) {
  const bool to_all = listener.role != kUnicast;
  const auto came_by = static_cast<uint32_t>(datagram.interface_index);
  if (to_all && interface_index_ != 0 && came_by != interface_index_) return;
  if (!access_.ExplicitDatagram(datagram.from.address)) return;
  if (datagram.cut) return state_.counters.Add(Counter::kExplicitOversized);
  eip_udp_input(stack_, datagram.from, to_all, ToCore(datagram.bytes), now_us);
}

void ExplicitUdp::Send(eip_endpoint to, std::span<const std::byte> bytes) {
  MarkAsSet();
  const sockaddr_in address = ToSockaddr(to);
  const ssize_t sent = sendto(listeners_[kUnicast].socket.fd(), bytes.data(), bytes.size(), MSG_DONTWAIT,
                              reinterpret_cast<const sockaddr*>(&address), sizeof address);
  if (sent < 0) state_.counters.Add(Counter::kExplicitSendFailures);
}

// The QoS object may have been set since the last datagram.
void ExplicitUdp::MarkAsSet() {
  const uint8_t dscp = eip_stack_settings(stack_)->dscp_explicit;
  if (dscp == dscp_) return;
  SetDscp(listeners_[kUnicast].socket.fd(), dscp);
  dscp_ = dscp;
}

}  // namespace eip::host
