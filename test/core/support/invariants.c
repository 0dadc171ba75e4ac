#include "support/invariants.h"

#include "support/invariants_parts.h"

/* Each timer belongs to someone who knows of it; those were looked at one by one, so there is no other. */
static const char *timers_belong(const eip_stack *self) {
  const eip_environment *environment = &self->environment;
  const eip_counters *counters = &environment->counters;
  uint32_t owned = counters->io_connections + counters->explicit_connections + counters->pending_requests +
                   invariants_peers_watched(self) + invariants_delayed_waiting(self);
  HOLDS(environment->timers.count == owned, "timers: as many as connections, peers, waiting requests and replies");
  return NULL;
}

const char *invariants_broken(eip_stack *self) {
  ALL_OF(invariants_heap(&self->environment.timers));
  ALL_OF(invariants_heap(&self->environment.productions));
  ALL_OF(invariants_encap(self));
  ALL_OF(invariants_cip(self));
  ALL_OF(invariants_points(self));
  ALL_OF(invariants_connections(self));
  ALL_OF(invariants_productions(&self->connections));
  ALL_OF(invariants_lanes(&self->connections));
  ALL_OF(invariants_explicit(self));
  return timers_belong(self);
}

const char *invariants_left(const eip_stack *self) {
  HOLDS(self->connections.slots.used == 0, "an I/O connection is left");
  HOLDS(self->connections.explicit_connections.slots.used == 0, "a class 3 connection is left");
  HOLDS(self->cip.pending_slots.used == 0, "a waiting request is left");
  HOLDS(self->encap.peer_slots.used == 0, "a TCP connection is left");
  HOLDS(self->encap.session_slots.used == 0, "a session is left");
  HOLDS(self->environment.timers.count == 0, "a timer is left");
  HOLDS(self->environment.productions.count == 0, "a production is left");
  return NULL;
}

static const char *connections_counted_back(const eip_counters *before, const eip_counters *now) {
  HOLDS(now->opens >= before->opens && now->open_format_rejects >= before->open_format_rejects &&
            now->open_resource_rejects >= before->open_resource_rejects &&
            now->open_other_rejects >= before->open_other_rejects,
        "counters: opens and their refusals only go up");
  HOLDS(now->closes >= before->closes && now->close_rejects >= before->close_rejects &&
            now->close_format_rejects >= before->close_format_rejects && now->timeouts >= before->timeouts,
        "counters: closes, their refusals and timeouts only go up");
  HOLDS(now->io_new_data >= before->io_new_data && now->io_repeated >= before->io_repeated &&
            now->io_malformed >= before->io_malformed && now->io_unknown >= before->io_unknown &&
            now->io_foreign >= before->io_foreign && now->io_old >= before->io_old && now->io_sent >= before->io_sent &&
            now->io_skipped >= before->io_skipped,
        "counters: datagrams only go up");
  return NULL;
}

const char *invariants_counted_back(const eip_counters *before, const eip_counters *now) {
  ALL_OF(connections_counted_back(before, now));
  HOLDS(now->encap_messages >= before->encap_messages && now->encap_errors >= before->encap_errors &&
            now->encap_discarded >= before->encap_discarded,
        "counters: encapsulation messages only go up");
  HOLDS(now->explicit_requests >= before->explicit_requests && now->explicit_errors >= before->explicit_errors &&
            now->explicit_repeated >= before->explicit_repeated,
        "counters: explicit requests only go up");
  HOLDS(now->peers_refused >= before->peers_refused && now->sessions_refused >= before->sessions_refused &&
            now->requests_expired >= before->requests_expired && now->replies_dropped >= before->replies_dropped,
        "counters: refusals and drops only go up");
  HOLDS(now->peers_timed_out >= before->peers_timed_out && now->peers_stalled >= before->peers_stalled &&
            now->peers_evicted >= before->peers_evicted,
        "counters: peers given up only go up");
  uint64_t refused = now->open_format_rejects - before->open_format_rejects + now->open_resource_rejects -
                     before->open_resource_rejects + now->open_other_rejects - before->open_other_rejects;
  HOLDS(refused <= now->opens - before->opens + before->pending_requests,
        "counters: no more opens are refused than are asked for");
  return NULL;
}
