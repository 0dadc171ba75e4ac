/** The options of a spool as a program gives them: docs/spool.md, "Options". */
import type { Priority } from './priorities.js';

export interface BoundsOptions {
  /** Most bytes that are kept: bodies, ids and 48 bytes an entry. 1 KiB to 16 TiB; at least `maxEntryBytes`. */
  readonly maxBytes?: number;
  /** What is older is dropped, milliseconds. Default: no entry is too old. */
  readonly maxAgeMs?: number;
  /** What makes room when there is none. */
  readonly whenFull?: 'dropOldest' | 'dropNewest' | 'block';
  /** With `block`, how long an entry waits for room, milliseconds, 0 to a day. Default 10,000. */
  readonly blockMs?: number;
}

/** Bounds default to 256 MiB and `dropOldest`. */
export interface SpoolSinkOptions extends BoundsOptions {
  /** Most entries a second while a backlog is worked off, 1 to 1,000,000. Default: as fast as the sink takes them. */
  readonly replayPerSecond?: number;
  /** From which age on an entry belongs to a backlog, milliseconds, 1 to a day. Default 1,000. */
  readonly replayAfterMs?: number;
  /** Priorities with bounds of their own, by default 64 MiB and `block`. `audit` always has its own. */
  readonly priorities?: { readonly [P in Priority]?: BoundsOptions };
}

export interface SpoolOptions {
  /** Where it is kept; it is made when it is not there. One process at a time. */
  readonly folder: string;
  /**
   * What an accepted entry survives: `process`, the end of the process, SIGKILL included; `power`, that of the power
   * too, because the disk has confirmed it. Default `process`.
   */
  readonly durability?: 'process' | 'power';
  /** Longest body of an entry, bytes, 64 to 64 MiB. Default 1 MiB. */
  readonly maxEntryBytes?: number;
  /** Each sink by its name: at most 64 letters, digits, `.`, `_` or `-`; at most 32 sinks. */
  readonly sinks: { readonly [name: string]: SpoolSinkOptions };
}
