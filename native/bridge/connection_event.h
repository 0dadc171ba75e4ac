// What JavaScript is told about connections and about itself. Plain values, copied from one thread to the other.
#pragma once

#include <cstdint>
#include <type_traits>

namespace eip::bridge {

enum class PointType : uint32_t { kExclusiveOwner, kInputOnly, kListenOnly };
enum class Trigger : uint32_t { kCyclic, kChangeOfState, kApplication };

// As eip_connection_info (deps/opener/include/opener/application.h). Addresses in host byte order, times in
// microseconds, sizes in bytes.
struct ConnectionInfo {
  uint32_t slot;
  PointType type;
  uint32_t output_instance, input_instance, config_instance;
  uint16_t connection_serial, originator_vendor;
  uint32_t originator_serial;
  uint32_t originator_address;
  uint32_t output_connection_id, input_connection_id;
  uint32_t output_api_us, input_api_us;
  uint32_t timeout_us;
  uint16_t output_size, input_size;
  uint16_t originator_port;
  uint16_t live;  // 1 while the connection is open: used in the table only
  Trigger trigger;
  uint16_t transport_class;  // 0 or 1
  uint16_t multicast;        // 1: T->O goes to a group
};
static_assert(std::is_trivially_copyable_v<ConnectionInfo>);

enum class EventKind : uint32_t {
  kOpened,
  kClosed,
  kTimedOut,
  kAborted,
  kOrphaned,
  kRun,
  kIdle,
  kLiveness,
  kNetwork,
  kWatchdogExpired,
  kWatchdogRecovered,
  kDenied
};

// What somebody was denied; each has a counter.
enum class DenialReason : uint32_t { kTcp, kUdp, kOpen, kIo, kPerPeer, kWrite };

// How often since it was told last. Address 0: others, for whom there was no place.
struct Denial {
  uint32_t address;
  DenialReason reason;
  uint32_t count;
};

struct Event {
  EventKind kind;
  uint32_t for_ms;            // kLiveness: how long opens were refused
  uint64_t at_us;             // CLOCK_MONOTONIC
  ConnectionInfo connection;  // kOpened .. kIdle; kNetwork says: look at SharedState::network
  uint32_t assembly;          // kWatchdog...: index of the input
  Denial denial{};            // kDenied
};

}  // namespace eip::bridge
