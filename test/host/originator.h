// An originator made of plain sockets and bytes written by hand.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/fd.h"

namespace test {

using Bytes = std::vector<uint8_t>;

Bytes operator+(Bytes left, const Bytes& right);
Bytes U16(uint32_t value);
Bytes U32(uint32_t value);
uint16_t ReadU16(const Bytes& bytes, size_t at);
uint32_t ReadU32(const Bytes& bytes, size_t at);

// An encapsulation message.
Bytes Encap(uint16_t command, uint32_t session, const Bytes& data);
// SendRRData of one CIP request.
Bytes Unconnected(uint32_t session, const Bytes& request);

struct OpenRequest {
  uint32_t rpi_us = 10'000;
  uint16_t serial = 1;
  uint8_t multiplier = 2;      // timeout = 4 << multiplier times the RPI
  uint32_t input_id = 0x1234;  // T->O connection id
  Bytes configuration;         // none, or 10 bytes
  uint8_t input = 100;         // T->O point, 32 bytes of data
  uint8_t output = 150;        // O->T point and the bytes of its data, run/idle header included
  uint32_t output_size = 36;
  bool multicast = false;  // T->O
};
Bytes ForwardOpen(const OpenRequest& open);
Bytes ForwardClose(uint16_t serial);
// An O->T packet of exclusive owner 150: run/idle header and data.
Bytes OutputPacket(uint32_t id, uint32_t sequence, uint16_t count, uint32_t header, const Bytes& data);

class TcpClient {
 public:
  // `receive_buffer` bytes, 0 = as the system wants it. `address`: its own.
  explicit TcpClient(uint16_t port, int receive_buffer = 0, const std::string& address = "127.0.0.1");

  bool connected() const { return fd_.valid(); }
  bool Send(const Bytes& bytes);
  // As much as the kernel takes without waiting.
  size_t SendSome(const Bytes& bytes);
  // One whole encapsulation message, empty when none came within `timeout_ms` or the connection is closed.
  Bytes Receive(int timeout_ms = 2000);
  // The adapter closes within `timeout_ms`; what it sent before is thrown away.
  bool ClosedByPeer(int timeout_ms = 2000);
  // The same, but in order: the end of the stream, no reset.
  bool EndedByPeer(int timeout_ms = 2000);
  // Registers; the session, 0 on failure.
  uint32_t Register();
  void EndOutput();
  // The socket is reset, nothing is told to the adapter in order.
  void Abort();
  int fd() const { return fd_.get(); }

 private:
  bool Fill(size_t length, int timeout_ms);

  eip::host::Fd fd_;
  Bytes received_;
};

class UdpSocket {
 public:
  explicit UdpSocket(const std::string& address = "127.0.0.1");

  uint16_t port() const { return port_; }
  int fd() const { return fd_.get(); }
  bool Send(const std::string& address, uint16_t port, const Bytes& bytes);
  // Empty when none came within `timeout_ms`. `tos` gets the byte of the IP header.
  Bytes Receive(int timeout_ms = 2000, int* tos = nullptr);
  // Takes datagrams to this group, on this port (0: one that is free), that come in on `interface`.
  static UdpSocket InGroup(uint32_t group, uint16_t port, const std::string& interface);
  // Of the last one, when it came to a group.
  int ttl() const { return ttl_; }
  // Where the last one came from, as "127.0.0.2:44818".
  const std::string& sender() const { return sender_; }

 private:
  eip::host::Fd fd_;
  uint16_t port_ = 0;
  int ttl_ = 0;
  std::string sender_;
};

// A Class 1 connection over its own sockets.
class Scanner {
 public:
  Scanner(uint16_t port, uint16_t io_port, const std::string& address = "127.0.0.1")
      : tcp_(port, 0, address), udp_(address), io_port_(io_port) {}

  // Registers and opens; general status and extended status of the reply, 0xFFFF when none came.
  uint32_t Open(const OpenRequest& open);
  uint32_t Close(uint16_t serial);
  bool Send(const Bytes& data, uint32_t header = 1);
  // The data of the next T->O packet, empty when none came.
  Bytes Receive(int timeout_ms = 2000);

  TcpClient& tcp() { return tcp_; }
  UdpSocket& udp() { return udp_; }
  uint32_t output_id() const { return output_id_; }
  uint32_t input_id() const { return input_id_; }
  // Of the T->O item in the reply to the last open, 0 without one.
  uint32_t input_address() const { return input_address_; }
  uint32_t sequence() const { return sequence_; }

 private:
  uint32_t Status(const Bytes& reply) const;

  TcpClient tcp_;
  UdpSocket udp_;
  uint16_t io_port_;
  uint32_t session_ = 0, output_id_ = 0, input_id_ = 0, input_address_ = 0, sequence_ = 0;
  uint16_t count_ = 0;
};

// Of this process.
size_t OpenDescriptors();
size_t Threads();

}  // namespace test
