// Explicit messages over UDP 44818: the List commands, which scanners send to find adapters.
//
// A socket bound to our own address gets no broadcasts on Linux, so there are two more, on 255.255.255.255 and on the
// subnet's broadcast address. Answers always leave from our own address and port. A broadcast that came in by another
// interface than ours is not for us. Comes on the I/O thread only.
#pragma once

#include <array>
#include <optional>

#include "bridge/shared_state.h"
#include "host/access.h"
#include "host/core.h"
#include "host/cyclic_io.h"
#include "host/datagrams.h"
#include "host/interface_reader.h"
#include "host/paced_socket.h"
namespace eip::host {

class ExplicitUdp {
 public:
  ExplicitUdp(bridge::SharedState& state, Access& access, CyclicIo& cyclic);

  // Binds our own address, which `on` carries; the port is that of the TCP listener.
  std::optional<bridge::OpenError> Bind(eip_endpoint endpoint, const InterfaceSnapshot& on);
  // 0 or an errno.
  int Start(uv_loop_t* loop, eip_stack* stack, WorkShare& share);
  void Close();

  // Broadcasts are taken from this interface and for its subnet from here on.
  void UseInterface(const InterfaceSnapshot& on);

  // Once a turn of the loop.
  void NextTurn(uint64_t now_us);
  // When it wants the next turn besides, EIP_NEVER: at no time.
  uint64_t resumes_at_us() const;

  // For eip_host.
  void Send(eip_endpoint to, std::span<const std::byte> bytes);

 private:
  enum Role : size_t { kUnicast, kBroadcast, kSubnet, kRoles };

  // One of the sockets.
  struct Listener {
    ExplicitUdp* owner = nullptr;
    Role role = kUnicast;
    PacedSocket socket;
  };

  std::optional<bridge::OpenError> BindBroadcast(Role role, eip_endpoint endpoint);
  std::optional<bridge::OpenError> BindSubnet(const InterfaceSnapshot& on);
  int Listen(Listener& listener);
  void Receive(const Listener& listener);
  void MarkAsSet();
  void Take(const Listener& listener, const DatagramReceiver::Datagram& datagram, uint64_t now_us);

  bridge::SharedState& state_;
  Access& access_;
  CyclicIo& cyclic_;
  eip_stack* stack_ = nullptr;
  uv_loop_t* loop_ = nullptr;
  WorkShare* share_ = nullptr;
  uint16_t port_ = 0;
  uint32_t interface_index_ = 0;  // 0 = not known: broadcasts are taken from all
  uint8_t dscp_ = 0;              // of the unicast socket
  std::array<Listener, kRoles> listeners_;
  DatagramReceiver receiver_;
};

}  // namespace eip::host
