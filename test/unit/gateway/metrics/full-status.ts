/** A status with something in every place that the table reads. */
import type { AdapterStatus } from '../../../../src/adapter/index.js';
import type { GatewayStatus, SourceStatus } from '../../../../src/gateway/status.js';
import type { LaneStatus } from '../../../../src/telemetry.js';

export const NOW_MS = Date.parse('2026-03-01T10:00:10.000Z');

export function adapterStatus(counters: Readonly<Record<string, number>> = {}): AdapterStatus {
  const connection = (type: 'exclusiveOwner' | 'listenOnly') => ({ type });
  return {
    state: 'running',
    counters,
    connections: [connection('exclusiveOwner'), connection('listenOnly'), connection('listenOnly')],
    assemblies: {
      command: { overwritten: 3, dropped: 4, watchdog: null },
      result: { overwritten: null, dropped: null, watchdog: { expired: true, expirations: 2 } },
    },
    lateness: { boundsUs: [5, 10_000], counts: [7, 2, 1], sumUs: 20_000 },
  } as unknown as AdapterStatus;
}

export function sourceStatus(more: Partial<SourceStatus> = {}): SourceStatus {
  return {
    protocol: 'explicit',
    state: 'connected',
    connected: true,
    reason: null,
    connections: 2,
    groups: { fast: { records: 10, values: 100, overruns: 1, notGood: 0, missedCycles: 5 } },
    ...more,
  };
}

const lane: LaneStatus = {
  entries: 2,
  bytes: 200,
  full: 0.25,
  taken: 1,
  oldest: new Date(NOW_MS - 2_500),
  newest: new Date(NOW_MS),
  drops: { oldest: 1, newest: 2, age: 3, refused: 4, corrupt: 5, disk: 6, emptied: 7 },
};

const emptyLane: LaneStatus = { ...lane, entries: 0, bytes: 0, taken: 0, oldest: undefined, newest: undefined };

export function gatewayStatus(more: Partial<GatewayStatus> = {}): GatewayStatus {
  return {
    state: 'running',
    app: { name: 'press-monitor', site: 'plant-2', instance: 'edge-7' },
    runningMs: 1_500,
    router: {
      accepted: { sample: 5, event: 4, alarm: 3, status: 2, audit: 1, commandResult: 0 },
      rejected: 6,
      waiting: 7,
    },
    spool: { folder: '/spool', failure: undefined, sinks: { broker: { alarm: emptyLane, audit: lane, normal: lane } } },
    sinks: {
      broker: {
        delivered: 90,
        redelivered: 3,
        refused: 2,
        failures: 4,
        waiting: 5,
        underWay: 1,
        dropped: 0,
        breaker: 'halfOpen',
        oldestMs: 2_500,
        lastConfirmMs: 40,
        reason: 'connect ECONNREFUSED',
      },
    },
    sources: {
      press: sourceStatus(),
      cell: sourceStatus({ protocol: 'implicit', adapter: adapterStatus({ ioSent: 9, opens: 1 }) }),
    },
    commands: {
      queue: 'commands.press',
      active: true,
      reason: null,
      answered: { ok: 1, failed: 2, refused: 3, expired: 4, unknown: 5 },
      repeated: 6,
      invalid: 7,
      unanswered: 8,
      underWay: 1,
    },
    ...more,
  };
}
