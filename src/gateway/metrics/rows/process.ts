/** This process, by the names that Prometheus and prom-client have for it; in a registry of our own only. */
import { at, counter, each, gauge } from '../metric.js';

export const PROCESS_METRICS = [
  counter(
    'process_cpu_seconds_total',
    'seconds',
    'Time of processors that the process used, all its threads',
    ...each('mode', 'process.cpu', { user: 'userSeconds', system: 'systemSeconds' }),
  ),
  gauge('process_start_time_seconds', 'seconds', 'When the process began, since 1970', at('process.startSeconds')),
  gauge('process_resident_memory_bytes', 'bytes', 'Memory that the process has', at('process.residentBytes')),
  gauge('process_open_fds', 'descriptors', 'Descriptors that are open', at('process.openDescriptors')),
  gauge('process_max_fds', 'descriptors', 'Descriptors that may be open', at('process.mostDescriptors')),
  gauge('nodejs_heap_size_used_bytes', 'bytes', 'Memory that JavaScript uses', at('process.heapUsedBytes')),
  gauge(
    'nodejs_eventloop_lag_p99_seconds',
    'seconds',
    'How late the event loop came to what was due: 99 of 100 times less, in the worst five seconds of the last minute',
    at('process.loop.p99Seconds'),
  ),
  gauge(
    'nodejs_eventloop_lag_max_seconds',
    'seconds',
    'How late the event loop came to what was due, at most, in the last minute',
    at('process.loop.maxSeconds'),
  ),
  counter(
    'nodejs_eventloop_active_seconds_total',
    'seconds',
    'Time that the event loop was busy',
    at('process.loop.activeSeconds'),
  ),
];
