/** Records on disk, by sink and priority. */
import { at, counter, gauge } from '../metric.js';
import { ageSince, noneAt } from '../readers.js';

const lane = 'spool.sinks.{sink}.{priority}';

export const SPOOL_METRICS = [
  gauge('eip_spool_healthy', '1', '1 while the spool can write, else 0', at('spool.failure', noneAt)),
  gauge('eip_spool_entries', 'entries', 'Records on disk', at(`${lane}.entries`)),
  gauge('eip_spool_entries_taken', 'entries', 'Of them, those that are on their way to the sink', at(`${lane}.taken`)),
  gauge('eip_spool_bytes', 'bytes', 'Of the records on disk, as they count against the bound', at(`${lane}.bytes`)),
  gauge(
    'eip_spool_full_ratio',
    'ratio',
    'How much of its bound is used, 1: all; priorities that share a bound have the same',
    at(`${lane}.full`),
  ),
  gauge(
    'eip_spool_oldest_age_seconds',
    'seconds',
    'Age of the oldest record on disk; 0: there is none',
    at(`${lane}.oldest`, ageSince),
  ),
  counter(
    'eip_spool_dropped_total',
    'entries',
    'Records that were dropped, by cause, since the folder of the spool was made',
    at(`${lane}.drops.{cause}`),
  ),
];
