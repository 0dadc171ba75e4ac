// One adapter at work: the core, its sockets and its timer on one loop.
//
// Open() comes on the JS thread, before the I/O thread starts, so that what cannot be bound is thrown at once; all the
// rest comes on the I/O thread (and Close() on the JS thread when the thread never started).
//
// One turn of the loop: libuv calls the sockets that are ready, then Turn() does what is due, publishes the counters
// and arms the timer.
#pragma once

#include <optional>

#include "bridge/adapter_options.h"
#include "bridge/shared_state.h"
#include "host/access.h"
#include "host/application.h"
#include "host/assembly_changes.h"
#include "host/commands.h"
#include "host/cyclic_io.h"
#include "host/denial_reports.h"
#include "host/explicit_udp.h"
#include "host/input_watchdog.h"
#include "host/liveness.h"
#include "host/load_limiter.h"
#include "host/network_watch.h"
#include "host/protocol_stack.h"
#include "host/random.h"
#include "host/tcp_server.h"
#include "host/timer.h"
#include "host/uv_handle.h"
#include "host/work_share.h"

namespace eip::host {

class Runtime {
 public:
  // `failed(user, why)` comes when it cannot go on; the owner then closes it.
  using Failed = void (*)(void* user, const char* why);

  Runtime(const bridge::AdapterOptions& options, bridge::SharedState& state, Failed failed, void* user);

  // Binds every socket and makes everything ready to run. After an error: Close().
  std::optional<bridge::OpenError> Open(uv_loop_t* loop);

  // JavaScript has asked for something.
  void TakeCommands();

  // Ends the connections, tells JavaScript, closes every handle; the loop has to turn once more before this may go.
  void Close();

  // JavaScript has noted something in InputNotices.
  void TakeNotices();

  uint16_t port() const { return port_; }
  uint16_t io_port() const { return io_port_; }
  bool timerfd() const { return timer_.kind() == Timer::Kind::kTimerFd; }
  bool memory_locked() const;

 private:
  std::optional<bridge::OpenError> BindExplicit(uint32_t address);
  std::optional<bridge::OpenError> BindAll(uint32_t address);
  std::optional<bridge::OpenError> DefineClasses();
  std::optional<bridge::OpenError> Start(uv_loop_t* loop);
  eip_host HostCalls();
  static void Moved(void* user, const InterfaceSnapshot& snapshot);
  void Turn();
  void LetWorkGoOn(uint64_t now_us);
  uint64_t NextTurnAt() const;
  void TimerFired();
  void Rest(uint64_t until_us);

  const bridge::AdapterOptions& options_;
  bridge::SharedState& state_;
  Failed failed_;
  void* user_;
  uint16_t port_ = 0, io_port_ = 0;

  WorkShare share_;
  MemoryLock shared_lock_;
  Random random_;
  Access access_;
  Application application_;
  CyclicIo cyclic_;
  OwnClasses classes_;
  InputWatchdog watchdog_;
  AssemblyChanges assemblies_;
  Commands commands_;
  TcpServer tcp_;
  ExplicitUdp udp_;
  Liveness liveness_;
  NetworkWatch network_;
  DenialReports denials_;
  LoadLimiter limiter_;
  ProtocolStack stack_;  // its callbacks lead to the members above, which therefore live longer
  Timer timer_;
  UvHandle<uv_prepare_t> turn_;
  bool closed_ = false;
};

}  // namespace eip::host
