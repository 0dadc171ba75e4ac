/**
 * Values of one group on their way to the spool: collected into records, handed over in order, never waited for.
 *
 * Values that the spool has not taken yet are bounded. What finds no room waits by tag: the newest value of each takes
 * the place of the one that waits, which is lost and counted. So what a tag was last is always told, however long it took.
 */
import type { RecordApp } from '../../telemetry/record/record-types.js';
import type { EmitRecord } from '../../telemetry/source.js';
import type { Priority } from '../../telemetry/spool/index.js';
import { Batch } from './batch.js';
import { isHopeless, RetryPause } from './retry-pause.js';
import { settled } from './settled.js';
import { sampleOf, type ToldValue } from './told-value.js';

export interface FlowSettings {
  readonly source: string;
  readonly group: string;
  readonly app: RecordApp;
  readonly priority: Extract<Priority, 'alarm' | 'normal'>;
  readonly batch: { readonly maxValues: number; readonly maxMs: number };
  /** Values that may wait for the spool. */
  readonly history: number;
}

export interface FlowCounts {
  readonly records: number;
  readonly values: number;
  readonly overruns: number;
}

/** With the number that it has among all. */
type Numbered = ToldValue & { readonly number: number };

export class ValueFlow {
  private readonly counts = { records: 0, values: 0, overruns: 0 };
  private readonly batch: Batch<Numbered>;
  /** By tag: the newest value of those that found no room. */
  private readonly late = new Map<string, Numbered>();
  /** By tag: the number of its newest value. */
  private readonly newest = new Map<string, number>();
  private readonly underWay = new Set<Promise<void>>();
  private readonly pause = new RetryPause(() => this.takeLate());
  /** Values in the batch, and handed over. */
  private waiting = 0;
  private number = 0;
  private emit: EmitRecord | undefined;

  /** @param lost values that are lost: called for each time that some are */
  constructor(
    private readonly settings: FlowSettings,
    private readonly lost: (values: number, reason: string) => void,
  ) {
    this.batch = new Batch(settings.batch, (values) => this.handOver(values));
  }

  start(emit: EmitRecord): void {
    this.emit = emit;
  }

  get figures(): FlowCounts {
    return { ...this.counts };
  }

  /** Of one moment. Before `start()` and after `stop()` they are nobody's. */
  push(values: readonly ToldValue[]): void {
    if (this.emit === undefined || values.length === 0) return;
    const numbered = values.map((value) => ({ ...value, number: ++this.number }));
    for (const { tag, number } of numbered) this.newest.set(tag, number);
    if (this.late.size > 0 || !this.hasRoomFor(values.length)) this.putLate(numbered);
    else this.take(numbered);
  }

  /**
   * What waits is handed over; resolved when the spool has said what became of it, or does not say it for too long.
   * Nothing is emitted afterwards.
   */
  async stop(): Promise<void> {
    this.pause.stop();
    this.take([...this.late.values()]);
    this.late.clear();
    this.batch.close();
    this.emit = undefined;
    await settled(this.underWay);
  }

  /** One moment goes in any case. */
  private hasRoomFor(count: number): boolean {
    return this.waiting === 0 || this.waiting + count <= this.settings.history;
  }

  private take(values: readonly Numbered[]): void {
    this.waiting += values.length;
    this.batch.add(values);
  }

  private putLate(values: readonly Numbered[]): void {
    let replaced = 0;
    for (const value of values) {
      if (this.late.delete(value.tag)) replaced++;
      this.late.set(value.tag, value);
    }
    if (replaced > 0) this.lose(replaced, 'the spool takes values slower than they come');
  }

  private takeLate(): void {
    if (this.late.size === 0 || this.pause.isOn || !this.hasRoomFor(this.late.size)) return;
    const values = [...this.late.values()];
    this.late.clear();
    this.take(values);
    this.batch.close();
  }

  private handOver(values: readonly Numbered[]): void {
    const { emit } = this;
    if (emit === undefined) return;
    const record = sampleOf(values, this.settings);
    const { priority } = this.settings;
    const done = (async () => emit(record, { priority }))().then(
      () => this.kept(values.length),
      (error: unknown) => this.rejected(values, error),
    );
    this.underWay.add(done);
    void done.then(() => this.underWay.delete(done));
  }

  private kept(count: number): void {
    this.waiting -= count;
    this.counts.records++;
    this.counts.values += count;
    this.pause.reset();
    this.takeLate();
  }

  /** What is not the newest of its tag would come behind a newer one: it is lost. */
  private rejected(values: readonly Numbered[], error: unknown): void {
    this.waiting -= values.length;
    const isLost = this.emit === undefined || isHopeless(error);
    const again = isLost ? [] : values.filter(({ tag, number }) => this.newest.get(tag) === number);
    for (const value of again) this.late.set(value.tag, value);
    const lost = values.length - again.length;
    if (lost > 0) this.lose(lost, error instanceof Error ? error.message : String(error));
    if (this.emit === undefined) return;
    if (isHopeless(error)) this.takeLate();
    else this.pause.begin();
  }

  private lose(values: number, reason: string): void {
    this.counts.overruns += values;
    this.lost(values, reason);
  }
}
