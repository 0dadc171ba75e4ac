/** Records that wait for one sink: on disk, or in memory. */
import type { EncodedRecord } from '../../telemetry/sink.js';
import type { Priority } from '../../telemetry/spool/priorities.js';

/** One that was taken. */
export interface Waiting extends EncodedRecord {
  readonly priority: Priority;
}

/** Taken together, until each is confirmed, discarded or given back. */
export interface Portion {
  /** Alarms first, then audit, then the rest; each in the order in which they were added. */
  readonly entries: readonly Waiting[];
  /** They have arrived. Resolved when they can't come again. */
  confirm(entries: readonly Waiting[]): Promise<void>;
  /** The sink will never take them. */
  discard(entries: readonly Waiting[]): Promise<void>;
  /** All that are left come again, in order: of several portions the one that was taken last is given back first. */
  giveBack(): void;
}

export interface TakeLimits {
  readonly maxEntries: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface BacklogFigures {
  readonly waiting: number;
  /** Age of the oldest one. */
  readonly oldestMs: number | null;
  /** Records that found no room; 0 where the spool counts them. */
  readonly dropped: number;
  /** Entries that were no records, and are gone. */
  readonly unreadable: number;
}

export interface Backlog {
  /** Whether what waits survives the process. */
  readonly durable: boolean;
  /** Resolved once it is kept, or dropped by the user's own policy, which is counted. Rejected: it is not kept. */
  add(entry: Waiting): Promise<void>;
  /** The next ones, as soon as there are any. @throws the signal's reason */
  take(limits: TakeLimits): Promise<Portion>;
  figures(): BacklogFigures;
}
