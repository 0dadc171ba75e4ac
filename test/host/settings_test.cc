// Settings that peers set: put to JavaScript where it wants to keep them, in effect with its answer.
#include "bridge/settings.h"

#include <cstring>
#include <vector>

#include "adapter.h"
#include "originator.h"
#include "tap.h"

using namespace test;
using eip::bridge::Request;
using eip::bridge::RequestKind;
using eip::bridge::Settings;

namespace {

struct Client {
  explicit Client(Adapter& adapter) : tcp(adapter.opened().port), session(tcp.Register()) {}
  void SetUrgent(uint8_t value) { tcp.Send(Unconnected(session, {0x10, 3, 0x20, 0x48, 0x24, 1, 0x30, 4, value})); }
  uint8_t Urgent() {
    tcp.Send(Unconnected(session, {0x0E, 3, 0x20, 0x48, 0x24, 1, 0x30, 4}));
    const Bytes reply = tcp.Receive();
    return reply.empty() ? 0 : reply.back();
  }
  uint32_t Status() {
    const Bytes reply = tcp.Receive();
    return reply.size() > 42 ? reply[42] : UINT32_MAX;
  }
  TcpClient tcp;
  uint32_t session;
};

eip::bridge::AdapterOptions Settable() {
  auto options = SampleOptions();
  options.allow_settings = true;
  return options;
}

void SwitchedOffByDefault() {
  Adapter adapter;
  adapter.Open();
  Client client(adapter);
  client.SetUrgent(1);
  tap::Equal(client.Status(), 0x0Fu, "settings: not allowed unless the options say so");
}

void WithoutAHandlerAcceptedAtOnce() {
  Adapter adapter(Settable());
  adapter.Open();
  Client client(adapter);
  client.SetUrgent(1);
  tap::Equal(client.Status(), 0u, "settings: nobody keeps them, accepted at once");
  tap::Equal(client.Urgent(), uint8_t{1}, "settings: in effect");
}

Settings SettingsIn(const std::vector<std::byte>& data) {
  Settings settings{};
  if (data.size() == sizeof settings) std::memcpy(&settings, data.data(), sizeof settings);
  return settings;
}

void AHandlerDecides() {
  Adapter adapter(Settable());
  adapter.Handle(RequestKind::kSettings);
  adapter.Open();
  Client client(adapter);
  client.SetUrgent(1);
  std::vector<std::byte> data;
  const Request request = adapter.WaitForRequest(&data);
  const Settings asked = SettingsIn(data);
  tap::Ok(request.kind == RequestKind::kSettings, "settings: JavaScript is asked");
  tap::Ok(asked.dscp_urgent == 1 && asked.dscp_scheduled == 47 && asked.multicast_ttl == 1 &&
              asked.multicast_count == 32 && asked.inactivity_timeout_s == 120,
          "settings: with all of them, as they would be");
  adapter.Complete(request.token, 0);
  tap::Equal(client.Status(), 0u, "settings: accepted");
  tap::Equal(client.Urgent(), uint8_t{1}, "settings: in effect then");
  client.SetUrgent(2);
  adapter.Complete(adapter.WaitForRequest().token, 0x02);
  tap::Equal(client.Status(), 0x02u, "settings: refused");
  tap::Equal(client.Urgent(), uint8_t{1}, "settings: as before then");
}

void AnAnswerCountsAlsoWhenItIsLate() {
  auto options = Settable();
  options.pending_timeout_us = 20'000;
  Adapter adapter(options);
  adapter.Handle(RequestKind::kSettings);
  adapter.Open();
  Client client(adapter);
  client.SetUrgent(1);
  const Request request = adapter.WaitForRequest();
  tap::Equal(client.Status(), 0x02u, "settings: no answer in time");
  adapter.Complete(request.token, 0);
  tap::Ok(Eventually([&] { return client.Urgent() == 1; }), "settings: what was kept late is in effect");
}

}  // namespace

int main() {
  SwitchedOffByDefault();
  WithoutAHandlerAcceptedAtOnce();
  AHandlerDecides();
  AnAnswerCountsAlsoWhenItIsLate();
  return tap::Done();
}
