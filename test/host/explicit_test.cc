// Explicit messages against a real adapter: TCP in pieces and in heaps, slow and silent peers, limits, UDP.
#include <linux/tcp.h>  // knows more of tcp_info than <netinet/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <memory>
#include <string>
#include <vector>

#include "adapter.h"
#include "host/socket.h"
#include "originator.h"
#include "tap.h"

using namespace test;
using eip::bridge::Counter;

namespace {

const Bytes kListServices = Encap(0x04, 0, {});
constexpr size_t kListServicesReply = 24 + 2 + 4 + 20;

void ASessionIsGivenAndEnded() {
  Adapter adapter;
  adapter.Open();
  TcpClient client(adapter.opened().port);
  const uint32_t session = client.Register();
  tap::Ok(session != 0, "tcp: a session is registered");
  tap::Ok(adapter.WaitForCounter(Counter::kSessions, 1), "counters: one session");
  client.Send(Encap(0x66, session, {}));
  tap::Ok(client.ClosedByPeer(), "tcp: UnRegisterSession closes the connection");
  tap::Ok(Eventually([&] { return adapter.Count(Counter::kSessions) == 0 && adapter.Count(Counter::kPeers) == 0; }),
          "counters: session and peer are gone");
}

void AMessageInPiecesIsPutTogether() {
  Adapter adapter;
  adapter.Open();
  TcpClient client(adapter.opened().port);
  for (const uint8_t byte : kListServices) client.Send({byte});
  tap::Equal(client.Receive().size(), kListServicesReply, "tcp: a message byte by byte is answered");
}

// With data, up to now.
uint32_t SegmentsReceived(int fd) {
  tcp_info info{};
  socklen_t length = sizeof info;
  getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length);
  return info.tcpi_data_segs_in;
}

// The other end of a connection within this process; -1 when there is none.
int OtherEnd(int fd) {
  sockaddr_in own{}, peer{};
  socklen_t length = sizeof own;
  getsockname(fd, reinterpret_cast<sockaddr*>(&own), &length);
  for (int other = 3; other < 1024; other++) {
    length = sizeof peer;
    if (getpeername(other, reinterpret_cast<sockaddr*>(&peer), &length) != 0 || peer.sin_family != AF_INET) continue;
    if (peer.sin_port == own.sin_port && peer.sin_addr.s_addr == own.sin_addr.s_addr) return other;
  }
  return -1;
}

