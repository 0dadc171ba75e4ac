/* What the stack has seen since it was made. Read on the stack's thread; copy to tell others. */
#ifndef OPENER_COUNTERS_H
#define OPENER_COUNTERS_H

#include "opener/stack.h"

typedef struct {
  /* levels */
  uint32_t peers, sessions, io_connections, explicit_connections, pending_requests;
  /* Connection Manager (docs/protocol.md, "Connection Manager object") */
  uint64_t opens, open_format_rejects, open_resource_rejects, open_other_rejects; /* opens: requests, refused or not */
  uint64_t closes, close_rejects, close_format_rejects, timeouts; /* close_rejects: all, by their format too */
  /* cyclic data by eip_io_verdict, and T->O */
  uint64_t io_new_data, io_repeated, io_malformed, io_unknown, io_foreign, io_old, io_sent, io_skipped;
  /* explicit messages */
  uint64_t encap_messages, encap_errors, encap_discarded, explicit_requests, explicit_errors;
  uint64_t explicit_repeated; /* sequence counts of class 3 connections that came again: not run a second time */
  uint64_t peers_timed_out;   /* TCP connections given up: silent for the inactivity timeout, or without a session */
  uint64_t peers_stalled;     /* because they did not end a message that they had begun */
  uint64_t peers_evicted;     /* to make room for another */
  uint64_t peers_refused, sessions_refused, requests_expired, replies_dropped;
} eip_counters;

const eip_counters *eip_stack_counters(const eip_stack *self);

#endif
