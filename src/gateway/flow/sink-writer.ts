/**
 * A sink that answers in any case: what it does wrong is a failure of the batch. One that does not answer is left
 * behind, and asked again with the same records; but not without end, since what it holds stays in memory.
 */
import { EipError } from '../../errors.js';
import type { BatchResult, EncodedRecord, RecordFailure, Sink, WriteOptions } from '../../telemetry/sink.js';
import { reasonOf } from './reason.js';
import { called } from './within.js';

/** For a sink whose write was ended to tell what became of it. */
const GRACE_MS = 1_000;
/** Writes without an answer. */
const MOST_LEFT_BEHIND = 4;

type Batch = readonly EncodedRecord[];

/** What became of a batch. */
export interface Fates {
  /** By place in the batch; the others were taken. */
  readonly failures: ReadonlyMap<number, RecordFailure>;
  /** The sink broke its contract: a mistake of the program. */
  readonly mistake?: unknown;
}

export class SinkWriter {
  private leftBehind = 0;
  private freed: (() => void) | undefined;

  constructor(
    private readonly sink: Sink,
    /** For its answer; from the next batch on. */
    public timeoutMs: number,
  ) {}

  /** It does not answer any more, and nothing but a new start will help. */
  get isStuck(): boolean {
    return this.leftBehind >= MOST_LEFT_BEHIND;
  }

  /** Resolved when `isStuck` is over, or the signal is aborted. */
  async unstuck(signal: AbortSignal): Promise<void> {
    if (!this.isStuck) return;
    await called(signal, (done) => {
      this.freed = done;
    });
    this.freed = undefined;
  }

  /** Never rejects. @param signal ends the wait */
  async write(batch: Batch, signal: AbortSignal): Promise<Fates> {
    const end = new AbortController();
    const answer = this.answerOf(batch, end.signal);
    return await new Promise<Fates>((resolve) => {
      let grace: NodeJS.Timeout | undefined;
      const giveUp = (reason: string) => {
        end.abort(new Error(reason));
        grace ??= setTimeout(() => {
          this.leaveBehind(answer);
          settle(allFailed(batch, reason));
        }, GRACE_MS);
      };
      const onAbort = () => giveUp('the gateway stops');
      const limit = setTimeout(() => giveUp(`no answer within ${this.timeoutMs} ms`), this.timeoutMs);
      const settle = (fates: Fates) => {
        clearTimeout(limit);
        clearTimeout(grace);
        signal.removeEventListener('abort', onAbort);
        resolve(fates);
      };
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
      void answer.then(settle);
    });
  }

  private async answerOf(batch: Batch, signal: AbortSignal): Promise<Fates> {
    try {
      return fatesOf(batch, await this.handOver(batch, { signal }));
    } catch (error) {
      const failures = allFailed(batch, reasonOf(error)).failures;
      return error instanceof EipError ? { failures } : { failures, mistake: error };
    }
  }

  private handOver(batch: Batch, options: WriteOptions): Promise<BatchResult> {
    const { sink } = this;
    if (sink.writeEncoded !== undefined) return sink.writeEncoded(batch, options);
    return sink.write(
      batch.map(({ record }) => record),
      options,
    );
  }

  private leaveBehind(answer: Promise<unknown>): void {
    this.leftBehind++;
    void answer.then(() => {
      this.leftBehind--;
      this.freed?.();
    });
  }
}

function allFailed(batch: Batch, reason: string): Fates {
  const failureAt = ({ record }: EncodedRecord, index: number): [number, RecordFailure] => [
    index,
    { index, messageId: record.messageId, retryable: true, reason },
  ];
  return { failures: new Map(batch.map(failureAt)) };
}

/** Of what a service's own sink returns nothing is taken for granted: what is not said to be taken was not. */
function fatesOf(batch: Batch, result: BatchResult): Fates {
  if (result?.status === 'success') return { failures: new Map() };
  const wrong = (what: string): Fates => ({ ...allFailed(batch, what), mistake: new TypeError(what) });
  if (result?.status !== 'partial' && result?.status !== 'failed') return wrong('write() gave no result of a batch');
  const { status, failures } = result;
  if (!Array.isArray(failures)) return wrong('write() gave a result without failures');
  const told = new Map(failures.map((failure) => [failure?.index, failure]));
  for (const index of told.keys()) {
    if (!Number.isInteger(index) || index < 0 || index >= batch.length) return wrong(`write() told of record ${index}`);
  }
  if (status === 'failed' && told.size < batch.length) {
    return { failures: new Map([...allFailed(batch, 'not taken').failures, ...told]) };
  }
  return { failures: told };
}
