// Requests that JavaScript answers, against a real adapter: asked, answered, refused, too late, too many.
#include <string>
#include <vector>

#include "adapter.h"
#include "originator.h"
#include "tap.h"

using namespace test;
using eip::bridge::AdapterOptions;
using eip::bridge::Counter;
using eip::bridge::Event;
using eip::bridge::EventKind;
using eip::bridge::OutputImage;
using eip::bridge::Request;
using eip::bridge::RequestKind;

namespace {

constexpr uint32_t kNone = 0xFFFF;
const Bytes kConfiguration = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

// A session that sends requests and reads the general status of replies, kNone when none came.
struct Client {
  explicit Client(Adapter& adapter) : tcp(adapter.opened().port), session(tcp.Register()) {}
  void Send(const Bytes& request) { tcp.Send(Unconnected(session, request)); }
  void SetExplicit(uint8_t first) {
    Send(Bytes{0x10, 3, 0x20, 4, 0x24, 154, 0x30, 3, first} + Bytes{8, 7, 6, 5, 4, 3, 2});
  }
  void Reset(uint8_t type) { Send({0x05, 2, 0x20, 1, 0x24, 1, type}); }
  uint32_t Status() {
    const Bytes reply = tcp.Receive();
    return reply.size() > 42 ? reply[42] : kNone;
  }
  TcpClient tcp;
  uint32_t session;
};

// With configuration data, without waiting for the reply.
void SendOpen(Client& client) {
  OpenRequest open;
  open.configuration = kConfiguration;
  client.Send(ForwardOpen(open));
}

bool Published(Adapter& adapter, uint32_t assembly) {
  std::byte data[64];
  return adapter.state().Output(assembly)->Take(data).origin.received_us != 0;
}

void NobodyIsAskedUnlessItSaysSo() {
  Adapter adapter;
  adapter.Open();
  Client client(adapter);
  client.SetExplicit(9);
  tap::Equal(client.Status(), 0U, "no handler: a Set is accepted at once");
  SendOpen(client);
  tap::Equal(client.Status(), 0U, "no handler: configuration is accepted at once");
  client.Reset(0);
  tap::Equal(client.Status(), 0x0FU, "no handler: Reset is switched off");
  bool asked = false;
  adapter.state().requests.Drain([&](const Request&, std::span<const std::byte>) { asked = true; });
  tap::Ok(!asked, "no handler: nothing is put to JavaScript");
}

void ASetIsAskedAndStoredWhenAccepted() {
  Adapter adapter;
  adapter.state().Output(kExplicit)->Ask(true);
  adapter.Open();
  Client client(adapter);
  client.SetExplicit(9);
  std::vector<std::byte> data;
  const Request request = adapter.WaitForRequest(&data);
  tap::Ok(request.kind == RequestKind::kAssembly && request.class_id == 4 && request.instance == 154 &&
              request.attribute == 3 && request.service == 0x10 && !request.has_connection,
          "Set: JavaScript is told what is asked");
  tap::Ok(data.size() == 8 && data[0] == std::byte{9}, "Set: with the value");
  tap::Ok(request.at_us != 0 && adapter.wakes() > 0, "Set: stamped, and JavaScript is woken");
  tap::Ok(!Published(adapter, kExplicit), "Set: not stored before it is accepted");
  adapter.Complete(request.token, 0);
  tap::Equal(client.Status(), 0U, "Set: accepted when JavaScript accepts");
  tap::Ok(Published(adapter, kExplicit), "Set: and published then");
}

void ARefusalReachesThePeer() {
  Adapter adapter;
  adapter.state().Output(kExplicit)->Ask(true);
  adapter.Open();
  Client client(adapter);
  client.SetExplicit(9);
  adapter.Complete(adapter.WaitForRequest().token, 0x09, 0x1234);
  const Bytes reply = client.tcp.Receive();
  tap::Ok(reply.size() == 46 && reply[42] == 0x09 && reply[43] == 1 && ReadU16(reply, 44) == 0x1234,
          "Set: refused with general and extended status");
  tap::Ok(!Published(adapter, kExplicit), "Set: what is refused is not published");
}

void ConfigurationIsAskedBeforeTheConnectionOpens() {
  Adapter adapter;
  adapter.state().Output(kConfig)->Ask(true);
  adapter.Open();
  Client client(adapter);
  SendOpen(client);
  std::vector<std::byte> data;
  const Request request = adapter.WaitForRequest(&data);
  tap::Ok(request.kind == RequestKind::kConfiguration && request.instance == 151 && request.service == 0x54,
          "configuration: JavaScript is told what is asked");
  tap::Ok(data.size() == 10 && data[9] == std::byte{10}, "configuration: with the data");
  tap::Ok(request.has_connection && request.connection.output_instance == 150 &&
              request.connection.originator_address == 0x7F000001,
          "configuration: and the candidate");
  adapter.Complete(request.token, 0);
  tap::Equal(client.Status(), 0U, "configuration: accepted, the connection opens");
  Event event{};
  tap::Ok(adapter.WaitForEvent(EventKind::kOpened, &event) && event.at_us >= request.at_us,
          "configuration: and is told as open afterwards");
  tap::Ok(Published(adapter, kConfig), "configuration: its data is published");
}

void ARefusedConfigurationOpensNothing() {
  Adapter adapter;
  adapter.state().Output(kConfig)->Ask(true);
  adapter.Open();
  Client client(adapter);
  SendOpen(client);
  adapter.Complete(adapter.WaitForRequest().token, 0x01, 0x0129);
  tap::Equal(client.Status(), 0x01U, "configuration: refused, so is the open");
  tap::Ok(!Published(adapter, kConfig), "configuration: and nothing is published");
  tap::Ok(!adapter.state().events.Pop(), "configuration: nor told");
}

void ResetIsAskedWithItsType() {
  Adapter adapter;
  adapter.Handle(RequestKind::kReset);
  adapter.Open();
  Client client(adapter);
  for (uint8_t type = 0; type < 2; type++) {
    client.Reset(type);
    std::vector<std::byte> data;
    const Request request = adapter.WaitForRequest(&data);
    tap::Ok(request.kind == RequestKind::kReset && data.size() == 1 && data[0] == std::byte{type},
            "Reset: asked with type " + std::to_string(type));
    adapter.Complete(request.token, 0);
    tap::Equal(client.Status(), 0U, "Reset: accepted");
  }
  client.Reset(2);
  tap::Equal(client.Status(), 0x20U, "Reset: another type is refused without asking");
}

void APeerThatGoesIsTold() {
  Adapter adapter;
  adapter.state().Output(kExplicit)->Ask(true);
  adapter.Open();
  std::vector<uint32_t> ends;
  const auto take = [&] { adapter.state().requests.DrainEnds([&](uint32_t token) { ends.push_back(token); }); };
  Client stays(adapter);
  stays.SetExplicit(2);
  const uint32_t waits = adapter.WaitForRequest().token;
  uint32_t gone = 0;
  {
    Client client(adapter);
    client.SetExplicit(1);
    gone = adapter.WaitForRequest().token;
  }
  tap::Ok(Eventually([&] {
            take();
            return !ends.empty();
          }),
          "a peer that goes while its request waits: told");
  adapter.Complete(waits, 0);
  tap::Equal(stays.Status(), 0U, "a peer that goes: others get their answers");
  take();
  tap::Ok(ends == std::vector<uint32_t>{gone}, "a peer that goes: once, with the token of its request alone");
}

void NoAnswerIsARefusalAndALateOneIsCounted() {
  AdapterOptions options = SampleOptions();
  options.pending_timeout_us = 20'000;
  Adapter adapter(options);
  adapter.state().Output(kExplicit)->Ask(true);
  adapter.Open();
  Client client(adapter);
  client.SetExplicit(9);
  tap::Equal(client.Status(), 0x02U, "no answer: 0x02 when its time is over");
  const uint32_t token = adapter.WaitForRequest().token;
  adapter.Complete(token, 0);
  tap::Ok(adapter.WaitForCounter(Counter::kAnswersLate, 1), "late answer: counted");
  tap::Ok(!Published(adapter, kExplicit), "late answer: without effect");
  adapter.Complete(0x12345678, 0);
  tap::Ok(adapter.WaitForCounter(Counter::kAnswersLate, 2), "unknown token: counted too");
}

void APeerThatLeftGetsNoAnswer() {
  Adapter adapter;
  adapter.state().Output(kExplicit)->Ask(true);
  adapter.Open();
  Client client(adapter);
  client.SetExplicit(9);
  const uint32_t token = adapter.WaitForRequest().token;
  client.tcp.Abort();
  tap::Ok(Eventually([&] { return adapter.Count(Counter::kPendingRequests) == 0; }), "peer gone: so is its request");
  adapter.Complete(token, 0);
  tap::Ok(adapter.WaitForCounter(Counter::kAnswersLate, 1), "peer gone: the answer is counted as late");
}

void OneMoreThanMayBePendingIsRefused() {
  AdapterOptions options = SampleOptions();
  options.limits.pending_requests = 3;
  options.pending_timeout_us = 60'000'000;
  Adapter adapter(options);
  adapter.state().Output(kExplicit)->Ask(true);
  adapter.Open();
  Client client(adapter), fourth(adapter);
  for (uint8_t i = 1; i <= 3; i++) client.SetExplicit(i);
  uint32_t tokens[3];
  for (uint32_t& token : tokens) token = adapter.WaitForRequest().token;
  fourth.SetExplicit(4);
  tap::Equal(fourth.Status(), 0x02U, "the fourth of three pending requests is refused with 0x02");
  for (const uint32_t token : tokens) adapter.Complete(token, 0);
  for (int i = 0; i < 3; i++) tap::Equal(client.Status(), 0U, "the three are answered");
  fourth.SetExplicit(5);
  adapter.Complete(adapter.WaitForRequest().token, 0);
  tap::Equal(fourth.Status(), 0U, "and there is room again");
}

// The places of the core come back when time runs out; those of the ring only when JavaScript looks.
void WhenJavaScriptDoesNotLookTheRestIsRefused() {
  AdapterOptions options = SampleOptions();
  options.limits.pending_requests = 2;
  options.pending_timeout_us = 1'000;
  Adapter adapter(options);
  adapter.state().Output(kExplicit)->Ask(true);
  adapter.Open();
  Client client(adapter);
  for (int i = 0; i < 5; i++) {
    client.SetExplicit(1);
    tap::Equal(client.Status(), 0x02U, "JavaScript stands still: 0x02");
  }
  tap::Ok(adapter.WaitForCounter(Counter::kRequestsOverrun, 3), "and what it can't be told is counted");
  tap::Ok(adapter.WaitForRequest().token != 0, "what was put to it is there when it moves again");
}

void ClosingWithPendingRequestsIsHarmless() {
  Adapter adapter;
  adapter.state().Output(kExplicit)->Ask(true);
  adapter.Open();
  Client client(adapter);
  client.SetExplicit(9);
  const uint32_t token = adapter.WaitForRequest().token;
  adapter.Close();
  tap::Ok(adapter.Complete(token, 0), "an answer after the end goes nowhere");
  tap::Ok(!Published(adapter, kExplicit), "and changes nothing");
}

void ManyAnswersAtOnce() {
  AdapterOptions options = SampleOptions();
  options.limits.pending_requests = 64;
  Adapter adapter(options);
  adapter.state().Output(kExplicit)->Ask(true);
  adapter.Open();
  Client client(adapter);
  uint32_t wrong = 0;
  for (int round = 0; round < 50; round++) {
    for (int i = 0; i < 64; i++) client.SetExplicit(static_cast<uint8_t>(i));
    for (int i = 0; i < 64; i++) {
      const uint32_t token = adapter.WaitForRequest().token;
      while (!adapter.Complete(token, 0)) SleepMs(1);
    }
    for (int i = 0; i < 64; i++) wrong += client.Status() == 0 ? 0 : 1;
  }
  tap::Equal(wrong, 0U, "3,200 requests, 64 at once, each answered once");
  tap::Equal(adapter.Count(Counter::kAnswersLate), uint64_t{0}, "and none too late");
}

}  // namespace

int main() {
  NobodyIsAskedUnlessItSaysSo();
  ASetIsAskedAndStoredWhenAccepted();
  ARefusalReachesThePeer();
  ConfigurationIsAskedBeforeTheConnectionOpens();
  ARefusedConfigurationOpensNothing();
  ResetIsAskedWithItsType();
  APeerThatGoesIsTold();
  NoAnswerIsARefusalAndALateOneIsCounted();
  APeerThatLeftGetsNoAnswer();
  OneMoreThanMayBePendingIsRefused();
  WhenJavaScriptDoesNotLookTheRestIsRefused();
  ClosingWithPendingRequestsIsHarmless();
  ManyAnswersAtOnce();
  return tap::Done();
}
