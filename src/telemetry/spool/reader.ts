/** What a sink takes from: batch by batch, so that order holds. */
import { type BatchOwner, SpoolBatch, type Taken } from './batch.js';
import { decodeValue, type LaneKey } from './entry.js';
import { spoolClosed } from './failures.js';
import type { Lane } from './lane.js';
import type { SinkSettings } from './options.js';
import type { Removal } from './plan.js';
import { ReplayRate } from './replay-rate.js';

export const MOST_BATCHES = 64;

export interface ReaderOptions {
  /**
   * Batches that may be out at once, 1 to 64, default 1. With more of them order is up to whoever takes: what a batch
   * gives back comes before what is taken after it, but behind what is out already.
   */
  readonly batches?: number;
}

export interface TakeOptions {
  /** Most entries of the batch. Default 500. */
  readonly maxEntries?: number;
  /** Most bytes of the bodies; one entry is given in any case. Default 1 MiB. */
  readonly maxBytes?: number;
  /** Ends the waiting: `take` rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** @internal */
export interface ReaderParts {
  readonly folder: string;
  readonly lanes: readonly Lane[];
  readonly settings: SinkSettings;
  /** Drops what is too old. */
  readonly expire: () => Promise<void>;
  readonly batches: number;
  readonly remove: (removal: Removal) => Promise<void>;
  readonly onClose: () => void;
}

interface Limits {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

export class SpoolReader {
  private readonly out = new Set<SpoolBatch>();
  private taking = false;
  private closed = false;
  private wakeUp: (() => void) | undefined;
  private readonly rate: ReplayRate;
  private pauseMs: number | undefined;

  /** @internal */
  constructor(private readonly parts: ReaderParts) {
    this.rate = new ReplayRate(parts.settings.replayPerSecond, performance.now());
  }

  /**
   * The next entries, as soon as there are any: alarms first, then audit, then the rest.
   * @throws TypeError while as many batches are out as may be, or another call waits; EipError EIP_SPOOL_CLOSED; the signal's reason
   */
  async take({ maxEntries = 500, maxBytes = 1_024 * 1_024, signal }: TakeOptions = {}): Promise<SpoolBatch> {
    if (this.out.size >= this.parts.batches)
      throw new TypeError('A batch is out: confirm it, discard it or give it back first');
    if (this.taking) throw new TypeError('Another take() waits already');
    if (!(maxEntries >= 1) || !(maxBytes >= 1)) throw new RangeError('maxEntries and maxBytes must be 1 or more');
    this.taking = true;
    try {
      for (;;) {
        signal?.throwIfAborted();
        await this.parts.expire();
        if (this.closed) throw spoolClosed(this.parts.folder);
        const taken = this.collect({ maxEntries, maxBytes });
        if (taken.length > 0) return this.give(taken);
        signal?.throwIfAborted();
        await this.more(signal);
      }
    } finally {
      this.taking = false;
    }
  }

  /** What is out comes again. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const batch of this.out) batch.giveBack();
    this.wake();
    this.parts.onClose();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** @internal There may be something to take. */
  wake(): void {
    this.wakeUp?.();
  }

  private give(taken: readonly Taken[]): SpoolBatch {
    const owner: BatchOwner = {
      remove: this.parts.remove,
      settled: () => void this.out.delete(batch),
    };
    const batch = new SpoolBatch(taken, owner);
    this.out.add(batch);
    return batch;
  }

  private collect(limits: Limits): Taken[] {
    const taken: Taken[] = [];
    let bytes = 0;
    this.pauseMs = undefined;
    for (const lane of this.parts.lanes) {
      for (const { key, value } of lane.takeable()) {
        const content = decodeValue(value);
        if (content === undefined) {
          this.dropCorrupt(lane, key);
          continue;
        }
        const full = taken.length >= limits.maxEntries || bytes + content.body.length > limits.maxBytes;
        if (full && taken.length > 0) return taken;
        if (!this.mayGo(key)) break;
        lane.hold(key);
        bytes += content.body.length;
        const entry = { ...content, priority: lane.priority, acceptedAt: new Date(key[2]) };
        taken.push({ entry, lane, key });
      }
    }
    return taken;
  }

  /** What can't be removed now is not given out either, and comes up again when the spool is opened. */
  private dropCorrupt(lane: Lane, key: LaneKey): void {
    lane.hold(key);
    this.parts.remove({ lane, keys: [key], cause: 'corrupt' }).catch(() => {});
  }

  /** What is fresh always may; what belongs to a backlog goes at its rate. */
  private mayGo([, , acceptedAtMs]: LaneKey): boolean {
    const { replayPerSecond, replayAfterMs } = this.parts.settings;
    if (replayPerSecond === undefined || Date.now() - acceptedAtMs <= replayAfterMs) return true;
    const nowMs = performance.now();
    if (this.rate.take(nowMs)) return true;
    this.pauseMs = this.rate.pauseMs(nowMs);
    return false;
  }

  private more(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.wakeUp = undefined;
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = this.pauseMs === undefined ? undefined : setTimeout(wake, this.pauseMs);
      signal?.addEventListener('abort', wake, { once: true });
      this.wakeUp = wake;
    });
  }
}
