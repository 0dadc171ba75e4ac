/**
 * Batches of one sink that are under way together: the next one is written before the one ahead of it is confirmed, so
 * that the other side never waits. They are settled in their order. The first record that has to come again ends it: what is
 * behind it comes again too, and nothing more is written.
 */
import type { Priority } from '../../telemetry/spool/priorities.js';
import type { Portion } from './backlog.js';
import { type Settlement, settlementOf } from './settlement.js';
import type { Fates, SinkWriter } from './sink-writer.js';
import { called } from './within.js';

export interface VolleyParts {
  readonly writer: SinkWriter;
  /** 1: the first portion, and no more. */
  readonly mostBatches: number;
  /** Under way together, about. */
  readonly mostRecords: () => number;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** @returns undefined: there is none, and no use in asking again */
  readonly take: (maxRecords: number, signal: AbortSignal) => Promise<Portion | undefined>;
  readonly settle: (portion: Portion, settlement: Settlement, mistake: unknown) => void;
}

export class Volley {
  private readonly cut = new AbortController();
  private readonly heldUp = new Set<Priority>();
  /** What has to be given back, in order. */
  private readonly left: Portion[] = [];
  /** Taken when nothing more was to be written. */
  private tooLate: Portion | undefined;
  private settling: Promise<void> = Promise.resolve();
  private batches = 0;
  private records = 0;
  private progress = false;
  private onSettled: (() => void) | undefined;

  constructor(private readonly parts: VolleyParts) {}

  /** Records under way. */
  get underWay(): number {
    return this.records;
  }

  /** Resolved when nothing is under way any more. @returns whether anything was taken by the sink */
  async run(first: Portion): Promise<boolean> {
    const { signal, mostBatches } = this.parts;
    const cut = () => this.cut.abort();
    if (signal.aborted || mostBatches === 1) cut();
    signal.addEventListener('abort', cut, { once: true });
    this.launch(first);
    while (!this.cut.signal.aborted) await this.next();
    await this.settling;
    signal.removeEventListener('abort', cut);
    this.tooLate?.giveBack();
    for (const portion of this.left.reverse()) portion.giveBack();
    return this.progress;
  }

  private async next(): Promise<void> {
    const { mostBatches, take } = this.parts;
    const { signal } = this.cut;
    const room = this.parts.mostRecords() - this.records;
    if (this.batches >= mostBatches || room <= 0) {
      await called(signal, (done) => {
        this.onSettled = done;
      });
      return;
    }
    const portion = await take(room, signal);
    if (portion === undefined) this.cut.abort();
    else if (signal.aborted) this.tooLate = portion;
    else this.launch(portion);
  }

  private launch(portion: Portion): void {
    const { writer, signal } = this.parts;
    this.batches++;
    this.records += portion.entries.length;
    const written = writer.write(portion.entries, signal);
    this.settling = this.settling.then(async () => this.settle(portion, await written));
  }

  private settle(portion: Portion, { failures, mistake }: Fates): void {
    this.batches--;
    this.records -= portion.entries.length;
    const settlement = settlementOf(portion.entries, failures, this.heldUp);
    if (settlement.confirmed.length > 0 || settlement.refused.length > 0) this.progress = true;
    this.parts.settle(portion, settlement, mistake);
    if (settlement.returned.length > 0) {
      this.left.push(portion);
      this.cut.abort();
    }
    this.onSettled?.();
  }
}
