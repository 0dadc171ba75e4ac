/** The entries of one sink and priority: figures in memory, everything else on disk. */
import { DROP_CAUSES, type DropCause, type Drops } from './drops.js';
import type { LaneKey } from './entry.js';
import type { Priority } from './priorities.js';
import type { Space, Store } from './store.js';

export interface LaneFigures {
  readonly entries: number;
  readonly bytes: number;
  readonly drops: Drops;
}

/** Entries that are read at once. */
const CHUNK = 32;

export class Lane {
  private count: number;
  private size: number;
  private readonly dropped: Record<DropCause, number>;
  /** Entries that are taken, or about to be removed: nobody else gets or drops them. */
  private readonly held = new Set<number>();
  /** Sequence below which nothing is left to be taken. */
  private cursor = 0;
  /** Sequence below which nothing is left that may be dropped. */
  private freeFrom = 0;
  /** Drops that are not on disk yet. */
  private unsaved = false;

  constructor(
    readonly sink: string,
    readonly priority: Priority,
    readonly space: Space,
    private readonly store: Store,
    { entries, bytes, drops }: LaneFigures,
  ) {
    this.count = entries;
    this.size = bytes;
    this.dropped = { ...drops };
  }

  get entries(): number {
    return this.count;
  }

  get bytes(): number {
    return this.size;
  }

  get drops(): Drops {
    return { ...this.dropped };
  }

  get taken(): number {
    return this.held.size;
  }

  /** When the first one was accepted. */
  get oldest(): Date | undefined {
    return dateOf(this.store.keys(this.space, 0, 1)[0]);
  }

  get newest(): Date | undefined {
    return dateOf(this.store.newest(this.space));
  }

  /** What may be dropped, in order. */
  *free(): Generator<LaneKey> {
    const read = (from: number) => this.store.keys(this.space, from, CHUNK).map((key) => ({ key }));
    for (const { key } of this.walk(this.freeFrom, read)) yield key;
  }

  /** What can be taken, in order. */
  *takeable(): Generator<{ readonly key: LaneKey; readonly value: Buffer }> {
    yield* this.walk(this.cursor, (from) => this.store.entries(this.space, from, CHUNK));
  }

  private *walk<T extends { readonly key: LaneKey }>(start: number, read: (from: number) => T[]): Generator<T> {
    for (let from = start; ; ) {
      const found = read(from);
      for (const one of found) if (!this.held.has(one.key[0])) yield one;
      const last = found.at(-1);
      if (last === undefined || found.length < CHUNK) return;
      from = last.key[0] + 1;
    }
  }

  /** The next one of `takeable`. */
  hold([sequence]: LaneKey): void {
    this.held.add(sequence);
    this.cursor = sequence + 1;
  }

  /** The first ones of `free`. */
  holdOldest(keys: readonly LaneKey[]): void {
    for (const [sequence] of keys) {
      this.held.add(sequence);
      this.freeFrom = sequence + 1;
    }
  }

  /** They can be taken again, in order. */
  release(keys: readonly LaneKey[]): void {
    for (const [sequence] of keys) {
      this.held.delete(sequence);
      this.cursor = Math.min(this.cursor, sequence);
      this.freeFrom = Math.min(this.freeFrom, sequence);
    }
  }

  added([, bytes]: LaneKey): void {
    this.count++;
    this.size += bytes;
  }

  /** They are off the disk. @param cause undefined: they have arrived */
  removed(keys: readonly LaneKey[], cause: DropCause | undefined): void {
    for (const [sequence, bytes] of keys) {
      this.held.delete(sequence);
      this.count--;
      this.size -= bytes;
    }
    if (cause !== undefined) this.dropped[cause] += keys.length;
  }

  /** One that never got on disk. */
  countDrop(cause: DropCause): void {
    this.dropped[cause]++;
    this.unsaved = true;
  }

  /** For the next transaction, with what it drops itself; undefined: nothing new. */
  dropsToSave(more: ReadonlyMap<DropCause, number> | undefined): Drops | undefined {
    if (!this.unsaved && more === undefined) return undefined;
    const drops = { ...this.dropped };
    for (const [cause, count] of more ?? []) drops[cause] += count;
    return drops;
  }

  get hasUnsavedDrops(): boolean {
    return this.unsaved;
  }

  /** What `dropsToSave` gave is on disk. */
  dropsSaved(drops: Drops): void {
    this.unsaved = DROP_CAUSES.some((cause) => this.dropped[cause] !== drops[cause]);
  }
}

function dateOf(key: LaneKey | undefined): Date | undefined {
  return key === undefined ? undefined : new Date(key[2]);
}
