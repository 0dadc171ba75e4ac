/** What a gateway tells of itself: plain data. metrics/ makes a table of it, http/ pages. */
import type { AdapterStatus } from '../adapter/index.js';
import type { App } from '../config/app.js';
import type { RecordKind } from '../telemetry/record/record-types.js';
import type { SpoolStatus } from '../telemetry/spool/status.js';

/**
 * - `starting`, `running`, `stopping`, `stopped`
 * - `failed`: it could not start, and what it had begun is closed again
 */
export type GatewayState = 'new' | 'starting' | 'running' | 'stopping' | 'stopped' | 'failed';

/** Counted since the gateway was made; `...` of the spool since that was made. */
export interface GatewayStatus {
  readonly state: GatewayState;
  readonly app: App;
  /** Since it runs, ms; null before. */
  readonly runningMs: number | null;
  readonly router: RouterStatus;
  /** Undefined: records wait in memory. */
  readonly spool: SpoolStatus | undefined;
  readonly sinks: Readonly<Record<string, SinkStatus>>;
  readonly sources: Readonly<Record<string, SourceStatus>>;
  readonly commands: CommandsStatus | undefined;
}

export interface RouterStatus {
  /** Records accepted for every sink, by kind. */
  readonly accepted: Readonly<Record<RecordKind, number>>;
  /** Records that could not be kept for a sink: its bounds, a full disk. */
  readonly rejected: number;
  /** Records that wait to be kept. */
  readonly waiting: number;
}

export type BreakerState = 'closed' | 'open' | 'halfOpen';

export interface SinkStatus {
  /** Records confirmed. */
  readonly delivered: number;
  /** Of those, sent again after a try whose end was unknown or that failed. */
  readonly redelivered: number;
  /** Records that the sink will never take. */
  readonly refused: number;
  /** Tries that failed as a whole or in part. */
  readonly failures: number;
  /** Records that wait: in the spool, or in memory. */
  readonly waiting: number;
  /** Records of which the sink's word is awaited. */
  readonly underWay: number;
  /** Without a spool: records that found no room. */
  readonly dropped: number;
  readonly breaker: BreakerState;
  /** Age of the oldest record that waits, ms; null: none waits. */
  readonly oldestMs: number | null;
  /** Since the last confirm, ms; null before the first. */
  readonly lastConfirmMs: number | null;
  /** Why it is not healthy, in words; null when it is. */
  readonly reason: string | null;
}

export interface SourceStatus {
  readonly protocol: 'explicit' | 'implicit' | 'other';
  /** As the source names it: `connected`, `reconnecting`. */
  readonly state: string;
  /** A machine is there; null where that has no meaning. */
  readonly connected: boolean | null;
  /** Why it is not healthy, in words; null when it is. */
  readonly reason: string | null;
  /** Connections made since the start. */
  readonly connections: number;
  readonly groups: Readonly<Record<string, GroupStatus>>;
  /** Of an implicit source. */
  readonly adapter?: AdapterStatus | undefined;
}

export interface GroupStatus {
  /** Records handed over. */
  readonly records: number;
  /** Values in them. */
  readonly values: number;
  /** Values that were lost before they became records: the machine was faster, or the spool took none. */
  readonly overruns: number;
  /** Values that are not good, of the newest of each tag. */
  readonly notGood: number;
  /** Cycles left out; null where there are no cycles. */
  readonly missedCycles: number | null;
}

export type CommandEnd = 'ok' | 'failed' | 'refused' | 'expired' | 'unknown';

export interface CommandsStatus {
  readonly queue: string;
  /** It is a consumer of the queue: the one that gets the commands, or the next in turn. The broker does not say which. */
  readonly active: boolean;
  /** Why no commands come, in words; null when they do. */
  readonly reason: string | null;
  readonly answered: Readonly<Record<CommandEnd, number>>;
  /** Commands that came again and were answered as the first time. */
  readonly repeated: number;
  /** Messages that were no commands. */
  readonly invalid: number;
  /** Answers that found no queue, or no way to it in time. */
  readonly unanswered: number;
  readonly underWay: number;
}
