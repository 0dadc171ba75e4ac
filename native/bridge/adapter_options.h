// What JavaScript asks of an adapter, and what it got. Plain values between the objects and the host; normalised by
// src/adapter, so nothing has a default here. Field by field as `NativeOptions` in src/native/binding.ts.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bridge/class_definition.h"
#include "bridge/connection_event.h"
#include "bridge/settings.h"
#include "bridge/shared_layout.h"

namespace eip::bridge {

enum class RealtimeFormat : uint32_t { kModeless, kHeader32, kZeroLength, kHeartbeat };
enum class SchedulingPolicy : uint32_t { kAuto, kFifo, kOther };

// What an output holds when its connection has ended (no kApply there) or says idle.
enum class OutputPolicy : uint32_t { kHold, kZero, kApply };
// What becomes of an input that this process has not stood by for watchdog_ms.
enum class WatchdogAction : uint32_t { kHold, kZero, kIdle, kClose };

struct AssemblyOptions {
  uint32_t instance;
  AssemblyKind kind;
  uint32_t size;
  bool settable;
  OutputPolicy on_loss = OutputPolicy::kHold, on_idle = OutputPolicy::kHold;  // kOutput
  uint32_t history = 0;                                                       // kOutput: values kept, 0 = the latest
  uint32_t watchdog_ms = 0;                                                   // kInput: 0 = not watched
  WatchdogAction on_watchdog = WatchdogAction::kClose;
};

struct PointOptions {
  PointType type;
  uint32_t output, input, config;
  RealtimeFormat output_format, input_format;
  uint32_t connections = 0;                             // at once, 0 = no limit of its own
  std::optional<uint32_t> output_least = std::nullopt;  // bytes; none = the assembly's size alone
  std::optional<uint32_t> input_least = std::nullopt;
};

// What comes while the adapter runs: points over assemblies that are there, and an assembly beneath them.
struct Addition {
  std::vector<PointOptions> points;
  std::optional<AssemblyOptions> assembly;
  uint32_t index = 0;           // below SharedShape::capacity, that of no other assembly
  std::span<std::byte> memory;  // shared with JavaScript until the assembly is removed; initialised
  SharedLayout::Assembly place{};
};

struct IdentityOptions {
  uint32_t vendor_id, device_type, product_code, major_revision, minor_revision, serial_number;
  std::string product_name;
};

// As eip_limits (deps/opener/include/opener/limits.h).
struct LimitOptions {
  uint32_t peers, sessions, max_message, io_connections, explicit_connections, max_io_data;
  uint32_t assemblies, connection_points, classes, pending_requests, delayed_replies;
};

struct SchedulingOptions {
  SchedulingPolicy policy;
  uint32_t priority;  // SCHED_FIFO, 1-99
  std::optional<uint32_t> cpu;
};

// Indexes into AdapterOptions::assemblies: run data of `output` is copied to `input` on the I/O thread.
struct MirrorOptions {
  uint32_t output, input;
};

// IPv4 addresses that begin alike, in host byte order.
struct Network {
  uint32_t address, mask;  // address has no bit outside the mask; 0, 0 is everybody
};

// Who may talk to the adapter. An empty list is nobody.
struct AccessOptions {
  std::vector<Network> explicit_messages;  // to port 44818
  std::vector<Network> io;                 // open I/O connections and send on them
  uint32_t sessions_per_peer;              // TCP connections of one address at once, 0 = no limit of its own
  bool read_only;                          // explicit messages change nothing
};

struct AdapterOptions {
  std::string address;  // dotted IPv4 address of this machine
  uint16_t port, io_port;
  IdentityOptions identity;
  LimitOptions limits;
  AccessOptions access;
  uint32_t min_rpi_us, pending_timeout_us;
  bool require_configuration;
  Settings settings;               // to begin with
  bool allow_settings;             // over the wire
  uint32_t liveness_ms;            // 0 = not watched
  uint32_t event_min_interval_us;  // least time between wake-ups for data, 0 = each wakes
  SchedulingOptions scheduling;
  std::vector<AssemblyOptions> assemblies;
  std::vector<PointOptions> points;
  std::vector<MirrorOptions> mirrors;
  std::vector<ClassDefinition> classes;
};

inline SharedShape::Assembly ShapeOf(const AssemblyOptions& assembly) {
  return {assembly.kind, assembly.size, assembly.history};
}

inline SharedShape ShapeOf(const AdapterOptions& options) {
  SharedShape shape{{},
                    options.limits.io_connections,
                    options.limits.pending_requests,
                    options.limits.max_message,
                    options.limits.assemblies};
  for (const auto& assembly : options.assemblies) {
    shape.assemblies.push_back(ShapeOf(assembly));
  }
  return shape;
}

// How the I/O thread really runs.
struct SchedulingInEffect {
  SchedulingPolicy policy = SchedulingPolicy::kOther;  // kFifo or kOther
  uint32_t priority = 0;                               // kFifo only
  uint32_t slice_us = 0;                               // as the kernel tells it, 0 = it does not
  std::string refused;                                 // name of the error that kept SCHED_FIFO away, else empty
  std::optional<uint32_t> cpu;
};

struct Opened {
  uint16_t port, io_port;
  SchedulingInEffect scheduling;
  bool timerfd;        // false: uv_timer, whole milliseconds
  bool memory_locked;  // everything the cyclic path touches
};

// Why an adapter could not be opened. With `error` (an errno) a system call failed; without it the options were not
// what the core takes, and `message` says which.
struct OpenError {
  int error = 0;
  std::string syscall, address, transport;
  uint16_t port = 0;
  std::string message;
};

}  // namespace eip::bridge
