// What an output holds when its connection says idle or ends: the image, the mirror and explicit messages alike.
#include <array>
#include <string>

#include "adapter.h"
#include "originator.h"
#include "tap.h"

using namespace test;
using namespace eip::bridge;

namespace {

using Data = std::array<std::byte, 32>;

AdapterOptions With(OutputPolicy on_loss, OutputPolicy on_idle, uint32_t history = 0) {
  auto options = SampleOptions();
  options.assemblies[kOutput].on_loss = on_loss;
  options.assemblies[kOutput].on_idle = on_idle;
  options.assemblies[kOutput].history = history;
  return options;
}

// What JavaScript finds once it is told.
OutputImage::Value Take(Adapter& adapter, Data& data) {
  Eventually([&] { return adapter.state().data.Pop() == kOutput; });
  return adapter.state().Output(kOutput)->Take(data);
}

// Attribute 3 by an explicit message.
Bytes ReadOutput(Adapter& adapter) {
  TcpClient client(adapter.opened().port);
  const uint32_t session = client.Register();
  client.Send(Unconnected(session, {0x0E, 3, 0x20, 4, 0x24, 150, 0x30, 3}));
  const Bytes reply = client.Receive();
  return reply.size() < 44 ? Bytes{} : Bytes(reply.begin() + 44, reply.end());
}

Data Filled(uint8_t fill) {
  Data data;
  data.fill(static_cast<std::byte>(fill));
  return data;
}

enum class Ends { kClose, kTimeOut, kAbort };
struct {
  Ends how;
  const char* name;
} const kEnds[] = {{Ends::kClose, "closed"}, {Ends::kTimeOut, "timed out"}, {Ends::kAbort, "aborted"}};

void End(Ends how, Scanner& scanner, Adapter& adapter) {
  if (how == Ends::kClose) scanner.Close(1);
  if (how == Ends::kAbort) adapter.Close();
  Eventually([&] { return adapter.state().Output(kOutput)->connected() == 0; });
}

void LossDoesWhatIsAskedFor() {
  for (const auto policy : {OutputPolicy::kHold, OutputPolicy::kZero}) {
    for (const auto& end : kEnds) {
      const bool zero = policy == OutputPolicy::kZero;
      const std::string what = std::string("onLoss ") + (zero ? "zero, " : "hold, ") + end.name + ": ";
      Adapter adapter(With(policy, OutputPolicy::kHold));
      adapter.Open();
      Scanner scanner(adapter.opened().port, adapter.opened().io_port);
      OpenRequest open;
      open.multiplier = end.how == Ends::kTimeOut ? 0 : 5;
      scanner.Open(open);
      scanner.Send(Bytes(32, 7));
      Data data{};
      const uint64_t received_us = Take(adapter, data).origin.received_us;
      End(end.how, scanner, adapter);
      const auto value = Take(adapter, data);
      tap::Ok(!value.origin.run && value.origin.lost && value.origin.connection == 0,
              what + "told, with its connection");
      tap::Ok(data == Filled(zero ? 0 : 7), what + "the value");
      tap::Equal(value.origin.received_us, received_us, what + "the value is as old as it was");
      if (end.how == Ends::kAbort) continue;  // then nobody answers any more
      tap::Ok(ReadOutput(adapter) == Bytes(32, zero ? 0 : 7), what + "explicit messages read the same");
      tap::Ok(!adapter.state().data.Pop(), what + "told once");
    }
  }
}

void AConnectionThatBroughtNothingIsNoLoss() {
  Adapter adapter(With(OutputPolicy::kZero, OutputPolicy::kHold));
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  scanner.Open({});
  scanner.Close(1);
  adapter.WaitForEvent(EventKind::kClosed);
  tap::Ok(!adapter.state().data.Pop(), "onLoss: a connection without data is not told as data");
}

void ANewConnectionDoesNotRunOnOldData() {
  Adapter adapter(With(OutputPolicy::kHold, OutputPolicy::kHold));
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  scanner.Open({});
  scanner.Send(Bytes(32, 7));
  Data data{};
  Take(adapter, data);
  scanner.Close(1);
  Take(adapter, data);
  OpenRequest again;
  again.serial = 2;
  scanner.Open(again);
  Eventually([&] { return adapter.state().Output(kOutput)->connected() == 1; });
  const auto value = adapter.state().Output(kOutput)->Take(data);
  tap::Ok(!value.origin.run && data == Filled(7), "onLoss hold: the next connection does not make old data run");
}

void IdleDoesWhatIsAskedFor() {
  struct {
    OutputPolicy policy;
    const char* name;
    uint8_t idle;
  } const table[] = {
      {OutputPolicy::kHold, "hold", 7}, {OutputPolicy::kZero, "zero", 0}, {OutputPolicy::kApply, "apply", 9}};
  for (const auto& row : table) {
    const std::string what = std::string("onIdle ") + row.name + ": ";
    auto options = With(OutputPolicy::kHold, row.policy);
    options.mirrors = {{kOutput, kInput}};
    Adapter adapter(options);
    adapter.Open();
    Scanner scanner(adapter.opened().port, adapter.opened().io_port);
    scanner.Open({});
    scanner.Send(Bytes(32, 7));
    Data data{};
    Take(adapter, data);
    scanner.Send(Bytes(32, 9), 0);
    const auto value = Take(adapter, data);
    tap::Ok(!value.origin.run && !value.origin.lost, what + "told as idle");
    tap::Ok(data == Filled(row.idle), what + "the value");
    tap::Ok(ReadOutput(adapter) == Bytes(32, row.idle), what + "explicit messages read the same");
    tap::Ok(Eventually([&] { return scanner.Receive() == Bytes(32, row.idle); }), what + "the mirror holds the same");
    scanner.Send(Bytes(32, 8), 1);
    const auto again = Take(adapter, data);
    tap::Ok(again.origin.run && data == Filled(8), what + "run data is applied again");
  }
}

// Everything that an event tells stands in the history: run, idle, loss.
void AHistoryHasEveryChange() {
  Adapter adapter(With(OutputPolicy::kZero, OutputPolicy::kHold, 8));
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  scanner.Open({});
  scanner.Send(Bytes(32, 1));
  scanner.Send(Bytes(32, 2));
  scanner.Send(Bytes(32, 3), 0);
  adapter.WaitForCounter(Counter::kIoNewData, 3);
  scanner.Close(1);
  adapter.WaitForEvent(EventKind::kClosed);
  struct {
    uint8_t fill;
    bool run, lost;
  } const table[] = {{1, true, false}, {2, true, false}, {2, false, false}, {0, false, true}};
  Data data{};
  HistoryRing::Value value{};
  for (const auto& row : table) {
    const std::string what = "history: value " + std::to_string(row.fill) +
                             (row.run    ? " run: "
                              : row.lost ? " lost: "
                                         : " idle: ");
    tap::Ok(adapter.state().History(kOutput)->Pop(data, &value) && data == Filled(row.fill), what + "its data");
    tap::Ok(value.origin.run == row.run && value.origin.lost == row.lost, what + "its state");
    tap::Equal(value.dropped_before, 0U, what + "nothing was dropped before it");
  }
  tap::Ok(!adapter.state().History(kOutput)->Pop(data, &value), "history: and no more");
  tap::Equal(adapter.state().Output(kOutput)->overwritten(), 0U, "history: nothing counts as overwritten");
}

void AFullHistoryDropsAndCounts() {
  constexpr uint32_t kHeld = 4, kSent = 10;
  Adapter adapter(With(OutputPolicy::kHold, OutputPolicy::kHold, kHeld));
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  scanner.Open({});
  for (uint32_t n = 1; n <= kSent; n++) scanner.Send(Bytes(32, static_cast<uint8_t>(n)));
  adapter.WaitForCounter(Counter::kIoNewData, kSent);
  tap::Equal(adapter.state().History(kOutput)->dropped(), kSent - kHeld, "history: what finds no room is counted");
  Data data{};
  HistoryRing::Value value{};
  for (uint32_t n = 1; n <= kHeld; n++) adapter.state().History(kOutput)->Pop(data, &value);
  tap::Ok(data == Filled(kHeld), "history: the oldest are kept");
  adapter.state().Output(kOutput)->Take(data);
  tap::Ok(data == Filled(kSent), "history: the image holds the latest all the same");
  scanner.Send(Bytes(32, 99));
  tap::Ok(Eventually([&] { return adapter.state().History(kOutput)->Pop(data, &value); }) &&
              value.dropped_before == kSent - kHeld,
          "history: the next value says how many were dropped");
}

}  // namespace

int main() {
  LossDoesWhatIsAskedFor();
  AConnectionThatBroughtNothingIsNoLoss();
  ANewConnectionDoesNotRunOnOldData();
  IdleDoesWhatIsAskedFor();
  AHistoryHasEveryChange();
  AFullHistoryDropsAndCounts();
  return tap::Done();
}
