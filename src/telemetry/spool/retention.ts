/** Drops what is older than its bounds allow: before anything is taken, and once in a while. */
import type { BoundGroup } from './bound-group.js';
import type { LaneKey } from './entry.js';
import type { Lane } from './lane.js';
import type { Removal } from './plan.js';

/** Dropped in one transaction. */
const MOST_AT_ONCE = 1_000;
const LEAST_MS = 1_000;
const MOST_MS = 60_000;

export class Retention {
  private readonly aging: readonly { readonly lane: Lane; readonly maxAgeMs: number }[];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    groups: readonly BoundGroup[],
    private readonly remove: (removal: Removal) => Promise<void>,
  ) {
    this.aging = groups.flatMap(({ bounds: { maxAgeMs }, lanes }) =>
      maxAgeMs === undefined ? [] : lanes.map((lane) => ({ lane, maxAgeMs })),
    );
  }

  start(): void {
    const shortest = Math.min(...this.aging.map(({ maxAgeMs }) => maxAgeMs));
    if (this.aging.length === 0) return;
    const everyMs = Math.min(MOST_MS, Math.max(LEAST_MS, shortest / 10));
    this.timer = setInterval(() => void this.expire(() => true).catch(() => {}), everyMs).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Resolved when what is too old is off the disk. */
  async expire(concerns: (lane: Lane) => boolean): Promise<void> {
    for (const { lane, maxAgeMs } of this.aging) {
      if (!concerns(lane)) continue;
      for (let keys = oldOnes(lane, maxAgeMs); keys.length > 0; keys = oldOnes(lane, maxAgeMs)) {
        lane.holdOldest(keys);
        await this.remove({ lane, keys, cause: 'age' });
      }
    }
  }
}

function oldOnes(lane: Lane, maxAgeMs: number): LaneKey[] {
  const before = Date.now() - maxAgeMs;
  const keys: LaneKey[] = [];
  for (const key of lane.free()) {
    if (key[2] >= before || keys.length === MOST_AT_ONCE) break;
    keys.push(key);
  }
  return keys;
}
