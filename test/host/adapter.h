// A real adapter on 127.0.0.2 with ports that the kernel chose: what the host tests drive from plain sockets.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "bridge/adapter_host.h"

namespace test {

inline constexpr const char* kAdapterAddress = "127.0.0.2";

// Output 150 and input 100 of 32 bytes, configuration 151 of 10, explicit-only 154 of 8, one exclusive owner;
// liveness off; SCHED_OTHER.
eip::bridge::AdapterOptions SampleOptions();

// Indexes into SampleOptions().assemblies.
enum : uint32_t { kOutput, kInput, kConfig, kExplicit };

class Adapter {
 public:
  explicit Adapter(eip::bridge::AdapterOptions options = SampleOptions());
  Adapter(const Adapter&) = delete;
  Adapter& operator=(const Adapter&) = delete;
  ~Adapter() { Close(); }

  // False: see error().
  bool Open();
  void Close() { host_->Close(); }

  const eip::bridge::Opened& opened() const { return opened_; }
  const eip::bridge::OpenError& error() const { return error_; }
  eip::bridge::SharedState& state() { return *state_; }
  uint32_t wakes() const { return wakes_.load(std::memory_order_acquire); }

  // As JavaScript does after a wake-up.
  void ClearWake();
  // Bumps the liveness word.
  void Live();

  // As JavaScript notes that an input has changed, or triggers it.
  void Notice(uint32_t input);
  void Trigger(uint32_t input);
  // As JavaScript does when it has handlers for this kind.
  void Handle(eip::bridge::RequestKind kind);
  // Waits up to two seconds for the next request; token 0 when none came. `data` gets its bytes.
  eip::bridge::Request WaitForRequest(std::vector<std::byte>* data = nullptr);
  // Any command. False: no room now.
  bool Push(eip::bridge::Command& command, std::span<const std::byte> data = {});
  // Answers a request. False: no room now.
  bool Complete(uint32_t token, uint8_t general, uint16_t extended = 0, std::span<const std::byte> data = {});

  // As JavaScript adds an assembly or points: the acknowledgement follows.
  void PushAddition(eip::bridge::Addition addition);
  // Waits for the next acknowledgement: "done", else the problem; empty when none came. Frees what came with it.
  std::string WaitForAcknowledgement(uint32_t* freed = nullptr);

  // Waits up to two seconds for an event of this kind; drops the others.
  bool WaitForEvent(eip::bridge::EventKind kind, eip::bridge::Event* event = nullptr);
  // Waits up to two seconds until the counter is at least `least`.
  bool WaitForCounter(eip::bridge::Counter counter, uint64_t least);
  uint64_t Count(eip::bridge::Counter counter) { return state_->counters.Get(counter); }

 private:
  struct FreeMemory {
    void operator()(std::byte* memory) const { std::free(memory); }
  };

  std::unique_ptr<std::byte, FreeMemory> memory_;
  std::atomic<uint32_t> wakes_{0};
  std::unique_ptr<eip::bridge::SharedState> state_;
  std::unique_ptr<eip::bridge::AdapterHost> host_;
  struct Taken {
    eip::bridge::Request request;
    std::vector<std::byte> data;
  };
  std::deque<Taken> taken_;
  eip::bridge::Opened opened_{};
  eip::bridge::OpenError error_;
};

// Polls `held` for up to `limit_ms`.
template <typename Held>
bool Eventually(Held held, int limit_ms = 10000);

void SleepMs(int ms);

template <typename Held>
bool Eventually(Held held, int limit_ms) {
  for (int waited = 0; waited < limit_ms; waited++) {
    if (held()) return true;
    SleepMs(1);
  }
  return held();
}

}  // namespace test
