// Class 3 connections against a real adapter, over real sockets: requests, packets whose answers come late, their end.
#include <string>
#include <vector>

#include "adapter.h"
#include "originator.h"
#include "tap.h"

using namespace test;
using eip::bridge::Counter;
using eip::bridge::Request;
using eip::bridge::RequestKind;

namespace {

constexpr size_t kMessageAt = 24 + 20 + 2;
const Bytes kGetVendor{0x0E, 3, 0x20, 1, 0x24, 1, 0x30, 1};
const Bytes kSetExplicit = Bytes{0x10, 3, 0x20, 4, 0x24, 154, 0x30, 3} + Bytes(8, 0x5A);
const Bytes kGetExplicit{0x0E, 3, 0x20, 4, 0x24, 154, 0x30, 3};

Bytes OpenMessage(uint16_t serial) {
  constexpr uint32_t kPointToPointVariable500 = 0x43F4;
  const Bytes head{0x54, 2, 0x20, 6, 0x24, 1, 0x0A, 5};
  const Bytes path{4 / 2, 0x20, 2, 0x24, 1};
  return head + U32(0) + U32(0x0A0B0C0D) + U16(serial) + U16(0x1337) + U32(99) + Bytes{2, 0, 0, 0} + U32(2'000'000) +
         U16(kPointToPointVariable500) + U32(2'000'000) + U16(kPointToPointVariable500) + Bytes{0xA3} + path;
}

// A TCP connection with a session and a class 3 connection on it.
class Client {
 public:
  explicit Client(const Adapter& adapter) : tcp_(adapter.opened().port), session_(tcp_.Register()) {}

  bool Open(uint16_t serial) {
    tcp_.Send(Unconnected(session_, OpenMessage(serial)));
    const Bytes reply = tcp_.Receive();
    if (reply.size() < 70 || reply[42] != 0) return false;
    id_ = ReadU32(reply, 44);
    return true;
  }
  void Send(uint16_t count, const Bytes& request) {
    const Bytes data = U16(count) + request;
    tcp_.Send(Encap(0x70, session_,
                    U32(0) + U16(0) + U16(2) + U16(0xA1) + U16(4) + U32(id_) + U16(0xB1) +
                        U16(static_cast<uint32_t>(data.size())) + data));
  }
  // The CIP reply with this sequence count on our T->O id; empty when it is another message.
  Bytes Receive(uint16_t count) {
    const Bytes reply = tcp_.Receive();
    const bool ours = reply.size() >= kMessageAt && ReadU16(reply, 0) == 0x70 && ReadU32(reply, 36) == 0x0A0B0C0D &&
                      ReadU16(reply, 44) == count;
    return ours ? Bytes(reply.begin() + kMessageAt, reply.end()) : Bytes{};
  }
  TcpClient& tcp() { return tcp_; }

 private:
  TcpClient tcp_;
  uint32_t session_, id_ = 0;
};

Bytes Packet(const std::vector<Bytes>& requests) {
  Bytes offsets, bodies;
  for (const Bytes& request : requests) {
    offsets = offsets + U16(static_cast<uint32_t>(2 + 2 * requests.size() + bodies.size()));
    bodies = bodies + request;
  }
  return Bytes{0x0A, 2, 0x20, 2, 0x24, 1} + U16(static_cast<uint32_t>(requests.size())) + offsets + bodies;
}

void RequestsAreAnswered() {
  Adapter adapter;
  adapter.Open();
  Client client(adapter);
  tap::Ok(client.Open(1), "class 3: opened");
  tap::Ok(adapter.WaitForCounter(Counter::kExplicitConnections, 1), "counters: one class 3 connection");
  client.Send(7, kGetVendor);
  const Bytes first = client.Receive(7);
  tap::Ok(first == Bytes{0x8E, 0, 0, 0, 1, 0}, "class 3: a request is answered");
  client.Send(7, kGetExplicit);
  tap::Ok(client.Receive(7) == first, "class 3: a repeated sequence count gets the stored reply");
  tap::Ok(adapter.WaitForCounter(Counter::kExplicitRepeated, 1), "counters: and is counted");
  client.tcp().Abort();
  tap::Ok(Eventually([&] { return adapter.Count(Counter::kExplicitConnections) == 0; }),
          "class 3: ends with its TCP connection");
}

void APacketWaitsForJavaScript() {
  Adapter adapter;
  adapter.Handle(RequestKind::kAssembly);
  adapter.Open();
  Client client(adapter);
  client.Open(1);
  client.Send(1, Packet({kGetVendor, kSetExplicit, kGetExplicit}));
  const Request request = adapter.WaitForRequest();
  tap::Ok(adapter.Complete(request.token, 0), "packet: the handler is asked, and accepts");
  const Bytes want = Bytes{0x8A, 0, 0, 0, 3, 0, 8, 0, 14, 0, 18, 0, 0x8E, 0, 0, 0, 1, 0, 0x90, 0, 0, 0, 0x8E, 0, 0, 0} +
                     Bytes(8, 0x5A);
  tap::Ok(client.Receive(1) == want, "packet: one reply, and what stands behind sees what was written");
}

void OneMoreThanTheLimitIsRefused() {
  auto options = SampleOptions();
  options.limits.explicit_connections = 2;
  Adapter adapter(options);
  adapter.Open();
  Client first(adapter), second(adapter);
  tap::Ok(first.Open(1) && second.Open(2), "class 3: two of two");
  tap::Ok(!second.Open(3), "class 3: the third of two is refused");
  first.tcp().Abort();
  tap::Ok(Eventually([&] { return second.Open(3); }), "class 3: there is room again after one went");
}

}  // namespace

int main() {
  RequestsAreAnswered();
  APacketWaitsForJavaScript();
  OneMoreThanTheLimitIsRefused();
  return tap::Done();
}
