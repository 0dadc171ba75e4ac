/** The adapter of an implicit source: its state, connections and cyclic data. docs/operation.md says what to do. */
import { at, counter, each, gauge, histogram } from '../metric.js';
import { byType, latenessAt, numberAt, stateAt, truthAt } from '../readers.js';

const adapter = 'sources.{source}.adapter';
const counters = `${adapter}.counters`;
const assembly = `${adapter}.assemblies.{assembly}`;

export const ADAPTER_METRICS = [
  gauge(
    'eip_adapter_state',
    '1',
    '1 for the state that the adapter is in, 0 for the others',
    at(`${adapter}.state`, stateAt(['new', 'running', 'stopped', 'failed'])),
  ),
  gauge(
    'eip_adapter_io_connections',
    'connections',
    'I/O connections that are open, by type',
    at(`${adapter}.connections`, byType),
  ),
  counter(
    'eip_adapter_forward_opens_total',
    'requests',
    'Forward Opens of all kinds of connections, by what became of them',
    ...each('result', counters, {
      accepted: 'opens',
      malformed: 'openFormatRejects',
      no_resource: 'openResourceRejects',
      refused: 'openOtherRejects',
      denied: 'opensDenied',
    }),
  ),
  counter(
    'eip_adapter_forward_closes_total',
    'requests',
    'Forward Closes, by what became of them',
    ...each('result', counters, { accepted: 'closes', refused: 'closeRejects' }),
  ),
  counter(
    'eip_adapter_connection_timeouts_total',
    'connections',
    'Connections that ended because their packets stayed away',
    at(`${counters}.timeouts`),
  ),
  counter(
    'eip_adapter_io_packets_taken_total',
    'packets',
    'Cyclic packets from scanners: with new data, or with data that was known already',
    ...each('data', counters, { new: 'ioNewData', repeated: 'ioRepeated' }),
  ),
  counter(
    'eip_adapter_io_packets_not_taken_total',
    'packets',
    'Datagrams on the I/O port that were not taken, by cause',
    ...each('cause', counters, {
      malformed: 'ioMalformed',
      unknown_connection: 'ioUnknown',
      foreign_address: 'ioForeign',
      not_newer: 'ioOld',
      denied: 'ioDenied',
      kernel_buffer: 'ioKernelDropped',
      stray: 'ioStraysDropped',
    }),
  ),
  counter('eip_adapter_io_packets_sent_total', 'packets', 'Cyclic packets to scanners', at(`${counters}.ioSent`)),
  counter(
    'eip_adapter_io_packets_late_total',
    'packets',
    'Of them, those that left later than a quarter of their interval',
    at(`${counters}.ioLate`),
  ),
  counter(
    'eip_adapter_io_slots_skipped_total',
    'slots',
    'Times that a cyclic packet was due and not sent, because the thread was late',
    at(`${counters}.ioSkipped`),
  ),
  counter(
    'eip_adapter_send_failures_total',
    'datagrams',
    'Datagrams that the kernel did not take',
    ...each('kind', counters, { io: 'ioSendFailures', explicit: 'explicitSendFailures' }),
  ),
  histogram(
    'eip_adapter_production_lateness_seconds',
    'seconds',
    'How late cyclic packets left behind their deadline; a bucket holds what is below its bound',
    at(`${adapter}.lateness`, latenessAt),
  ),
  counter(
    'eip_adapter_output_values_overwritten_total',
    'values',
    'Values of an assembly that were overwritten before JavaScript saw them',
    at(`${assembly}.overwritten`, numberAt),
  ),
  counter(
    'eip_adapter_history_values_dropped_total',
    'values',
    'Values of an assembly that found no room in its history',
    at(`${assembly}.dropped`, numberAt),
  ),
  gauge(
    'eip_adapter_watchdog_expired',
    '1',
    '1 while this process does not stand by the input, else 0; none without a watchdog',
    at(`${assembly}.watchdog.expired`, truthAt),
  ),
  counter(
    'eip_adapter_watchdog_expirations_total',
    'events',
    'Times that the watchdog of the input ran out',
    at(`${assembly}.watchdog.expirations`),
  ),
  counter(
    'eip_adapter_liveness_stops_total',
    'events',
    'Times that the event loop stood still for so long that connections were ended',
    at(`${counters}.livenessStops`),
  ),
];
