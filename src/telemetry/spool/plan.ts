/** What one transaction changes, and what becomes of its lanes when it is committed, or fails. */

import type { DropCause } from './drops.js';
import type { LaneKey } from './entry.js';
import type { Lane } from './lane.js';
import type { Changes } from './store.js';

export interface Put {
  readonly lane: Lane;
  readonly key: LaneKey;
  readonly value: Buffer;
}

/** All of its keys are held by the lane. */
export interface Removal {
  readonly lane: Lane;
  readonly keys: readonly LaneKey[];
  /** Undefined: they have arrived. */
  readonly cause: DropCause | undefined;
}

/** Note with the sequence of the next entry. */
export const SEQUENCE_NOTE = 'sequence';

export function dropsNote({ sink, priority }: Pick<Lane, 'sink' | 'priority'>): string {
  return `drops/${sink}/${priority}`;
}

export class Plan {
  private readonly puts: Put[] = [];
  private readonly removals: Removal[] = [];
  /** What makes room for the puts. */
  private readonly victims: Removal[] = [];
  private readonly change = new Map<Lane, number>();
  private drops: { readonly lane: Lane; readonly drops: ReturnType<Lane['dropsToSave']> & object }[] = [];

  get isEmpty(): boolean {
    return this.puts.length === 0 && this.removals.length === 0;
  }

  get putBytes(): number {
    return this.puts.reduce((sum, { key: [, bytes] }) => sum + bytes, 0);
  }

  /** How many bytes the lane has more when this is committed. */
  changeOf(lane: Lane): number {
    return this.change.get(lane) ?? 0;
  }

  addsTo(lane: Lane): boolean {
    return this.puts.some((put) => put.lane === lane);
  }

  put(put: Put): void {
    this.puts.push(put);
    this.grow(put.lane, put.key[1]);
  }

  remove(removal: Removal): void {
    this.removals.push(removal);
    for (const [, bytes] of removal.keys) this.grow(removal.lane, -bytes);
  }

  /** Makes room: nothing is removed when the plan fails. */
  sacrifice(victims: Removal): void {
    this.victims.push(victims);
    this.remove(victims);
  }

  private grow(lane: Lane, bytes: number): void {
    this.change.set(lane, this.changeOf(lane) + bytes);
  }

  /** @param lanes those whose counts of drops may have to be saved */
  changes(lanes: Iterable<Lane>, nextSequence: number): Changes {
    this.drops = [...lanes].flatMap((lane) => {
      const drops = lane.dropsToSave(this.dropsOf(lane));
      return drops === undefined ? [] : [{ lane, drops }];
    });
    const sequence = this.puts.length === 0 ? [] : [{ name: SEQUENCE_NOTE, value: nextSequence }];
    return {
      puts: this.puts.map(({ lane, key, value }) => ({ space: lane.space, key, value })),
      removals: this.removals.flatMap(({ lane, keys }) => keys.map((key) => ({ space: lane.space, key }))),
      notes: [...sequence, ...this.drops.map(({ lane, drops }) => ({ name: dropsNote(lane), value: drops }))],
    };
  }

  private dropsOf(lane: Lane): ReadonlyMap<DropCause, number> | undefined {
    const counts = new Map<DropCause, number>();
    for (const { lane: of, keys, cause } of this.removals) {
      if (of === lane && cause !== undefined) counts.set(cause, (counts.get(cause) ?? 0) + keys.length);
    }
    return counts.size === 0 ? undefined : counts;
  }

  failed(): void {
    for (const { lane, keys } of this.victims) lane.release(keys);
  }

  committed(): void {
    for (const { lane, key } of this.puts) lane.added(key);
    for (const { lane, keys, cause } of this.removals) lane.removed(keys, cause);
    for (const { lane, drops } of this.drops) lane.dropsSaved(drops);
  }
}
