#include "host/io_lanes.h"

#include <linux/filter.h>
#include <sys/socket.h>

#include <array>

#include "host/socket.h"

namespace eip::host {

namespace {

// In the order in which the sockets are bound. A datagram too short to be looked at counts as 0.
enum Lane : uint32_t { kStrays, kLive };

// Type and length of the first item, as they come: a sequenced address of 8 bytes or a connected one of 4.
constexpr uint32_t kSequencedAddress = 0x02800800, kConnectedAddress = 0xA1000400;
constexpr uint32_t kFirstItem = 2;  // behind the number of items

// Both directions of a jump count from the instruction behind it.
const std::array<sock_filter, 5> kChoose = {{
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kFirstItem),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kSequencedAddress, 1, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kConnectedAddress, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, kLive),
    BPF_STMT(BPF_RET | BPF_K, kStrays),
}};

bool SharePort(int fd) {
  const int on = 1;
  return setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0;
}

bool Choose(int fd) {
  const sock_fprog program{kChoose.size(), const_cast<sock_filter*>(kChoose.data())};
  return setsockopt(fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &program, sizeof program) == 0;
}

}  // namespace

// The first one is bound alone, so that nobody else has the port; only then it is shared, with the second one.
std::optional<bridge::OpenError> IoLanes::Bind(eip_endpoint* endpoint) {
  bridge::OpenError error;
  Fd first = BindSocket(Transport::kUdp, endpoint, Sharing::kNone, &error);
  if (!first.valid()) return error;
  if (!SharePort(first.get())) {
    live = std::move(first);
    return std::nullopt;
  }
  Fd second = BindSocket(Transport::kUdp, endpoint, Sharing::kPort, &error);
  if (!second.valid()) return error;
  if (Choose(second.get())) {
    strays = std::move(first);
    live = std::move(second);
  } else {
    second.Close();
    live = std::move(first);
  }
  return std::nullopt;
}

}  // namespace eip::host
