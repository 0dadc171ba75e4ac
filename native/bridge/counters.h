// What the adapter has seen, as 64-bit words that JavaScript reads without a call.
//
// Producer: the I/O thread, after each of its wake-ups. Consumer: the JS thread, at any time.
// Memory: one long a counter in the adapter's SharedArrayBuffer.
// Order: relaxed; each word is whole, two words need not be of one moment.
#pragma once

#include <array>

#include "bridge/words.h"

namespace eip::bridge {

enum class Counter : size_t {
  // levels
  kPeers,
  kSessions,
  kIoConnections,
  kExplicitConnections,
  kPendingRequests,
  // connections
  kOpens,
  kOpenFormatRejects,
  kOpenResourceRejects,
  kOpenOtherRejects,
  kCloses,
  kCloseRejects,
  kTimeouts,
  // cyclic data
  kIoNewData,
  kIoRepeated,
  kIoMalformed,
  kIoUnknown,
  kIoForeign,
  kIoOld,
  kIoSent,
  kIoSkipped,
  // explicit messages
  kEncapMessages,
  kEncapErrors,
  kEncapDiscarded,
  kExplicitRequests,
  kExplicitErrors,
  kExplicitRepeated,
  kPeersTimedOut,
  kPeersStalled,
  kPeersEvicted,
  kPeersRefused,
  kSessionsRefused,
  kRequestsExpired,
  kRepliesDropped,
  // the host's own
  kAnswersLate,            // answers of JavaScript to requests that had ended
  kRequestsOverrun,        // requests refused because JavaScript had not taken the ones before
  kIoSendFailures,         // datagrams that the kernel did not take
  kIoKernelDropped,        // O->T datagrams that the kernel dropped because its buffer was full
  kIoStraysDropped,        // datagrams on UDP 2222 of no connection that the kernel dropped because too many came
  kExplicitKernelDropped,  // datagrams on UDP 44818 that the kernel dropped because too many came
  kWorkDeferred,           // turns of the loop that left explicit messages or strays for the next one
  kExplicitSendFailures,   // replies on UDP 44818 that the kernel did not take
  kExplicitOversized,      // datagrams on UDP 44818 longer than any message there
  kAcceptFailures,         // TCP connections that could not be taken (out of descriptors)
  kSlowPeersClosed,        // TCP peers closed because they did not take their replies
  kEventsLost,             // connection events replaced by a resync
  kLivenessStops,          // times that JavaScript stood still for too long
  kWakeUps,                // of the I/O thread
  kJsWakes,                // of the JS thread
  kIoLate,                 // T->O datagrams that left later than a quarter of their interval behind their deadline
  kTcpDenied,              // TCP connections of addresses that are not allowed
  kUdpDenied,              // datagrams on UDP 44818 of such
  kOpensDenied,            // Forward Opens of addresses that are not allowed I/O
  kIoDenied,               // datagrams on UDP 2222 of such
  kPerPeerDenied,          // TCP connections beyond what one address may have
  kWritesDenied,           // explicit requests that would change something, and may not
  kRests,                  // times that the I/O thread rested because it took nearly a whole processor
  kCount
};

constexpr size_t kCounters = static_cast<size_t>(Counter::kCount);

// As JavaScript names them, in the order of Counter.
constexpr std::array<const char*, kCounters> kCounterNames = {"peers",
                                                              "sessions",
                                                              "ioConnections",
                                                              "explicitConnections",
                                                              "pendingRequests",
                                                              "opens",
                                                              "openFormatRejects",
                                                              "openResourceRejects",
                                                              "openOtherRejects",
                                                              "closes",
                                                              "closeRejects",
                                                              "timeouts",
                                                              "ioNewData",
                                                              "ioRepeated",
                                                              "ioMalformed",
                                                              "ioUnknown",
                                                              "ioForeign",
                                                              "ioOld",
                                                              "ioSent",
                                                              "ioSkipped",
                                                              "encapMessages",
                                                              "encapErrors",
                                                              "encapDiscarded",
                                                              "explicitRequests",
                                                              "explicitErrors",
                                                              "explicitRepeated",
                                                              "peersTimedOut",
                                                              "peersStalled",
                                                              "peersEvicted",
                                                              "peersRefused",
                                                              "sessionsRefused",
                                                              "requestsExpired",
                                                              "repliesDropped",
                                                              "answersLate",
                                                              "requestsOverrun",
                                                              "ioSendFailures",
                                                              "ioKernelDropped",
                                                              "ioStraysDropped",
                                                              "explicitKernelDropped",
                                                              "workDeferred",
                                                              "explicitSendFailures",
                                                              "explicitOversized",
                                                              "acceptFailures",
                                                              "slowPeersClosed",
                                                              "eventsLost",
                                                              "livenessStops",
                                                              "wakeUps",
                                                              "jsWakes",
                                                              "ioLate",
                                                              "tcpDenied",
                                                              "udpDenied",
                                                              "opensDenied",
                                                              "ioDenied",
                                                              "perPeerDenied",
                                                              "writesDenied",
                                                              "rests"};
static_assert(kCounterNames.back() != nullptr);  // one name each: a lacking one leaves the last empty

class Counters {
 public:
  static constexpr size_t kLongs = kCounters;

  explicit Counters(std::byte* memory) : memory_(memory) {}

  // Producer.
  void Set(Counter counter, uint64_t value) { At(counter).store(value, std::memory_order_relaxed); }
  void Add(Counter counter, uint64_t value = 1) { Set(counter, Get(counter) + value); }

  uint64_t Get(Counter counter) const { return At(counter).load(std::memory_order_relaxed); }

 private:
  std::atomic_ref<uint64_t> At(Counter counter) const { return Long(memory_, static_cast<size_t>(counter)); }

  std::byte* memory_;
};

}  // namespace eip::bridge