void RepliesAreNotHeldBack() {
  Adapter adapter;
  adapter.Open();
  TcpClient client(adapter.opened().port);
  client.Register();
  int on = 0;
  socklen_t length = sizeof on;
  getsockopt(OtherEnd(client.fd()), IPPROTO_TCP, TCP_NODELAY, &on, &length);
  tap::Equal(on, 1, "tcp: TCP_NODELAY is on");
  int tos = 0;
  getsockopt(OtherEnd(client.fd()), IPPROTO_IP, IP_TOS, &tos, &length);
  tap::Equal(tos, 27 << 2, "tcp: explicit messages carry DSCP 27");
  unsigned patience_ms = 0;
  getsockopt(OtherEnd(client.fd()), IPPROTO_TCP, TCP_USER_TIMEOUT, &patience_ms, &length);
  tap::Equal(patience_ms, 10'000u, "tcp: the kernel gives a peer up that takes nothing for 10 s");
}

void ManyInOneSegmentAreAnsweredTogetherInOrder() {
  Adapter adapter;
  adapter.Open();
  TcpClient client(adapter.opened().port);
  Bytes segment;
  for (uint8_t i = 0; i < 20; i++) {
    Bytes request = kListServices;
    request[12] = i;
    segment = segment + request;
  }
  const uint32_t before = SegmentsReceived(client.fd());
  client.Send(segment);
  SleepMs(100);
  tap::Equal(SegmentsReceived(client.fd()) - before, 1u, "tcp: their replies leave together, in one segment");
  Bytes together(4096);
  const ssize_t got = recv(client.fd(), together.data(), together.size(), MSG_DONTWAIT);
  tap::Equal(got, static_cast<ssize_t>(20 * kListServicesReply), "tcp: twenty requests of a segment, all answered");
  bool ordered = got > 0;
  for (uint8_t i = 0; ordered && i < 20; i++) ordered = together[i * kListServicesReply + 12] == i;
  tap::Ok(ordered, "tcp: in the order of the requests");
}

void ASilentPeerDelaysNobody() {
  Adapter adapter;
  adapter.Open();
  TcpClient silent(adapter.opened().port), other(adapter.opened().port);
  silent.Send({0x65, 0, 4, 0});
  other.Send(kListServices);
  tap::Equal(other.Receive().size(), kListServicesReply, "tcp: four header bytes, then silence: others are answered");
}

void TooLongAMessageIsRefusedAndClosed() {
  Adapter adapter;
  adapter.Open();
  TcpClient client(adapter.opened().port);
  Bytes message = Encap(0x6F, 0, Bytes(2000));
  client.Send(message);
  const Bytes reply = client.Receive();
  tap::Ok(reply.size() == 24 && ReadU32(reply, 8) == 0x65, "tcp: a message above maxMessage gets status 0x65");
  tap::Ok(client.ClosedByPeer(), "tcp: and then the connection is closed");
}

// A reset instead of an orderly end would make some peers throw away the reply they have not read yet.
void TheRefusalReachesAPeerThatGoesOnSending() {
  Adapter adapter;
  adapter.Open();
  Bytes message = Encap(0x6F, 0, Bytes(256 * 1024));
  message[2] = message[3] = 0xFF;
  bool refused = true, ended = true;
  for (int i = 0; i < 20; i++) {  // how much the adapter has read when it ends is left to chance
    TcpClient client(adapter.opened().port);
    client.SendSome(message);
    const Bytes reply = client.Receive();
    refused = refused && reply.size() == 24 && ReadU32(reply, 8) == 0x65;
    ended = ended && client.EndedByPeer();
  }
  tap::Ok(refused, "tcp: status 0x65 although the peer goes on sending");
  tap::Ok(ended, "tcp: then an orderly end, no reset");
}

void OneMoreThanThePeersIsClosed() {
  auto options = SampleOptions();
  options.limits.peers = 3;
  Adapter adapter(options);
  adapter.Open();
  std::vector<std::unique_ptr<TcpClient>> clients;
  for (int i = 0; i < 3; i++) {
    clients.push_back(std::make_unique<TcpClient>(adapter.opened().port));
    tap::Ok(clients.back()->Register() != 0, "tcp: peer " + std::to_string(i + 1) + " of 3 is served");
  }
  TcpClient extra(adapter.opened().port);
  tap::Ok(extra.ClosedByPeer(), "tcp: the fourth of 3 is closed");
  tap::Ok(adapter.WaitForCounter(Counter::kPeersRefused, 1), "counters: and counted");
  clients[0]->Abort();
  tap::Ok(Eventually([&] { return TcpClient(adapter.opened().port).Register() != 0; }),
          "tcp: there is room again after one went");
}

void APeerThatReadsNothingIsClosed() {
  Adapter adapter;
  adapter.Open();
  TcpClient greedy(adapter.opened().port, 4096), other(adapter.opened().port);
  Bytes heap;
  for (int i = 0; i < 200; i++) heap = heap + kListServices;
  for (int i = 0; i < 5000 && adapter.Count(Counter::kSlowPeersClosed) == 0; i++) {
    if (greedy.SendSome(heap) == 0) SleepMs(1);
  }
  tap::Equal(adapter.Count(Counter::kSlowPeersClosed), uint64_t{1}, "tcp: a peer that reads no reply is closed");
  other.Send(kListServices);
  tap::Equal(other.Receive().size(), kListServicesReply, "tcp: and another one is still answered");
}

void ASlowReaderGetsEverything() {
  Adapter adapter;
  adapter.Open();
  TcpClient slow(adapter.opened().port, 4096);
  slow.Register();
  // Little room in the kernel: the replies have to wait in the adapter itself.
  const int bytes = 4096;
  setsockopt(OtherEnd(slow.fd()), SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
  constexpr int kRequests = 1200;  // replies beyond the peer's buffer, within the backlog
  for (int i = 0; i < kRequests; i++) slow.Send(kListServices);
  SleepMs(200);
  slow.EndOutput();
  int replies = 0;
  while (!slow.Receive(500).empty()) replies++;
  tap::Equal(replies, kRequests, "tcp: a slow reader that ended its own side gets every reply");
}

void InactivityClosesThePeer() {
  auto options = SampleOptions();
  options.settings.inactivity_timeout_s = 1;
  Adapter adapter(options);
  adapter.Open();
  TcpClient client(adapter.opened().port);
  tap::Ok(client.ClosedByPeer(3000), "tcp: a peer that says nothing is closed after the inactivity timeout");
}

void GoneLikeThisOrLikeThatLeavesNothing() {
  Adapter adapter;
  adapter.Open();
  TcpClient(adapter.opened().port).Register();  // libuv takes one descriptor with a loop's first stream
  Eventually([&] { return adapter.Count(Counter::kPeers) == 0; });
  const size_t before = OpenDescriptors();
  for (int i = 0; i < 300; i++) {
    TcpClient client(adapter.opened().port);
    if (i % 3 != 0) client.Register();
    if (i % 2 == 0) client.Abort();
  }
  tap::Ok(Eventually([&] { return adapter.Count(Counter::kPeers) == 0; }),
          "tcp: 300 peers came and went, none is left");
  tap::Ok(Eventually([&] { return OpenDescriptors() == before; }), "tcp: and no descriptor");
}

void UdpAnswersAtOnce() {
  Adapter adapter;
  adapter.Open();
  UdpSocket client;
  client.Send(kAdapterAddress, adapter.opened().port, Encap(0x63, 0, {}));
  int tos = -1;
  const Bytes reply = client.Receive(2000, &tos);
  tap::Ok(reply.size() > 24 && ReadU16(reply, 0) == 0x63, "udp: unicast ListIdentity is answered");
  tap::Equal(tos, 27 << 2, "udp: explicit messages carry DSCP 27");
  client.Send(kAdapterAddress, adapter.opened().port, Encap(0x04, 0, {}));
  tap::Equal(client.Receive().size(), kListServicesReply, "udp: ListServices is answered");
  client.Send(kAdapterAddress, adapter.opened().port, Bytes(1500));
  tap::Ok(adapter.WaitForCounter(Counter::kExplicitOversized, 1), "udp: a datagram longer than any message is counted");
}

// Answers at once and within 500 ms (the least delay) look alike from here; what counts is who answers.
void AnswersABroadcastTo(const std::string& address, UdpSocket& client) {
  Adapter adapter;
  adapter.Open();
  const int on = 1;
  setsockopt(client.fd(), SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
  Bytes request = Encap(0x63, 0, {});
  request[12] = 1;
  request[13] = 0;
  const uint16_t port = adapter.opened().port;
  tap::Ok(client.Send(address, port, request), "udp: the broadcast to " + address + " leaves");
  const Bytes reply = client.Receive(3000);
  tap::Ok(reply.size() > 24 && ReadU16(reply, 0) == 0x63, "udp: a ListIdentity to " + address + " is answered, later");
  tap::Equal(client.sender(), kAdapterAddress + std::string(":") + std::to_string(port),
             "udp: from our own address and port");
  tap::Equal(client.Receive(600).size(), size_t{0}, "udp: once");
}

void UdpAnswersBroadcasts() {
  UdpSocket of_subnet;
  AnswersABroadcastTo("127.255.255.255", of_subnet);
  UdpSocket to_all;  // out of the interface that carries 127.0.0.0/8
  if (setsockopt(to_all.fd(), SOL_SOCKET, SO_BINDTODEVICE, "lo", 3) != 0) return;
  AnswersABroadcastTo("255.255.255.255", to_all);
}

}  // namespace

int main() {
  ASessionIsGivenAndEnded();
  AMessageInPiecesIsPutTogether();
  ManyInOneSegmentAreAnsweredTogetherInOrder();
  RepliesAreNotHeldBack();
  ASilentPeerDelaysNobody();
  TooLongAMessageIsRefusedAndClosed();
  TheRefusalReachesAPeerThatGoesOnSending();
  OneMoreThanThePeersIsClosed();
  APeerThatReadsNothingIsClosed();
  ASlowReaderGetsEverything();
  InactivityClosesThePeer();
  GoneLikeThisOrLikeThatLeavesNothing();
  UdpAnswersAtOnce();
  UdpAnswersBroadcasts();
  return tap::Done();
}
