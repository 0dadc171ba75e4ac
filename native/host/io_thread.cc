#include "host/io_thread.h"

#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "host/fd.h"
#include "host/memory_lock.h"
#include "host/scheduling.h"

namespace eip::bridge {

std::unique_ptr<AdapterHost> CreateAdapterHost(AdapterOptions options, SharedState& state) {
  return std::make_unique<host::IoThread>(std::move(options), state);
}

}  // namespace eip::bridge

namespace eip::host {

using bridge::Opened;
using bridge::OpenError;

namespace {

constexpr size_t kStackBytes = 512 * 1024;
// At least what libuv needs for a loop: epoll, io_uring, a pipe for signals, an eventfd.
constexpr size_t kLoopDescriptors = 8;

OpenError ThreadError(int uv_error, const char* syscall) {
  OpenError error;
  error.error = -uv_error;
  error.syscall = syscall;
  return error;
}

// 0 or an errno. A libuv that runs out of descriptors half-way through a loop loses those that it has made: so it is
// not asked for one unless there are enough.
int CheckDescriptors() {
  std::array<Fd, kLoopDescriptors> probes;
  for (Fd& probe : probes) {
    probe = Fd(eventfd(0, EFD_CLOEXEC));
    if (!probe.valid()) return errno;
  }
  return 0;
}

// Signals are for the threads of Node; here a broken pipe is an error code.
void BlockSignals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

}  // namespace

IoThread::IoThread(bridge::AdapterOptions options, bridge::SharedState& state)
    : options_(std::move(options)), state_(state) {}

std::variant<Opened, OpenError> IoThread::Open() {
  if (auto error = Prepare()) {
    Discard();
    return *error;
  }
  Opened opened;
  opened.port = runtime_->port();
  opened.io_port = runtime_->io_port();
  opened.timerfd = runtime_->timerfd();
  opened.memory_locked = runtime_->memory_locked();
  if (const int result = StartThread(); result != 0) {
    Discard();
    return ThreadError(result, "pthread_create");
  }
  if (const auto* error = std::get_if<OpenError>(&scheduling_)) {
    Close();
    return *error;
  }
  opened.scheduling = std::get<bridge::SchedulingInEffect>(scheduling_);
  return opened;
}

std::optional<OpenError> IoThread::Prepare() {
  if (const int error = CheckDescriptors()) return ThreadError(-error, "eventfd");
  if (const int result = loop_.Open(); result != 0) return ThreadError(result, "epoll_create");
  const auto failed = [](void* user, const char* why) { static_cast<IoThread*>(user)->Fail(why); };
  runtime_ = std::make_unique<Runtime>(options_, state_, failed, this);
  if (auto error = runtime_->Open(loop_.get())) return error;
  const auto signalled = [](void* user) { static_cast<IoThread*>(user)->Signalled(); };
  if (const int error = signal_.Open(loop_.get(), signalled, this)) return ThreadError(-error, "eventfd");
  return std::nullopt;
}

// Returns once the thread runs and knows how it is scheduled.
int IoThread::StartThread() {
  if (const int result = uv_sem_init(&started_, 0); result != 0) return result;
  uv_thread_options_t thread_options{};
  thread_options.flags = UV_THREAD_HAS_STACK_SIZE;
  thread_options.stack_size = kStackBytes;
  stop_.store(false, std::memory_order_relaxed);
  const auto run = [](void* user) { static_cast<IoThread*>(user)->Run(); };
  const int result = uv_thread_create_ex(&thread_, &thread_options, run, this);
  if (result == 0) {
    running_ = true;
    uv_sem_wait(&started_);
  }
  uv_sem_destroy(&started_);
  return result;
}

void IoThread::Run() {
  BlockSignals();
  pthread_setname_np(pthread_self(), "eip-io");
  PrefaultStack();
  scheduling_ = ApplyScheduling(options_.scheduling);
  uv_sem_post(&started_);
  loop_.Run();  // until every handle is closed: after stop_
}

// I/O thread: does what there is to do, or stops; the loop ends with its last handle.
void IoThread::Signalled() {
  signal_.Clear();
  runtime_->TakeNotices();
  runtime_->TakeCommands();  // also when stopping: what was answered before still leaves
  if (!stop_.load(std::memory_order_acquire)) return;
  runtime_->Close();
  signal_.Close();
}

// I/O thread: it cannot go on. Off the wire, it waits for JavaScript, which is told, to stop it.
void IoThread::Fail(const char* why) {
  runtime_->Close();
  state_.Fail(why);
  state_.wake.Signal();
}

void IoThread::Notify() {
  if (running_) signal_.Send();
}

void IoThread::Close() {
  if (!running_) return;
  stop_.store(true, std::memory_order_release);
  signal_.Send();
  uv_thread_join(&thread_);
  running_ = false;
  Discard();
}

// No thread runs: closes what is open and lets the loop finish.
void IoThread::Discard() {
  if (runtime_) runtime_->Close();
  signal_.Close();
  loop_.Close();
  signal_.CloseDescriptor();
  runtime_.reset();
}

}  // namespace eip::host
