/** Where records go to. */
import type { EipError } from '../errors.js';
import type { TelemetryRecord } from './record/record-types.js';
import type { EndpointHealth } from './source.js';

/** One record of a batch that was not taken. */
export interface RecordFailure {
  /** Its place in the batch, from 0. */
  readonly index: number;
  readonly messageId: string;
  /** It may be taken later as it is. False: it never will, and sending it again is of no use. */
  readonly retryable: boolean;
  /** In words: what happened, and what to check. */
  readonly reason: string;
  /** The error beneath, where there is one. */
  readonly error?: EipError;
}

/**
 * - `success`: the other side has taken every record
 * - `partial`: it has taken those that are not in `failures`
 * - `failed`: it has taken none; `failures` has them all
 *
 * What was not confirmed was not taken, even though it may have arrived: it is sent again with the same `messageId`.
 */
export type BatchResult =
  | { readonly status: 'success' }
  | { readonly status: 'partial' | 'failed'; readonly failures: readonly RecordFailure[] };

export interface WriteOptions {
  /** Ends the wait: what is not confirmed by then is a failure that is retryable. */
  readonly signal?: AbortSignal | undefined;
}

/** A record, and the bytes that it travels as: those of `encodeRecord`. */
export interface EncodedRecord {
  readonly record: TelemetryRecord;
  readonly body: Buffer;
}

/** What takes records: a broker, a database, a file, or a service's own. */
export interface Sink {
  /** As the configuration names it. */
  readonly name: string;
  /**
   * Batches that may be under way at once, 1 to 64: while the other side works on one the next is made ready. Only for
   * a sink that keeps their order. Default 1.
   */
  readonly maxBatches?: number;
  /**
   * Hands a batch over, in its order. Resolved when the fate of every record is known; what goes wrong outside is in
   * the result. Rejected for mistakes of the program only, and then nothing was taken.
   */
  write(batch: readonly TelemetryRecord[], options?: WriteOptions): Promise<BatchResult>;
  /** The same, for a sink that sends these bytes: where it is there the gateway calls it instead of `write`. */
  writeEncoded?(batch: readonly EncodedRecord[], options?: WriteOptions): Promise<BatchResult>;
  /** Resolved when nothing that was given to `write` before is under way any more. */
  flush(): Promise<void>;
  /** Never rejects. */
  healthCheck(): Promise<EndpointHealth>;
  /** Waits as `flush()` does, then gives back all that the sink opened itself. Idempotent; `write` rejects afterwards. */
  close(): Promise<void>;
}

/** The result that goes with these failures. */
export function batchResult(batch: readonly unknown[], failures: readonly RecordFailure[]): BatchResult {
  if (failures.length === 0) return { status: 'success' };
  return { status: failures.length === batch.length ? 'failed' : 'partial', failures };
}
