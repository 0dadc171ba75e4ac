/** The adapter of an implicit source: explicit messages, TCP, and its thread. */
import { at, counter, each, gauge } from '../metric.js';

const counters = 'sources.{source}.adapter.counters';

export const ADAPTER_EXPLICIT_METRICS = [
  gauge('eip_adapter_tcp_connections', 'connections', 'TCP connections that are open', at(`${counters}.peers`)),
  gauge('eip_adapter_sessions', 'connections', 'Sessions that are registered', at(`${counters}.sessions`)),
  gauge(
    'eip_adapter_explicit_connections',
    'connections',
    'Class 3 connections that are open',
    at(`${counters}.explicitConnections`),
  ),
  gauge('eip_adapter_requests_pending', 'requests', 'Requests without a reply yet', at(`${counters}.pendingRequests`)),
  counter(
    'eip_adapter_encapsulation_messages_total',
    'messages',
    'Encapsulation messages, those answered with an error or not at all too',
    at(`${counters}.encapMessages`),
  ),
  counter(
    'eip_adapter_encapsulation_failures_total',
    'messages',
    'Encapsulation messages that were answered with an error, or not answered',
    ...each('result', counters, { error: 'encapErrors', discarded: 'encapDiscarded' }),
  ),
  counter(
    'eip_adapter_explicit_requests_total',
    'requests',
    'CIP requests, those within a Multiple Service Packet and those refused too',
    at(`${counters}.explicitRequests`),
  ),
  counter(
    'eip_adapter_explicit_errors_total',
    'requests',
    'CIP requests that were refused',
    at(`${counters}.explicitErrors`),
  ),
  counter(
    'eip_adapter_explicit_repeated_total',
    'requests',
    'Requests of class 3 connections that came again and were not run again',
    at(`${counters}.explicitRepeated`),
  ),
  counter(
    'eip_adapter_requests_failed_total',
    'requests',
    'Requests to handlers of this process that were not answered as they should be, by cause',
    ...each('cause', counters, {
      no_answer_in_time: 'requestsExpired',
      answer_too_late: 'answersLate',
      peer_gone: 'repliesDropped',
      event_loop_behind: 'requestsOverrun',
    }),
  ),
  counter(
    'eip_adapter_writes_denied_total',
    'requests',
    'Requests that `readOnly` refused',
    at(`${counters}.writesDenied`),
  ),
  counter(
    'eip_adapter_tcp_connections_refused_total',
    'connections',
    'TCP connections that were not taken, by cause',
    ...each('cause', counters, {
      limit: 'peersRefused',
      limit_of_peer: 'perPeerDenied',
      denied: 'tcpDenied',
      failure: 'acceptFailures',
    }),
  ),
  counter(
    'eip_adapter_tcp_connections_dropped_total',
    'connections',
    'TCP connections that this side closed, by cause',
    ...each('cause', counters, {
      silent: 'peersTimedOut',
      stalled: 'peersStalled',
      evicted: 'peersEvicted',
      slow: 'slowPeersClosed',
    }),
  ),
  counter(
    'eip_adapter_sessions_refused_total',
    'requests',
    'Sessions beyond the limit',
    at(`${counters}.sessionsRefused`),
  ),
  counter(
    'eip_adapter_explicit_datagrams_dropped_total',
    'datagrams',
    'Datagrams on the explicit port that were not looked at, by cause',
    ...each('cause', counters, {
      denied: 'udpDenied',
      oversized: 'explicitOversized',
      kernel_buffer: 'explicitKernelDropped',
    }),
  ),
  counter(
    'eip_adapter_events_lost_total',
    'events',
    'Connection events that were replaced by a resync',
    at(`${counters}.eventsLost`),
  ),
  counter(
    'eip_adapter_work_deferred_total',
    'events',
    'Turns of the I/O thread in which other work had to wait for cyclic data',
    at(`${counters}.workDeferred`),
  ),
  counter(
    'eip_adapter_rests_total',
    'events',
    'Times that the I/O thread rested because cyclic data alone took nearly a whole processor',
    at(`${counters}.rests`),
  ),
  counter(
    'eip_adapter_wake_ups_total',
    'events',
    'Wake-ups of the I/O thread, and of JavaScript by it',
    ...each('thread', counters, { io: 'wakeUps', javascript: 'jsWakes' }),
  ),
];
