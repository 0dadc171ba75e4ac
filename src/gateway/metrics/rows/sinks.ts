/** Sinks: where records go to. */
import { at, counter, gauge } from '../metric.js';
import { ageAt, millisecondsAt, noneAt, stateAt } from '../readers.js';

const sink = 'sinks.{sink}';

export const SINK_METRICS = [
  gauge('eip_sink_healthy', '1', '1 while the sink takes records, else 0', at(`${sink}.reason`, noneAt)),
  gauge(
    'eip_sink_breaker_state',
    '1',
    '1 for the state that the circuit breaker is in, 0 for the others; open: the sink counts as down',
    at(`${sink}.breaker`, stateAt(['closed', 'open', 'halfOpen'])),
  ),
  counter(
    'eip_sink_records_delivered_total',
    'records',
    'Records that the sink has confirmed',
    at(`${sink}.delivered`),
  ),
  counter(
    'eip_sink_records_redelivered_total',
    'records',
    'Of them, those that were sent again after a try that failed or whose end was unknown',
    at(`${sink}.redelivered`),
  ),
  counter('eip_sink_records_refused_total', 'records', 'Records that the sink will never take', at(`${sink}.refused`)),
  counter(
    'eip_sink_records_dropped_total',
    'records',
    'Without a spool: records that found no room in memory',
    at(`${sink}.dropped`),
  ),
  counter('eip_sink_failures_total', 'tries', 'Tries that failed as a whole or in part', at(`${sink}.failures`)),
  gauge('eip_sink_records_waiting', 'records', 'Records that wait, on disk or in memory', at(`${sink}.waiting`)),
  gauge('eip_sink_records_under_way', 'records', "Records of which the sink's word is awaited", at(`${sink}.underWay`)),
  gauge(
    'eip_sink_oldest_age_seconds',
    'seconds',
    'Age of the oldest record that waits; 0: none waits',
    at(`${sink}.oldestMs`, ageAt),
  ),
  gauge(
    'eip_sink_last_confirm_age_seconds',
    'seconds',
    'Since the sink confirmed a record; none before the first',
    at(`${sink}.lastConfirmMs`, millisecondsAt),
  ),
];
