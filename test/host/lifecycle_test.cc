// Opening, failing, closing: every error names its cause, and nothing is left behind.
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <vector>

#include "adapter.h"
#include "host/socket.h"
#include "originator.h"
#include "tap.h"

using namespace test;
using namespace eip::bridge;

namespace {

void CheckError(Adapter& adapter, int error, const char* syscall, const std::string& transport, uint16_t port,
                const std::string& name) {
  tap::Ok(!adapter.Open(), name + ": open fails");
  tap::Equal(adapter.error().error, error, name + ": with its errno");
  tap::Equal(adapter.error().syscall, std::string(syscall), name + ": names the system call");
  tap::Equal(adapter.error().transport, transport, name + ": names the transport");
  tap::Equal(adapter.error().port, port, name + ": names the port");
}

void APortInUseIsNamed() {
  Adapter first;
  first.Open();
  const size_t before = OpenDescriptors();
  auto options = SampleOptions();
  options.port = first.opened().port;
  Adapter same_tcp(options);
  CheckError(same_tcp, EADDRINUSE, "bind", "tcp", options.port, "tcp port in use");
  options.port = 0;
  options.io_port = first.opened().io_port;
  Adapter same_io(options);
  CheckError(same_io, EADDRINUSE, "bind", "udp", options.io_port, "I/O port in use");
  tap::Equal(OpenDescriptors(), before, "a failed open leaves no descriptor");
}

void AUdpPortInUseIsNamed() {
  const UdpSocket holder(kAdapterAddress);
  auto options = SampleOptions();
  options.port = holder.port();
  Adapter adapter(options);
  CheckError(adapter, EADDRINUSE, "bind", "udp", options.port, "udp port in use");
}

void AnAddressElsewhereIsNamed() {
  auto options = SampleOptions();
  options.address = "192.0.2.1";
  Adapter adapter(options);
  CheckError(adapter, EADDRNOTAVAIL, "bind", "udp", 0, "address not here");
  tap::Equal(adapter.error().address, std::string("192.0.2.1"), "address not here: names the address");
}

void WrongOptionsAreNamed() {
  struct {
    const char* what;
    void (*spoil)(AdapterOptions& options);
    const char* named;
  } const table[] = {
      {"no address", [](AdapterOptions& o) { o.address = "localhost"; }, "address"},
      {"twice the same assembly", [](AdapterOptions& o) { o.assemblies[1].instance = 150; }, "assemblies[1]"},
      {"an assembly above maxIoData", [](AdapterOptions& o) { o.assemblies[1].size = 513; }, "assemblies[1]"},
      {"a point without its assembly", [](AdapterOptions& o) { o.points[0].input = 99; }, "points[0]"},
      {"the least RPI out of range", [](AdapterOptions& o) { o.min_rpi_us = 1; }, "times"},
  };
  const size_t before = OpenDescriptors();
  for (const auto& row : table) {
    auto options = SampleOptions();
    row.spoil(options);
    Adapter adapter(options);
    const bool failed = !adapter.Open() && adapter.error().error == 0;
    tap::Ok(failed && adapter.error().message.find(row.named) != std::string::npos,
            std::string("options: refused and named, ") + row.what, adapter.error().message);
  }
  tap::Equal(OpenDescriptors(), before, "options: refused ones leave no descriptor");
}

void AnAbsentProcessorFailsTheOpen() {
  const size_t threads = Threads(), descriptors = OpenDescriptors();
  auto options = SampleOptions();
  options.scheduling.cpu = 1023;
  Adapter adapter(options);
  tap::Ok(!adapter.Open() && adapter.error().syscall == "sched_setaffinity", "scheduling: what fails fails the open");
  tap::Equal(Threads(), threads, "scheduling: the thread is gone again");
  tap::Equal(OpenDescriptors(), descriptors, "scheduling: and every descriptor");
}

void TwoHundredCyclesLeaveNothing() {
  Adapter warm_up;
  warm_up.Open();
  warm_up.Close();
  const size_t threads = Threads(), descriptors = OpenDescriptors();
  int failures = 0;
  for (int i = 0; i < 200; i++) {
    Adapter adapter;
    failures += adapter.Open() ? 0 : 1;
    if (i % 4 == 0) {
      Scanner scanner(adapter.opened().port, adapter.opened().io_port);
      failures += scanner.Open({}) == 0 ? 0 : 1;
      adapter.Close();
      bool aborted = false;
      while (const auto event = adapter.state().events.Pop()) aborted |= event->kind == EventKind::kAborted;
      failures += aborted ? 0 : 1;
    }
  }
  tap::Equal(failures, 0, "200 cycles: each opens, and tells the end of its connections when closed");
  tap::Equal(Threads(), threads, "200 cycles: no thread is left");
  tap::Equal(OpenDescriptors(), descriptors, "200 cycles: no descriptor is left");
}

void ClosingTwiceOrNeverOpenedIsHarmless() {
  Adapter never;
  never.Close();
  Adapter twice;
  twice.Open();
  twice.Close();
  twice.Close();
  tap::Ok(true, "close: twice, or without open, is harmless");
}

void TheSamePortIsFreeAtOnce() {
  Adapter first;
  first.Open();
  TcpClient client(first.opened().port);
  client.Register();
  auto options = SampleOptions();
  options.port = first.opened().port;
  options.io_port = first.opened().io_port;
  first.Close();
  Adapter second(options);
  tap::Ok(second.Open(), "close: the ports are free at once, though a connection lingers");
}

// Every descriptor of this process but the standard three, and what it leads to.
std::vector<std::pair<int, std::string>> Descriptors() {
  std::vector<std::pair<int, std::string>> found;
  for (int fd = 3; fd < 256; fd++) {
    char target[256];
    const std::string link = "/proc/self/fd/" + std::to_string(fd);
    const ssize_t length = readlink(link.c_str(), target, sizeof target);
    if (length > 0) found.emplace_back(fd, std::string(target, static_cast<size_t>(length)));
  }
  return found;
}

void ChildProcessesInheritNothing() {
  const auto before = Descriptors();
  Adapter adapter;
  adapter.Open();
  TcpClient client(adapter.opened().port);
  client.Register();
  std::string inherited;
  size_t ours = 0;
  for (const auto& entry : Descriptors()) {
    if (std::find(before.begin(), before.end(), entry) != before.end()) continue;
    ours++;
    if ((fcntl(entry.first, F_GETFD) & FD_CLOEXEC) == 0) inherited += entry.second + " ";
  }
  tap::Ok(ours > 6 && inherited.empty(), "descriptors: every one is closed on exec", inherited);
}

// The timer's descriptor is taken away from under the thread: it cannot go on.
void AThreadThatCannotGoOnSaysWhy() {
  Adapter adapter;
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  scanner.Open({});
  adapter.ClearWake();
  for (const auto& [fd, target] : Descriptors()) {
    if (target == "anon_inode:[timerfd]") close(fd);
  }
  const std::string* why = nullptr;
  Eventually([&] {
    scanner.Send(Bytes(32));
    why = adapter.state().TakeFailure();
    return why != nullptr;
  });
  tap::Ok(why != nullptr && why->find("timer") != std::string::npos, "failed: the thread says why it cannot go on");
  tap::Ok(adapter.WaitForEvent(EventKind::kAborted), "failed: its connections were ended before");
  adapter.Close();
  adapter.Close();
  tap::Ok(adapter.state().TakeFailure() == nullptr, "failed: told once, and closed like any other");
}

// Out of descriptors: connections wait, nothing spins, and it goes on by itself.
void OutOfDescriptorsIsSurvived() {
  Adapter adapter;
  adapter.Open();
  rlimit old{};
  getrlimit(RLIMIT_NOFILE, &old);
  std::vector<eip::host::Fd> hoard;
  rlimit few = old;
  few.rlim_cur = OpenDescriptors() + 4;
  setrlimit(RLIMIT_NOFILE, &few);
  for (;;) {
    eip::host::Fd fd(dup(0));
    if (!fd.valid()) break;
    hoard.push_back(std::move(fd));
  }
  hoard.pop_back();  // the client's; for the adapter there is none
  TcpClient client(adapter.opened().port);
  tap::Ok(adapter.WaitForCounter(Counter::kAcceptFailures, 1), "descriptors: a connection that can't be taken counts");
  const uint64_t before = adapter.Count(Counter::kWakeUps);
  SleepMs(500);
  const uint64_t turns = adapter.Count(Counter::kWakeUps) - before;
  hoard.clear();
  setrlimit(RLIMIT_NOFILE, &old);
  tap::Ok(turns < 100, "descriptors: without any the loop does not spin", std::to_string(turns) + " turns");
  tap::Ok(client.Register() != 0, "descriptors: with some again the waiting connection is served");
}

}  // namespace

int main() {
  APortInUseIsNamed();
  AUdpPortInUseIsNamed();
  AnAddressElsewhereIsNamed();
  WrongOptionsAreNamed();
  AnAbsentProcessorFailsTheOpen();
  TwoHundredCyclesLeaveNothing();
  ClosingTwiceOrNeverOpenedIsHarmless();
  TheSamePortIsFreeAtOnce();
  OutOfDescriptorsIsSurvived();
  ChildProcessesInheritNothing();
  AThreadThatCannotGoOnSaysWhy();
  return tap::Done();
}
