/** Entries that one reader has, until each is confirmed, discarded or given back. */

import type { DropCause } from './drops.js';
import type { LaneKey, StoredEntry } from './entry.js';
import type { Lane } from './lane.js';
import type { Removal } from './plan.js';

/** @internal An entry, and where it stands. */
export interface Taken {
  readonly entry: StoredEntry;
  readonly lane: Lane;
  readonly key: LaneKey;
}

/** @internal What a batch tells its reader. */
export interface BatchOwner {
  remove(removal: Removal): Promise<void>;
  /** Nothing is left of it. */
  settled(): void;
}

export class SpoolBatch {
  private readonly left: Map<StoredEntry, Taken>;

  /** @internal */
  constructor(
    taken: readonly Taken[],
    private readonly owner: BatchOwner,
  ) {
    this.left = new Map(taken.map((one) => [one.entry, one]));
    this.entries = taken.map(({ entry }) => entry);
  }

  /** Alarms first, then audit, then the rest; each in the order in which they were put. */
  readonly entries: readonly StoredEntry[];

  /**
   * They have arrived, and are removed: resolved when they are off the disk. The next batch can be taken at once.
   * @param entries of this batch; default: all that are left
   * @throws TypeError for one that is not, or not any more; EipError EIP_SPOOL_FAILED, EIP_SPOOL_CLOSED: they come again
   */
  confirm(entries: readonly StoredEntry[] = [...this.left.keys()]): Promise<void> {
    return this.remove(entries, undefined);
  }

  /** The sink will never take them: they are removed, and counted as `refused`. Else as `confirm`. */
  discard(entries: readonly StoredEntry[] = [...this.left.keys()]): Promise<void> {
    return this.remove(entries, 'refused');
  }

  /** All that are left come again, in order, with the next batch. */
  giveBack(): void {
    if (this.left.size === 0) return;
    for (const { lane, key } of this.left.values()) lane.release([key]);
    this.left.clear();
    this.owner.settled();
  }

  private async remove(entries: readonly StoredEntry[], cause: DropCause | undefined): Promise<void> {
    if (entries.length === 0) return;
    const keys = new Map<Lane, LaneKey[]>();
    for (const entry of new Set(entries)) {
      const taken = this.left.get(entry);
      if (taken === undefined) throw new TypeError('An entry is not of this batch, or not any more');
      keys.set(taken.lane, [...(keys.get(taken.lane) ?? []), taken.key]);
    }
    for (const entry of entries) this.left.delete(entry);
    const removed = [...keys].map(([lane, of]) => this.owner.remove({ lane, keys: of, cause }));
    if (this.left.size === 0) this.owner.settled();
    await Promise.all(removed);
  }
}
