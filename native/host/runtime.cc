#include "host/runtime.h"

#include <algorithm>
#include <cerrno>

#include "host/clock.h"
#include "host/socket.h"
#include "host/statistics.h"

namespace eip::host {

using bridge::Counter;
using bridge::OpenError;

namespace {

// With port 0: how often a port that is free for TCP may turn out to be taken for UDP.
constexpr int kPortAttempts = 16;

OpenError LoopError(int error, const char* syscall) {
  OpenError failure;
  failure.error = error;
  failure.syscall = syscall;
  return failure;
}

OpenError OptionsError(std::string message) {
  OpenError failure;
  failure.message = std::move(message);
  return failure;
}

}  // namespace

Runtime::Runtime(const bridge::AdapterOptions& options, bridge::SharedState& state, Failed failed, void* user)
    : options_(options),
      state_(state),
      failed_(failed),
      user_(user),
      share_(state.counters),
      shared_lock_(state.memory()),
      access_(options, state.counters),
      application_(options, state, access_),
      cyclic_(state, access_, application_, options.limits.max_io_data),
      classes_(application_),
      watchdog_(options, state, application_),
      assemblies_(state, application_, watchdog_),
      commands_(state, application_, cyclic_, classes_, assemblies_),
      tcp_(state, access_, application_, cyclic_, commands_, share_, options.limits),
      udp_(state, access_, cyclic_),
      liveness_(state, application_),
      network_(state, application_),
      denials_(state, access_, application_) {}

bool Runtime::memory_locked() const {
  return shared_lock_.locked() && stack_.memory_locked() && cyclic_.memory_locked();
}

std::optional<OpenError> Runtime::Open(uv_loop_t* loop) {
  const auto address = ParseAddress(options_.address);
  if (!address) return OptionsError("address: '" + options_.address + "' is no IPv4 address");
  if (const int error = random_.Fill()) return LoopError(error, "getrandom");
  if (auto error = network_.Open(*address)) return error;
  if (auto error = BindAll(*address)) return error;
  const StackAddress reached{network_.first().interface, port_, io_port_};
  if (auto problem = stack_.Open(options_, reached, HostCalls(), application_.Callbacks())) {
    return OptionsError(std::move(*problem));
  }
  application_.Attach(stack_.get());
  assemblies_.Attach(stack_.get());
  commands_.Start(stack_.get());
  if (auto error = DefineClasses()) return error;
  return Start(loop);
}

std::optional<OpenError> Runtime::DefineClasses() {
  classes_.Attach(stack_.get());
  for (size_t i = 0; i < options_.classes.size(); i++) {
    if (classes_.Define(options_.classes[i]) == EIP_OK) continue;
    return OptionsError("classes[" + std::to_string(i) + "]: the core has that class itself, or it is not well formed");
  }
  return std::nullopt;
}

std::optional<OpenError> Runtime::BindAll(uint32_t address) {
  eip_endpoint io{address, options_.io_port};
  if (auto error = cyclic_.Bind(&io)) return error;
  io_port_ = io.port;
  std::optional<OpenError> error;
  for (int attempt = 0; attempt < kPortAttempts; attempt++) {
    error = BindExplicit(address);
    if (!error || options_.port != 0 || error->error != EADDRINUSE) break;
  }
  return error;
}

// TCP first: with port 0 it chooses, and UDP follows.
std::optional<OpenError> Runtime::BindExplicit(uint32_t address) {
  eip_endpoint endpoint{address, options_.port};
  if (auto error = tcp_.Bind(&endpoint)) return error;
  port_ = endpoint.port;
  return udp_.Bind(endpoint, network_.first());
}

std::optional<OpenError> Runtime::Start(uv_loop_t* loop) {
  const auto fired = [](void* user) { static_cast<Runtime*>(user)->TimerFired(); };
  if (const int error = timer_.Open(loop, Timer::Kind::kTimerFd, fired, this)) {
    return LoopError(error, "timerfd_create");
  }
  const auto io_failed = [](void* user) {
    auto* self = static_cast<Runtime*>(user);
    self->failed_(self->user_, "the socket of the cyclic data cannot be watched any more");
  };
  int error = cyclic_.Start(loop, stack_.get(), share_, io_failed, this);
  if (error == 0) error = tcp_.Start(loop, stack_.get());
  if (error == 0) error = udp_.Start(loop, stack_.get(), share_);
  if (error == 0) error = liveness_.Start(loop, stack_.get(), options_.liveness_ms);
  if (error == 0) error = network_.Start(loop, stack_.get(), Moved, this);
  if (error == 0) error = watchdog_.Start(loop, stack_.get());
  if (error == 0) error = denials_.Start(loop);
  if (error == 0) error = -turn_.Open(uv_prepare_init, loop, this);
  if (error == 0) error = -uv_prepare_start(turn_.get(), [](uv_prepare_t* turn) { OwnerOf<Runtime>(turn).Turn(); });
  if (error != 0) return LoopError(error, "epoll_ctl");
  return std::nullopt;
}

eip_host Runtime::HostCalls() {
  eip_host host{};
  host.user = this;
  host.tcp_send = [](void* user, eip_peer peer, eip_span bytes) {
    static_cast<Runtime*>(user)->tcp_.Send(peer, FromCore(bytes));
  };
  host.udp_send = [](void* user, eip_endpoint to, eip_span bytes) {
    static_cast<Runtime*>(user)->udp_.Send(to, FromCore(bytes));
  };
  host.random = [](void* user) { return static_cast<Runtime*>(user)->random_.Next(); };
  return host;
}

void Runtime::Moved(void* user, const InterfaceSnapshot& snapshot) {
  auto* self = static_cast<Runtime*>(user);
  self->cyclic_.UseInterface(snapshot.interface.index);
  self->udp_.UseInterface(snapshot);
}

// Before any other work of this turn: what is due leaves first.
void Runtime::TimerFired() { cyclic_.Produce(NowUs()); }

// What becomes due by it leaves in the next turn of the loop, which follows.
void Runtime::TakeNotices() {
  if (closed_) return;
  const uint64_t now_us = NowUs();
  application_.SetNow(now_us);
  application_.inputs().TakeNotices(now_us);
  watchdog_.Check();
}

void Runtime::Turn() {
  const uint64_t now_us = NowUs();
  application_.SetNow(now_us);
  if (eip_stack_next_deadline(stack_.get()) <= now_us) {
    cyclic_.Produce(now_us);
    eip_stack_advance(stack_.get(), now_us);
    tcp_.CloseGivenUp(now_us);
  }
  LetWorkGoOn(now_us);
  network_.Turn(eip_stack_counters(stack_.get())->peers > 0);
  denials_.Turn();
  application_.Wake();
  state_.counters.Add(Counter::kWakeUps);
  PublishCounters(*eip_stack_counters(stack_.get()), state_.counters);
  const uint64_t deadline_us = std::min(eip_stack_next_deadline(stack_.get()), application_.WakeDeadline());
  const LoadLimiter::Verdict verdict = limiter_.Turn(now_us, deadline_us);
  if (verdict.put_off_until_us != 0) share_.Suspend(verdict.put_off_until_us);
  if (timer_.Arm(std::min(deadline_us, NextTurnAt()), now_us) != 0) {
    return failed_(user_, "the timer could not be armed");
  }
  if (verdict.rest_until_us != 0) Rest(verdict.rest_until_us);
}

void Runtime::LetWorkGoOn(uint64_t now_us) {
  share_.NextTurn();
  tcp_.NextTurn(now_us);
  udp_.NextTurn(now_us);
  cyclic_.NextTurn(now_us);
}

// For work that waits.
uint64_t Runtime::NextTurnAt() const {
  return std::min({tcp_.resumes_at_us(), udp_.resumes_at_us(), cyclic_.resumes_at_us()});
}

void Runtime::TakeCommands() {
  commands_.Take();
  tcp_.SendLate();
  application_.Wake();
}

// The only wait of this thread outside its loop.
void Runtime::Rest(uint64_t until_us) {
  state_.counters.Add(Counter::kRests);
  const timespec until = ToTimespec(until_us);
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr);
}

void Runtime::Close() {
  if (closed_) return;
  closed_ = true;
  commands_.Stop();
  if (stack_.get() != nullptr) {
    application_.SetNow(NowUs());
    eip_stack_set_ready(stack_.get(), false);  // ends every connection
    PublishCounters(*eip_stack_counters(stack_.get()), state_.counters);
  }
  turn_.Close();
  timer_.Close();
  liveness_.Close();
  network_.Close();
  watchdog_.Close();
  denials_.Close();
  cyclic_.Close();
  udp_.Close();
  tcp_.Close();
  application_.Wake();
}

}  // namespace eip::host
