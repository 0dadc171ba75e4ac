#include "host/statistics.h"

namespace eip::host {

using bridge::Counter;

namespace {

struct Level {
  Counter counter;
  uint32_t eip_counters::* from;
};
constexpr Level kLevels[] = {
    {Counter::kPeers, &eip_counters::peers},
    {Counter::kSessions, &eip_counters::sessions},
    {Counter::kIoConnections, &eip_counters::io_connections},
    {Counter::kExplicitConnections, &eip_counters::explicit_connections},
    {Counter::kPendingRequests, &eip_counters::pending_requests},
};

struct Total {
  Counter counter;
  uint64_t eip_counters::* from;
};
constexpr Total kTotals[] = {
    {Counter::kOpens, &eip_counters::opens},
    {Counter::kOpenFormatRejects, &eip_counters::open_format_rejects},
    {Counter::kOpenResourceRejects, &eip_counters::open_resource_rejects},
    {Counter::kOpenOtherRejects, &eip_counters::open_other_rejects},
    {Counter::kCloses, &eip_counters::closes},
    {Counter::kCloseRejects, &eip_counters::close_rejects},
    {Counter::kTimeouts, &eip_counters::timeouts},
    {Counter::kIoNewData, &eip_counters::io_new_data},
    {Counter::kIoRepeated, &eip_counters::io_repeated},
    {Counter::kIoMalformed, &eip_counters::io_malformed},
    {Counter::kIoUnknown, &eip_counters::io_unknown},
    {Counter::kIoForeign, &eip_counters::io_foreign},
    {Counter::kIoOld, &eip_counters::io_old},
    {Counter::kIoSent, &eip_counters::io_sent},
    {Counter::kIoSkipped, &eip_counters::io_skipped},
    {Counter::kEncapMessages, &eip_counters::encap_messages},
    {Counter::kEncapErrors, &eip_counters::encap_errors},
    {Counter::kEncapDiscarded, &eip_counters::encap_discarded},
    {Counter::kExplicitRequests, &eip_counters::explicit_requests},
    {Counter::kExplicitErrors, &eip_counters::explicit_errors},
    {Counter::kExplicitRepeated, &eip_counters::explicit_repeated},
    {Counter::kPeersTimedOut, &eip_counters::peers_timed_out},
    {Counter::kPeersStalled, &eip_counters::peers_stalled},
    {Counter::kPeersEvicted, &eip_counters::peers_evicted},
    {Counter::kPeersRefused, &eip_counters::peers_refused},
    {Counter::kSessionsRefused, &eip_counters::sessions_refused},
    {Counter::kRequestsExpired, &eip_counters::requests_expired},
    {Counter::kRepliesDropped, &eip_counters::replies_dropped},
};

}  // namespace

void PublishCounters(const eip_counters& from, bridge::Counters& to) {
  for (const Level& level : kLevels) to.Set(level.counter, from.*level.from);
  for (const Total& total : kTotals) to.Set(total.counter, from.*total.from);
}

}  // namespace eip::host
