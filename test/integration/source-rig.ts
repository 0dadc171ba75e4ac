/** What a source emits, kept and checked; and what the other side of it does with that: takes it, waits, rejects. */
import { isDeepStrictEqual } from 'node:util';
import {
  type EmitRecord,
  type EventRecord,
  encodeRecord,
  parseRecord,
  type SampleRecord,
  type SampleValue,
  type TelemetryRecord,
} from '../../src/telemetry.js';

interface Held {
  readonly record: TelemetryRecord;
  take(): void;
  reject(error: Error): void;
}

/** Takes each record at once, unless `hold()` was called: then it waits for `release()`. */
export class Emitted {
  /** Those that were taken. */
  readonly records: TelemetryRecord[] = [];
  readonly held: Held[] = [];
  /** Each call of `emit`. */
  calls = 0;
  /** Rejects with it, at once. */
  failure: Error | undefined;
  /** Nothing may be emitted any more. */
  closed = false;
  private holding = false;
  private readonly looks = new Set<() => void>();

  readonly emit: EmitRecord = (record) => {
    this.calls++;
    if (this.closed) throw new Error('emitted behind the end');
    if (this.failure !== undefined) return Promise.reject(this.failure);
    if (!this.holding) return Promise.resolve(this.take(record));
    return new Promise((resolve, reject) => {
      this.held.push({ record, take: () => resolve(this.take(record)), reject });
      this.look();
    });
  };

  hold(): void {
    this.holding = true;
  }

  /** All that waits is taken, in its order. */
  release(): void {
    this.holding = false;
    for (const one of this.held.splice(0)) one.take();
  }

  get samples(): SampleRecord[] {
    return this.records.filter((record) => record.kind === 'sample');
  }

  get events(): string[] {
    return this.records.filter((record): record is EventRecord => record.kind === 'event').map(({ name }) => name);
  }

  /** In short: `active sourceDown`. */
  get alarms(): string[] {
    return this.records.flatMap((record) =>
      record.kind === 'alarm' ? `${record.active ? 'active' : 'over'} ${record.name}` : [],
    );
  }

  get states(): string[] {
    return this.records.flatMap((record) =>
      record.kind === 'status' ? `${record.state} ${record.health.healthy ? 'healthy' : 'unhealthy'}` : [],
    );
  }

  /** Of a tag, in their order. */
  of(tag: string): SampleValue[] {
    return this.samples.flatMap(({ values }) => values[tag] ?? []);
  }

  /** Good values of a tag. */
  good(tag: string): unknown[] {
    return this.of(tag).flatMap(({ quality, value }) => (quality === 'good' ? [value] : []));
  }

  qualities(tag: string): string[] {
    return this.of(tag).map(({ quality }) => quality);
  }

  get valueCount(): number {
    return this.samples.reduce((sum, { values }) => sum + Object.keys(values).length, 0);
  }

  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return;
        this.looks.delete(look);
        resolve();
      };
      this.looks.add(look);
      look();
    });
  }

  /** The last value of a tag is this one, and good. */
  untilGood(tag: string, value: unknown): Promise<void> {
    return this.until(() => {
      const last = this.of(tag).at(-1);
      return last?.quality === 'good' && isDeepStrictEqual(last.value, value);
    });
  }

  untilQuality(tag: string, quality: SampleValue['quality']): Promise<void> {
    return this.until(() => this.of(tag).at(-1)?.quality === quality);
  }

  /** As it is after the spool has had it. */
  private take(record: TelemetryRecord): void {
    this.records.push(parseRecord(encodeRecord(record)));
    this.look();
  }

  private look(): void {
    for (const look of [...this.looks]) look();
  }
}

/** In their order: no time of a record is before that of one before it. */
export function areInOrder(records: readonly TelemetryRecord[]): boolean {
  return records.every(({ timestamp }, i) => i === 0 || (records[i - 1]?.timestamp ?? '') <= timestamp);
}
