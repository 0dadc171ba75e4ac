/** What a spool tells of itself. */
import type { BoundGroup } from './bound-group.js';
import type { Drops } from './drops.js';
import type { Lane } from './lane.js';
import type { Priority } from './priorities.js';

export interface LaneStatus {
  /** On disk. */
  readonly entries: number;
  /** Of what is on disk, as they count against the bounds. */
  readonly bytes: number;
  /** How much of its bound is used, 0 to 1: by all priorities that share the bound. */
  readonly full: number;
  /** Of the entries, those that a reader has, or that are being removed. */
  readonly taken: number;
  /** When the first and the last one were accepted; undefined: there is none. */
  readonly oldest: Date | undefined;
  readonly newest: Date | undefined;
  /** Entries dropped since the spool was made, by cause. */
  readonly drops: Drops;
}

export interface SpoolStatus {
  readonly folder: string;
  /** Why nothing could be written at last; undefined: all is well. */
  readonly failure: Error | undefined;
  readonly sinks: Readonly<Record<string, Readonly<Record<Priority, LaneStatus>>>>;
}

/** @internal */
export function laneStatus(lane: Lane, group: BoundGroup): LaneStatus {
  const { entries, bytes, taken, drops } = lane;
  return { entries, bytes, full: group.full, taken, oldest: lane.oldest, newest: lane.newest, drops };
}
