/** One worker of a sink: takes what waits, has it written, and lets go of it when the sink has it. */
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { DeliverySettings } from '../../eip-config/gateway/delivery.js';
import type { EventLog } from '../../logging/event-log.js';
import type { Sink } from '../../telemetry/sink.js';
import type { BreakerState, SinkStatus } from '../status.js';
import type { Backlog, Portion } from './backlog.js';
import { Breaker } from './breaker.js';
import { Pace } from './pace.js';
import { reasonOf } from './reason.js';
import type { Settlement } from './settlement.js';
import { SinkWriter } from './sink-writer.js';
import { Tried } from './tried.js';
import { Volley } from './volley.js';
import { called } from './within.js';

export interface DeliveryParts {
  readonly sink: Sink;
  readonly backlog: Backlog;
  readonly settings: DeliverySettings;
  readonly log: EventLog;
  readonly onBreaker: (state: BreakerState, reason: string | null) => void;
}

const MOST_BATCHES = 64;

/** That may be under way at once. */
export function batchesOf({ maxBatches }: Sink): number {
  return Number.isInteger(maxBatches) ? Math.max(1, Math.min(MOST_BATCHES, maxBatches as number)) : 1;
}

export class Delivery {
  private settings: DeliverySettings;
  private breaker: Breaker;
  private pace: Pace;
  private readonly writer: SinkWriter;
  private readonly tried = new Tried();
  private readonly end = new AbortController();
  private running: Promise<void> | undefined;
  /** Removal of the last ones that were settled; those before are done then too. */
  private letting: Promise<void> | undefined;
  private onProgress: (() => void) | undefined;
  private readonly counts = { delivered: 0, redelivered: 0, refused: 0, failures: 0 };
  private volley: Volley | undefined;
  private confirmedAtMs: number | undefined;
  /** What the last try met. */
  private trouble: string | undefined;

  constructor(private readonly parts: DeliveryParts) {
    const { settings, sink } = parts;
    this.settings = settings;
    this.breaker = new Breaker(settings.breakAfter, (state) => this.breakerChanged(state));
    this.pace = new Pace(settings);
    // Each batch listens to it.
    setMaxListeners(0, this.end.signal);
    this.writer = new SinkWriter(sink, settings.timeoutMs);
  }

  get backlog(): Backlog {
    return this.parts.backlog;
  }

