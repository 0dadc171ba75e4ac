// Datagrams in batches: one system call for up to 32, each way, without copying.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "host/core.h"
#include "host/memory_lock.h"

namespace eip::host {

inline constexpr size_t kDatagramBatch = 32;

class DatagramReceiver {
 public:
  // Of each datagram up to `largest` bytes are kept.
  explicit DatagramReceiver(size_t largest);

  // What is waiting, at most `most` and kDatagramBatch; 0 when nothing is (or the socket is in error: see its
  // SO_ERROR). Asking for more than there is costs the kernel one more look.
  size_t Receive(int fd, size_t most = kDatagramBatch);

  struct Datagram {
    eip_endpoint from;
    std::span<const std::byte> bytes;
    bool cut;             // it was longer
    int interface_index;  // with IP_PKTINFO, else 0
  };
  // Valid until the next Receive.
  Datagram Get(size_t index) const;

  // Datagrams that the kernel had dropped so far because the socket's buffer was full (SO_RXQ_OVFL); counts up and
  // wraps at 2^32. Known with the next datagram that gets through, unless one alone was asked for.
  uint32_t kernel_dropped() const { return kernel_dropped_; }

  bool memory_locked() const { return block_.locked(); }

 private:
  size_t ReceiveOne(int fd);
  void ReadControl(const msghdr& header);

  // Room for IP_PKTINFO and SO_RXQ_OVFL.
  struct alignas(cmsghdr) Control {
    std::byte bytes[CMSG_SPACE(sizeof(in_pktinfo)) + CMSG_SPACE(sizeof(uint32_t))];
  };

  size_t largest_;
  LockedBlock block_;  // payloads
  std::array<mmsghdr, kDatagramBatch> headers_{};
  std::array<iovec, kDatagramBatch> vectors_{};
  std::array<sockaddr_in, kDatagramBatch> senders_{};
  std::array<Control, kDatagramBatch> controls_{};
  uint32_t kernel_dropped_ = 0;
};

// For one socket. The IP_TOS that most need is set on it; only what differs carries an item of its own.
class DatagramSender {
 public:
  DatagramSender();

  bool full() const { return count_ == kDatagramBatch; }

  // `bytes` stay where they are until Flush. `ttl`: of a group, 0 when `to` is none. Not when full.
  void Add(eip_endpoint to, std::span<const std::byte> bytes, uint8_t dscp, uint8_t ttl);

  // Sends all. Returns how many the kernel did not take (its buffer is full, no route): a datagram that cannot leave
  // now is dropped, later it would be old.
  size_t Flush(int fd);

 private:
  // IP_TOS, and IP_TTL, which is left out where there is no group.
  struct alignas(cmsghdr) Control {
    std::byte tos[CMSG_SPACE(sizeof(int))];
    std::byte ttl[CMSG_SPACE(sizeof(int))];
  };

  void NoteTos(int tos);
  void AdoptTos(int fd);
  int Send(int fd, size_t from);

  size_t count_ = 0;
  int socket_tos_ = 0;
  int other_tos_ = 0;         // the last that was not the socket's
  uint32_t other_count_ = 0;  // how often it was wanted in a row
  std::array<mmsghdr, kDatagramBatch> headers_{};
  std::array<iovec, kDatagramBatch> vectors_{};
  std::array<sockaddr_in, kDatagramBatch> receivers_{};
  std::array<Control, kDatagramBatch> controls_{};
};

}  // namespace eip::host
