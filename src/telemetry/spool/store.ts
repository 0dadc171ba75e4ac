/** One LMDB environment: a key space a sink and priority, and one for what the spool notes of itself. */
import type { Database, RootDatabase } from 'lmdb';
import type { LaneKey } from './entry.js';
import { diskFull, spoolFailed } from './failures.js';
import type { Lmdb } from './lmdb.js';
import { MOST_SINKS } from './options.js';
import { PRIORITIES, type Priority } from './priorities.js';

export type Space = Database<Buffer, LaneKey>;

/** Of one transaction. */
export interface Changes {
  readonly puts: readonly { readonly space: Space; readonly key: LaneKey; readonly value: Buffer }[];
  readonly removals: readonly { readonly space: Space; readonly key: LaneKey }[];
  readonly notes: readonly { readonly name: string; readonly value: unknown }[];
}

export interface Committed {
  /** Resolved when the disk has confirmed it, rejected when it refuses; or neither, where lmdb hears nothing. */
  readonly flushed: Promise<unknown>;
}

/** What `batch` gives with the option separateFlushed. */
interface BatchPromise extends Promise<boolean> {
  readonly flushed?: Promise<unknown>;
}

/** Name of the key space for notes; those of entries have a slash. */
export const NOTES = 'notes';

export function spaceName(sink: string, priority: Priority): string {
  return `${sink}/${priority}`;
}

/** The options under which a spool is opened; the process that reads it through has the same. */
export const STORE_OPTIONS = {
  // A path with a dot would else be taken for a file.
  noSubdir: false,
  maxDbs: MOST_SINKS * 4 * PRIORITIES.length + 1,
  encoding: 'binary',
  eventTurnBatching: false,
  separateFlushed: true,
} as const;

/** A note that never was. */
const NOTHING = 'nothing';

export class Store {
  private hasFailed = false;

  private constructor(
    readonly folder: string,
    private readonly root: RootDatabase<Buffer, LaneKey>,
    private readonly notes: Database<unknown, string>,
  ) {}

  /** @throws EipWriteError EIP_SPOOL_DISK_FULL; EipError EIP_SPOOL_FAILED */
  static open(lmdb: Lmdb, folder: string): Store {
    try {
      const root = lmdb.open<Buffer, LaneKey>({ path: folder, ...STORE_OPTIONS });
      return new Store(folder, root, root.openDB<unknown, string>({ name: NOTES, encoding: 'json' }));
    } catch (cause) {
      throw failure(folder, cause);
    }
  }

  /** Made when it is not there. @throws EipWriteError EIP_SPOOL_DISK_FULL; EipError EIP_SPOOL_FAILED */
  space(sink: string, priority: Priority): Space {
    try {
      return this.root.openDB<Buffer, LaneKey>({ name: spaceName(sink, priority), encoding: 'binary' });
    } catch (cause) {
      throw failure(this.folder, cause);
    }
  }

  /** In order, from that sequence on. */
  keys(space: Space, from: number, limit: number): LaneKey[] {
    return [...space.getKeys({ start: [from] as unknown as LaneKey, limit })];
  }

  entries(space: Space, from: number, limit: number): { readonly key: LaneKey; readonly value: Buffer }[] {
    return [...space.getRange({ start: [from] as unknown as LaneKey, limit })];
  }

  newest(space: Space): LaneKey | undefined {
    return [...space.getKeys({ reverse: true, limit: 1 })][0];
  }

  /**
   * Resolved when it is committed: it survives the end of this process. All of it holds, or nothing.
   * @throws EipError EIP_SPOOL_FAILED with the cause of the system
   */
  async commit({ puts, removals, notes }: Changes): Promise<Committed> {
    const batch = this.root.batch(() => {
      for (const { space, key, value } of puts) void space.put(key, value);
      for (const { space, key } of removals) void space.remove(key);
      for (const { name, value } of notes) void this.notes.put(name, value);
    }) as BatchPromise;
    try {
      await batch;
    } catch (error) {
      this.hasFailed = true;
      const failure = await this.failureOf(error);
      this.root.resetReadTxn();
      if (!this.holds({ puts, removals, notes })) throw failure;
      return { flushed: Promise.reject(failure) };
    }
    this.root.resetReadTxn();
    return { flushed: batch.flushed ?? this.root.flushed };
  }

  /** A transaction whose fdatasync fails is there all the same: it survives the process, and perhaps the power. */
  private holds({ puts: [put], removals: [removal] }: Changes): boolean {
    if (put !== undefined) return put.space.doesExist(put.key);
    return removal !== undefined && !removal.space.doesExist(removal.key);
  }

  private async failureOf(error: unknown): Promise<Error> {
    try {
      await (error as { readonly commitError?: Promise<unknown> }).commitError;
    } catch (cause) {
      return spoolFailed(this.folder, (cause as Error).message, cause);
    }
    return spoolFailed(this.folder, (error as Error).message, error);
  }

  /** Room within the file, about. */
  freeBytes(spaces: readonly Space[]): number {
    const stats = this.root.getStats() as StoreStats;
    const trees = [stats, stats.free, ...[this.notes, ...spaces].map((space) => space.getStats() as TreeStats)];
    const used = META_PAGES + trees.reduce((sum, tree) => sum + pagesOf(tree), 0);
    return (stats.lastPageNumber + 1 - used) * stats.pageSize;
  }

  /** After a transaction that failed lmdb waits for it for ever, unless another one, without a change, comes after it. */
  async close(): Promise<void> {
    if (this.hasFailed) await this.notes.remove(NOTHING).catch((error) => this.failureOf(error));
    await this.root.close();
  }
}

/** As the system numbers it. */
const NO_SPACE = 28;

function failure(folder: string, cause: unknown): Error {
  const { message, code } = cause as Error & { readonly code?: unknown };
  return code === NO_SPACE ? diskFull(folder, message, cause) : spoolFailed(folder, message, cause);
}

const META_PAGES = 2;

interface TreeStats {
  readonly treeBranchPageCount: number;
  readonly treeLeafPageCount: number;
  readonly overflowPages: number;
}

interface StoreStats extends TreeStats {
  readonly pageSize: number;
  readonly lastPageNumber: number;
  readonly free: TreeStats;
}

function pagesOf({ treeBranchPageCount, treeLeafPageCount, overflowPages }: TreeStats): number {
  return treeBranchPageCount + treeLeafPageCount + overflowPages;
}