  /** From the next batch on. */
  reconfigure(settings: DeliverySettings): void {
    const { breakAfter } = this.settings;
    this.settings = settings;
    this.pace = new Pace(settings);
    this.writer.timeoutMs = settings.timeoutMs;
    if (settings.breakAfter !== breakAfter) {
      this.breaker = new Breaker(settings.breakAfter, (state) => this.breakerChanged(state));
    }
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Nothing but a new start will help. */
  get isStuck(): boolean {
    return this.writer.isStuck;
  }

  /**
   * Resolved when nothing waits any more, or the signal is aborted; at once where the sink is down and what waits is
   * safe on disk.
   */
  async drained(signal: AbortSignal): Promise<void> {
    await called(signal, (done) => {
      this.onProgress = () => {
        if (this.isDrained()) done();
      };
      this.onProgress();
    });
    this.onProgress = undefined;
  }

  private isDrained(): boolean {
    const { backlog } = this.parts;
    return backlog.figures().waiting === 0 || (backlog.durable && this.breaker.state === 'open');
  }

  /** What is under way is ended; what was not confirmed waits on. */
  async stop(): Promise<void> {
    this.end.abort(new Error('the gateway stops'));
    await this.running;
    await this.letting;
  }

  status(): SinkStatus {
    const { waiting, oldestMs, dropped, unreadable } = this.parts.backlog.figures();
    return {
      ...this.counts,
      refused: this.counts.refused + unreadable,
      waiting,
      underWay: this.volley?.underWay ?? 0,
      dropped,
      breaker: this.breaker.state,
      oldestMs,
      lastConfirmMs: this.confirmedAtMs === undefined ? null : performance.now() - this.confirmedAtMs,
      reason: this.reason(oldestMs),
    };
  }

  private reason(oldestMs: number | null): string | null {
    if (this.trouble === undefined) return null;
    const waited = oldestMs === null ? '' : `; the oldest record has waited for ${Math.round(oldestMs / 1_000)} s`;
    return `${this.trouble}${waited}`;
  }

  private async run(): Promise<void> {
    while (!this.end.signal.aborted) {
      await this.writer.unstuck(this.end.signal);
      const portion = await this.take(this.pace.maxRecords, this.end.signal);
      if (portion === undefined) continue;
      await this.breaker.run(() => this.attempt(portion));
      if (this.trouble !== undefined) await this.pause();
    }
  }

  /** While all is well many batches are one try, which lasts until one of them is not taken. @returns whether there was progress */
  private async attempt(portion: Portion): Promise<boolean> {
    const { sink } = this.parts;
    let hasFailed = false;
    this.volley = new Volley({
      writer: this.writer,
      mostBatches: this.trouble === undefined ? batchesOf(sink) : 1,
      mostRecords: () => 2 * this.settings.maxRecords,
      signal: this.end.signal,
      take: (maxRecords, signal) => this.take(Math.min(maxRecords, this.pace.maxRecords), signal),
      settle: (settled, settlement, mistake) => {
        this.letGo(settled, settlement);
        if (hasFailed || this.end.signal.aborted) return;
        hasFailed = settlement.trouble !== undefined;
        if (hasFailed) this.failed(settled, settlement, mistake);
        else this.succeeded();
      },
    });
    const progress = await this.volley.run(portion);
    this.volley = undefined;
    return progress;
  }

  private async pause(): Promise<void> {
    const { probeMs } = this.settings;
    const pauseMs = this.breaker.state === 'open' ? probeMs : this.pace.pauseMs;
    await delay(pauseMs, undefined, { signal: this.end.signal }).catch(() => {});
  }

  private async take(maxEntries: number, signal: AbortSignal): Promise<Portion | undefined> {
    const { settings } = this;
    const { backlog, sink, log } = this.parts;
    try {
      return await backlog.take({ maxEntries, maxBytes: settings.maxBytes, signal });
    } catch (error) {
      if (signal.aborted) return undefined;
      this.trouble = `what waits could not be read: ${reasonOf(error)}`;
      log.log('error', 'gateway.notRead', { sink: sink.name, err: error }, `Sink ${sink.name}: ${this.trouble}`);
      await delay(settings.retryMaxMs, undefined, { signal }).catch(() => {});
      return undefined;
    }
  }

  private letGo(portion: Portion, { confirmed, refused, returned }: Settlement): void {
    const { sink, log } = this.parts;
    if (confirmed.length > 0) this.confirmedAtMs = performance.now();
    this.counts.delivered += confirmed.length;
    this.counts.redelivered += this.tried.remove(confirmed.map(({ record }) => record.messageId));
    this.counts.refused += refused.length;
    for (const { entry, failure } of refused) {
      const { messageId, kind, source } = entry.record;
      this.tried.remove([messageId]);
      const text = `Sink ${sink.name} will never take a record, it is dropped: ${failure.reason}`;
      log.log('error', 'gateway.refused', { sink: sink.name, messageId, kind, source, err: failure.error }, text);
    }
    this.tried.add(returned.map(({ record }) => record.messageId));
    // What can't be removed from a spool that fails comes again when it is opened; the spool tells of it.
    const gone = [portion.confirm(confirmed), portion.discard(refused.map(({ entry }) => entry))];
    this.letting = Promise.all(gone).then(
      () => this.onProgress?.(),
      () => {},
    );
  }

  private succeeded(): void {
    const { sink, log } = this.parts;
    this.pace.succeeded();
    if (this.trouble === undefined) return;
    this.trouble = undefined;
    log.log('info', 'gateway.taking', { sink: sink.name }, `Sink ${sink.name} takes records again`);
  }

  private failed({ entries }: Portion, { confirmed, returned, trouble }: Settlement, mistake: unknown): void {
    const { sink, log } = this.parts;
    const first = this.trouble === undefined;
    this.counts.failures++;
    this.pace.failed(confirmed.length > 0);
    this.trouble = `${returned.length} of the last ${entries.length} records were not taken: ${trouble?.reason}`;
    if (!first && mistake === undefined) return;
    const fields = { sink: sink.name, ...(mistake !== undefined && { err: mistake }) };
    log.log(mistake === undefined ? 'warn' : 'error', 'gateway.notTaken', fields, `Sink ${sink.name}: ${this.trouble}`);
  }

  private breakerChanged(state: BreakerState): void {
    const { sink, log, onBreaker } = this.parts;
    const reason = state === 'open' ? (this.trouble ?? null) : null;
    if (state === 'open') {
      log.log('error', 'gateway.down', { sink: sink.name }, `Sink ${sink.name} counts as down: ${reason}`);
    }
    this.onProgress?.();
    onBreaker(state, reason);
  }
}
