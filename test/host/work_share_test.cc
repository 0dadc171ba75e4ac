// What is not urgent: how much of a turn it gets, how often a socket of its kind is read, which datagrams are of it.
#include "host/work_share.h"

#include <poll.h>
#include <sys/socket.h>

#include <string>

#include "host/clock.h"
#include "host/io_lanes.h"
#include "host/paced_socket.h"
#include "host/socket.h"
#include "originator.h"
#include "tap.h"

using namespace test;
using eip::bridge::Counter;
using eip::bridge::Counters;
using eip::host::Fd;
using eip::host::IoLanes;
using eip::host::NowUs;
using eip::host::PacedSocket;
using eip::host::UvLoop;
using eip::host::WorkShare;

namespace {

constexpr const char* kAddress = "127.0.0.2";

struct CounterWords {
  uint64_t words[eip::bridge::kCounters]{};
  Counters counters{reinterpret_cast<std::byte*>(words)};
};

void ATurnHasAShare() {
  CounterWords seen;
  WorkShare share(seen.counters);
  const uint64_t now_us = 1'000'000;
  tap::Ok(share.Allows(now_us) && share.Allows(now_us + WorkShare::kTurnUs - 1), "share: work within it is allowed");
  tap::Ok(!share.Allows(now_us + WorkShare::kTurnUs), "share: then not");
  share.Allows(now_us + WorkShare::kTurnUs + 1);
  tap::Equal(seen.counters.Get(Counter::kWorkDeferred), uint64_t{1}, "share: a turn that left work is counted once");
  share.NextTurn();
  tap::Ok(share.Allows(now_us + 10'000), "share: the next turn has one of its own, from its first piece on");
}

void SuspendedIsNothing() {
  CounterWords seen;
  WorkShare share(seen.counters);
  const uint64_t now_us = 1'000'000;
  share.Suspend(now_us + 500);
  share.Suspend(now_us + 100);
  tap::Ok(!share.Allows(now_us + 499), "share: nothing is allowed while it is suspended, until the later end");
  tap::Equal(share.resumes_at_us(), now_us + 500, "share: which it tells");
  share.NextTurn();
  tap::Ok(share.Allows(now_us + 500), "share: then work goes on");
}

// ---- lanes

std::string LaneOf(const IoLanes& lanes, uint16_t port, const Bytes& datagram) {
  UdpSocket sender;
  sender.Send(kAddress, port, datagram);
  pollfd both[] = {{lanes.live.get(), POLLIN, 0}, {lanes.strays.get(), POLLIN, 0}};
  if (poll(both, 2, 2000) != 1) return "none or both";
  const bool live = (both[0].revents & POLLIN) != 0;
  std::byte byte[64];
  recv(live ? lanes.live.get() : lanes.strays.get(), byte, sizeof byte, MSG_DONTWAIT);
  return live ? "live" : "stray";
}

void EachDatagramHasItsLane() {
  IoLanes lanes;
  eip_endpoint endpoint{*eip::host::ParseAddress(kAddress), 0};
  tap::Ok(!lanes.Bind(&endpoint) && lanes.live.valid() && lanes.strays.valid(), "lanes: two sockets on one port");
  const Bytes whole = OutputPacket(0x12345678, 1, 1, 1, Bytes(32));
  Bytes connected{2, 0, 0xA1, 0, 4, 0, 1, 2, 3, 4, 0xB1, 0, 0, 0}, other_item = whole, other_length = whole;
  other_item[3] = 0x00;
  other_length[4] = 9;
  const struct {
    const char* what;
    Bytes datagram;
    const char* lane;
  } table[] = {
      {"data behind a sequenced address", whole, "live"},
      {"data behind a connected address", connected, "live"},
      {"the same with three items",
       [&] {
         Bytes three = whole;
         three[0] = 3;
         return three;
       }(),
       "live"},
      {"an address and nothing behind it", Bytes(whole.begin(), whole.begin() + 6), "live"},
      {"cut within the first four bytes", Bytes(whole.begin(), whole.begin() + 5), "stray"},
      {"an empty datagram", {}, "stray"},
      {"one byte", {2}, "stray"},
      {"another item", other_item, "stray"},
      {"another length", other_length, "stray"},
      {"an explicit message", Encap(0x63, 0, {}), "stray"},
      {"zeros", Bytes(60'000), "stray"},
  };
  for (const auto& row : table) {
    tap::Equal(LaneOf(lanes, endpoint.port, row.datagram), std::string(row.lane), std::string("lanes: ") + row.what);
  }
}

void NobodyElseGetsThePort() {
  IoLanes lanes, second;
  eip_endpoint endpoint{*eip::host::ParseAddress(kAddress), 0};
  lanes.Bind(&endpoint);
  const auto error = second.Bind(&endpoint);
  tap::Ok(error && error->error == EADDRINUSE && error->syscall == "bind", "lanes: a port that is taken is an error");
  tap::Ok(!second.live.valid() && !second.strays.valid(), "lanes: and nothing is held then");
}

// ---- a paced socket

// A loop with one paced socket whose readings are noted.
struct Paced {
  CounterWords seen;
  WorkShare share{seen.counters};
  UvLoop loop;
  PacedSocket socket;
  uint16_t port = 0;
  size_t readings = 0, taken = 0;

  Paced() {
    loop.Open();
    eip_endpoint endpoint{*eip::host::ParseAddress(kAddress), 0};
    eip::bridge::OpenError error;
    socket.Take(BindSocket(eip::host::Transport::kUdp, &endpoint, eip::host::Sharing::kNone, &error));
    port = endpoint.port;
    socket.Start(loop.get(), share, seen.counters, Counter::kExplicitKernelDropped, Read, this);
  }
  ~Paced() { socket.Close(); }

  // One datagram at a time.
  static void Read(void* user, PacedSocket& from) {
    auto& self = *static_cast<Paced*>(user);
    self.readings++;
    std::byte byte[64];
    if (recv(from.fd(), byte, sizeof byte, MSG_DONTWAIT) >= 0) self.taken++;
  }

  void Turn() {
    share.NextTurn();
    socket.NextTurn(NowUs());
    uv_run(loop.get(), UV_RUN_NOWAIT);
  }
};

void ASocketIsReadAFewTimesAMillisecond() {
  Paced paced;
  UdpSocket sender;
  for (int i = 0; i < 40; i++) sender.Send(kAddress, paced.port, Bytes(10));
  const uint64_t began_us = NowUs();
  while (paced.taken < 40) paced.Turn();
  tap::Ok(NowUs() - began_us >= 9'000, "paced socket: 40 readings take ten windows of a millisecond");
  tap::Equal(paced.readings, size_t{40}, "paced socket: all that waited is read");
  tap::Equal(paced.seen.counters.Get(Counter::kExplicitKernelDropped), uint64_t{0},
             "paced socket: nothing was dropped");
}

void WhatIsTooMuchIsDroppedAndCounted() {
  Paced paced;
  UdpSocket sender;
  constexpr size_t kSent = 500;
  for (size_t i = 0; i < kSent; i++) sender.Send(kAddress, paced.port, Bytes(1000));
  const auto counted = [&] { return paced.taken + paced.seen.counters.Get(Counter::kExplicitKernelDropped); };
  for (int turn = 0; turn < 1'000'000 && counted() < kSent; turn++) paced.Turn();
  tap::Equal(counted(), kSent, "paced socket: read and dropped together are what was sent");
  tap::Ok(paced.taken < kSent, "paced socket: more than the kernel's buffer holds is dropped");
}

void ASuspendedSocketWaits() {
  Paced paced;
  UdpSocket sender;
  paced.share.Suspend(UINT64_MAX - 1);
  sender.Send(kAddress, paced.port, Bytes(10));
  for (int turn = 0; turn < 10; turn++) paced.Turn();
  tap::Equal(paced.taken, size_t{0}, "paced socket: suspended: nothing is read");
  tap::Equal(paced.socket.resumes_at_us(), UINT64_MAX - 1, "paced socket: suspended: says until when");
}

}  // namespace

int main() {
  ATurnHasAShare();
  SuspendedIsNothing();
  EachDatagramHasItsLane();
  NobodyElseGetsThePort();
  ASocketIsReadAFewTimesAMillisecond();
  WhatIsTooMuchIsDroppedAndCounted();
  ASuspendedSocketWaits();
  return tap::Done();
}
