// Cyclic data against a real adapter: both ways over the bridge, mirror, idle, configuration, watchdog, overload.
#include <array>
#include <string>

#include "adapter.h"
#include "originator.h"
#include "tap.h"

using namespace test;
using namespace eip::bridge;

namespace {

using Data = std::array<std::byte, 32>;

// What the output image holds once it is published.
OutputImage::Value Take(Adapter& adapter, uint32_t assembly, Data& data) {
  OutputImage::Value value{};
  Eventually([&] { return adapter.state().data.Pop() == assembly; });
  value = adapter.state().Output(assembly)->Take(data);
  return value;
}

void DataFlowsBothWays() {
  Adapter adapter;
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  Data input{};
  input[0] = std::byte{0x5A};
  adapter.state().Input(kInput)->Publish(input);
  tap::Equal(scanner.Open({}), 0U, "io: the connection opens");
  Event opened{};
  tap::Ok(adapter.WaitForEvent(EventKind::kOpened, &opened), "io: JavaScript hears that it opened");
  tap::Equal(opened.connection.output_instance, 150U, "io: with its output assembly");
  tap::Equal(adapter.state().Output(kOutput)->connected(), 1U, "io: the output assembly is connected");
  tap::Ok(Eventually([&] { return adapter.wakes() >= 1; }), "io: JavaScript was woken");
  const Bytes first = scanner.Receive();
  tap::Ok(first.size() == 32 && first[0] == 0x5A, "io: T->O starts before any O->T, with the published value");

  adapter.ClearWake();
  scanner.Send(Bytes(32, 0x77));
  Data data{};
  const auto value = Take(adapter, kOutput, data);
  tap::Ok(value.length == 32 && data[31] == std::byte{0x77}, "io: O->T arrives in the image");
  tap::Ok(value.origin.run && value.origin.connection == 0 && value.origin.received_us > 0,
          "io: with run, connection and time");
  tap::Ok(adapter.WaitForEvent(EventKind::kRun), "io: run is told");

  input[0] = std::byte{0xA5};
  adapter.state().Input(kInput)->Publish(input);
  tap::Ok(Eventually([&] {
            const Bytes next = scanner.Receive();
            return next.size() == 32 && next[0] == 0xA5;
          }),
          "io: a newer input value is sent");
  tap::Equal(scanner.Close(1), 0U, "io: the connection closes");
  tap::Ok(adapter.WaitForEvent(EventKind::kClosed), "io: JavaScript hears that it closed");
  tap::Equal(adapter.state().Output(kOutput)->connected(), 0U, "io: the output assembly is not connected any more");
}

void FiguresCountEachVerdict() {
  Adapter adapter;
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  scanner.Open({});
  auto& figures = adapter.state().figures;
  tap::Equal(figures.Get(0, Figure::kRun), UINT64_MAX, "figures: run is not known before the first packet");
  for (int i = 0; i < 5; i++) scanner.Send(Bytes(32));
  UdpSocket& udp = scanner.udp();
  const uint32_t id = scanner.output_id();
  const uint16_t port = adapter.opened().io_port;
  udp.Send(kAdapterAddress, port, OutputPacket(id, scanner.sequence() + 1, 5, 1, Bytes(32)));  // count stands still
  udp.Send(kAdapterAddress, port, OutputPacket(id, scanner.sequence(), 6, 1, Bytes(32)));      // sequence not newer
  udp.Send(kAdapterAddress, port, OutputPacket(id ^ 0x100000, 100, 6, 1, Bytes(32)));          // no such connection
  udp.Send(kAdapterAddress, port, {});                                                         // empty
  UdpSocket("127.0.0.9").Send(kAdapterAddress, port, OutputPacket(id, 100, 7, 1, Bytes(32)));  // another address
  tap::Ok(adapter.WaitForCounter(Counter::kIoForeign, 1), "counters: a packet from another address");
  tap::Equal(figures.Get(0, Figure::kReceived), uint64_t{5}, "figures: five with new data");
  tap::Equal(figures.Get(0, Figure::kRepeated), uint64_t{1}, "figures: one repeated");
  tap::Ok(figures.Get(0, Figure::kRejected) >= 1, "figures: the old one is rejected");
  tap::Equal(adapter.Count(Counter::kIoOld), uint64_t{1}, "counters: the old one");
  tap::Equal(adapter.Count(Counter::kIoUnknown), uint64_t{1}, "counters: the unknown one");
  tap::Equal(adapter.Count(Counter::kIoMalformed), uint64_t{1}, "counters: the empty one");
  tap::Equal(figures.Get(0, Figure::kRun), uint64_t{1}, "figures: in run");
  tap::Ok(figures.Get(0, Figure::kSent) > 0 && figures.Get(0, Figure::kLastSentUs) > 0, "figures: and it sends");
}

void IdleIsMarkedAndTold() {
  Adapter adapter;
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  scanner.Open({});
  Data data{};
  scanner.Send(Bytes(32, 1));
  Take(adapter, kOutput, data);
  scanner.Send(Bytes(32, 2), 0);
  tap::Ok(adapter.WaitForEvent(EventKind::kIdle), "io: idle is told");
  const auto value = Take(adapter, kOutput, data);
  tap::Ok(!value.origin.run, "io: data that came idle is marked");
  tap::Equal(adapter.state().figures.Get(0, Figure::kRun), uint64_t{0}, "figures: idle");
}

void TheMirrorAnswersByItself() {
  auto options = SampleOptions();
  options.mirrors = {{kOutput, kInput}};
  Adapter adapter(options);
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  scanner.Open({});
  scanner.Send(Bytes(32, 0x42));
  tap::Ok(Eventually([&] { return scanner.Receive() == Bytes(32, 0x42); }), "mirror: what is sent comes back");
  scanner.Send(Bytes(32, 0x43), 0);
  scanner.Send(Bytes(32, 0x44), 0);
  SleepMs(50);
  bool idle_came_back = false;
  for (int i = 0; i < 10; i++) idle_came_back |= scanner.Receive() != Bytes(32, 0x42);
  tap::Ok(!idle_came_back, "mirror: idle data does not come back");
}

void ConfigurationIsPublished() {
  Adapter adapter;
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  OpenRequest open;
  open.configuration = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  tap::Equal(scanner.Open(open), 0U, "configuration: the connection opens");
  Data data{};
  const auto value = Take(adapter, kConfig, data);
  tap::Ok(value.length == 10 && data[9] == std::byte{10}, "configuration: its data is published");
  tap::Ok(value.origin.run && value.origin.connection == 0, "configuration: with the connection it came by");
}

void AnExplicitWriteIsPublished() {
  Adapter adapter;
  adapter.Open();
  TcpClient client(adapter.opened().port);
  const uint32_t session = client.Register();
  const Bytes set = Bytes{0x10, 3, 0x20, 4, 0x24, 154, 0x30, 3} + Bytes{9, 8, 7, 6, 5, 4, 3, 2};
  client.Send(Unconnected(session, set));
  const Bytes reply = client.Receive();
  tap::Ok(reply.size() > 42 && reply[42] == 0, "explicit write: accepted");
  Data data{};
  const auto value = Take(adapter, kExplicit, data);
  tap::Ok(value.length == 8 && data[0] == std::byte{9}, "explicit write: published like output data");
  tap::Ok(value.origin.run && value.origin.connection == OutputImage::kNoConnection,
          "explicit write: by no connection");
}

void AVanishedScannerTimesOut() {
  Adapter adapter;
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  OpenRequest open;
  open.rpi_us = 5'000;
  open.multiplier = 0;
  scanner.Open(open);
  scanner.Send(Bytes(32));
  scanner.tcp().Abort();
  tap::Ok(adapter.WaitForEvent(EventKind::kTimedOut), "watchdog: a connection without packets times out");
  Scanner again(adapter.opened().port, adapter.opened().io_port);
  tap::Equal(again.Open(open), 0U, "watchdog: the same triad gets in again");
}

void JavaScriptAsleepIsNotFlooded() {
  Adapter adapter;
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  scanner.Open({});
  adapter.WaitForEvent(EventKind::kOpened);
  Eventually([&] { return adapter.wakes() >= 1; });
  const uint32_t before = adapter.wakes();  // pending is not cleared: JavaScript sleeps
  constexpr uint64_t kPackets = 500;
  for (uint64_t i = 0; i < kPackets; i++) {
    scanner.Send(Bytes(32, static_cast<uint8_t>(i)));
    if (i % 50 == 0) SleepMs(2);
  }
  adapter.WaitForCounter(Counter::kIoNewData, kPackets - adapter.Count(Counter::kIoKernelDropped));
  const uint64_t arrived = adapter.Count(Counter::kIoNewData);
  tap::Equal(adapter.wakes(), before, "overload: one wake-up stays enough");
  tap::Equal(uint64_t{adapter.state().Output(kOutput)->overwritten()}, arrived - 1,
             "overload: each lost value is counted");
  Data data{};
  adapter.state().Output(kOutput)->Take(data);
  tap::Ok(data[0] == static_cast<std::byte>(kPackets - 1), "overload: the latest value is there");
  tap::Ok(adapter.state().data.Pop() && !adapter.state().data.Pop(), "overload: the assembly stands in the ring once");
}

// More changes than the ring holds while JavaScript sleeps: the table tells the rest.
void EventOverloadEndsInAResync() {
  auto options = SampleOptions();
  options.limits.io_connections = 1;
  Adapter adapter(options);
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  for (uint16_t serial = 1; serial <= 60; serial++) {
    OpenRequest open;
    open.serial = serial;
    scanner.Open(open);
    if (serial < 60) scanner.Close(serial);
  }
  tap::Ok(adapter.Count(Counter::kEventsLost) > 0, "events: more than the ring holds are lost and counted");
  uint64_t told = 0, lost = 0;
  adapter.state().events.Drain([&](const Event&) { told++; }, [&](uint32_t count) { lost = count; });
  tap::Ok(told > 0 && lost == adapter.Count(Counter::kEventsLost), "events: told are those before, lost as counted");
  const auto live = adapter.state().connections.Snapshot();
  tap::Ok(live.size() == 1 && live[0].connection_serial == 60, "events: the table holds the connection that is open");
}

void ProductionKeepsTheInterval() {
  Adapter adapter;
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  OpenRequest open;
  open.rpi_us = 2'000;
  scanner.Open(open);
  Event opened{};
  adapter.WaitForEvent(EventKind::kOpened, &opened);
  SleepMs(400);
  adapter.Close();
  auto& figures = adapter.state().figures;
  const uint64_t slots = figures.Get(0, Figure::kSent) + figures.Get(0, Figure::kSkipped);
  const uint64_t passed = (figures.Get(0, Figure::kLastSentUs) - opened.at_us) / open.rpi_us;
  tap::Ok(slots >= passed && slots <= passed + 2, "production: sent and skipped slots add up to the time that passed",
          std::to_string(slots) + " slots, " + std::to_string(passed) + " intervals");
  uint64_t counted = 0;
  for (size_t bucket = 0; bucket < Lateness::kBuckets; bucket++) counted += adapter.state().lateness.Get(bucket);
  tap::Equal(counted, figures.Get(0, Figure::kSent), "production: the lateness of each datagram is counted");
}

void ProductionCarriesItsDscp() {
  Adapter adapter;
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  scanner.Open({});
  int tos = -1;
  scanner.udp().Receive(2000, &tos);
  tap::Equal(tos, 47 << 2, "production: scheduled priority carries DSCP 47");
}

}  // namespace

int main() {
  DataFlowsBothWays();
  FiguresCountEachVerdict();
  IdleIsMarkedAndTold();
  TheMirrorAnswersByItself();
  ConfigurationIsPublished();
  AnExplicitWriteIsPublished();
  AVanishedScannerTimesOut();
  JavaScriptAsleepIsNotFlooded();
  EventOverloadEndsInAResync();
  ProductionKeepsTheInterval();
  ProductionCarriesItsDscp();
  return tap::Done();
}
