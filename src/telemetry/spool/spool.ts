/** Records on disk between sources and sinks: what was accepted is delivered, also after a crash. */
import { noSuchName } from '../../config/names.js';
import { shown } from '../../config/shown.js';
import { type LogTarget, silent } from '../../logging/logger.js';
import { DiskRoom } from './disk-room.js';
import type { SpoolEntry } from './entry.js';
import { spoolClosed } from './failures.js';
import { type PreparedFolder, prepareFolder } from './folder.js';
import { loadLmdb } from './lmdb.js';
import type { SpoolOptions } from './option-types.js';
import { type SpoolSettings, spoolSettings } from './options.js';
import { PutPlanner } from './put-planner.js';
import { checkedEntry, requested } from './put-request.js';
import { MOST_BATCHES, type ReaderOptions, SpoolReader } from './reader.js';
import { Retention } from './retention.js';
import { Sink } from './sink.js';
import { laneStatus, type SpoolStatus } from './status.js';
import { Store } from './store.js';
import { WriteQueue } from './write-queue.js';

export interface PutOptions {
  /** Ends the waiting: `put` rejects with its reason, and the entry is not stored. Too late, it is stored all the same. */
  readonly signal?: AbortSignal;
}

export class Spool {
  private readonly queue: WriteQueue;
  private readonly retention: Retention;
  private closing: Promise<void> | undefined;
  /** Once it is closed. */
  private last: SpoolStatus | undefined;

  private constructor(
    private readonly store: Store,
    private readonly prepared: PreparedFolder,
    private readonly settings: SpoolSettings,
    private readonly sinks: ReadonlyMap<string, Sink>,
    logger: LogTarget,
  ) {
    const groups = [...sinks.values()].flatMap((sink) => sink.groups);
    const lanes = [...sinks.values()].flatMap((sink) => sink.lanes);
    const spaces = lanes.map(({ space }) => space);
    this.queue = new WriteQueue({
      store,
      lanes,
      planner: new PutPlanner(store.folder, groups, prepared.scan.nextSequence),
      room: new DiskRoom(store.folder, () => store.freeBytes(spaces)),
      logger,
      power: settings.durability === 'power',
      onStored: () => this.wakeReaders(),
    });
    this.retention = new Retention(groups, (removal) => this.queue.remove(removal));
    this.retention.start();
  }

  /**
   * Reads through what is there, 0.6 s with 200,000 entries of 300 bytes, and begins where it ended.
   * @throws EipConfigError EIP_OPTION_INVALID, EIP_SPOOL_UNUSABLE, EIP_SPOOL_IN_USE, EIP_SPOOL_VERSION;
   * EipWriteError EIP_SPOOL_DISK_FULL;
   * EipError EIP_SPOOL_MODULE_MISSING, EIP_SPOOL_CORRUPT, EIP_SPOOL_FAILED
   */
  static async open(options: SpoolOptions, { logger = silent }: { readonly logger?: LogTarget } = {}): Promise<Spool> {
    const settings = spoolSettings(options);
    const lmdb = await loadLmdb();
    const prepared = await prepareFolder(settings.folder);
    let store: Store | undefined;
    try {
      const opened = Store.open(lmdb, prepared.path);
      store = opened;
      const sinks = new Map(
        Object.entries(settings.sinks).map(([name, sink]) => [name, new Sink(name, sink, opened, prepared.scan)]),
      );
      await prepared.ready();
      return new Spool(opened, prepared, settings, sinks, logger);
    } catch (error) {
      await store?.close();
      await prepared.owner.release();
      throw error;
    }
  }

  /** Where it is kept. */
  get folder(): string {
    return this.store.folder;
  }

  /**
   * Resolved once it is durable: true; or false where the bounds of the sink want it dropped, which is counted.
   * @throws TypeError for a sink, priority or id that is none; EipWriteError EIP_SPOOL_FULL, EIP_SPOOL_DISK_FULL,
   * EIP_SPOOL_TOO_LARGE: not stored; EipError EIP_SPOOL_FAILED, EIP_SPOOL_CLOSED; the signal's reason
   */
  async put(sink: string, entry: SpoolEntry, { signal }: PutOptions = {}): Promise<boolean> {
    const to = this.sinkOf(sink);
    const lane = to.lane(entry.priority ?? 'normal');
    const checked = checkedEntry(entry, this.settings.maxEntryBytes);
    signal?.throwIfAborted();
    if (this.closing !== undefined) throw spoolClosed(this.folder);
    const group = to.groupOf(lane);
    return requested(checked, lane, group, signal, (request) => this.queue.put(group, request));
  }

  /** The one reader of a sink, until it is closed. @throws TypeError for a sink that is none, or has one; RangeError */
  reader(sink: string, { batches = 1 }: ReaderOptions = {}): SpoolReader {
    if (!Number.isInteger(batches) || batches < 1 || batches > MOST_BATCHES) {
      throw new RangeError(`batches: expected a whole number from 1 to ${MOST_BATCHES}, got ${shown(batches)}`);
    }
    const found = this.sinkOf(sink);
    if (this.closing !== undefined) throw spoolClosed(this.folder);
    if (found.reader !== undefined) throw new TypeError(`The sink "${sink}" has a reader: close it first`);
    found.reader = new SpoolReader({
      folder: this.folder,
      lanes: found.lanes,
      settings: found.settings,
      batches,
      expire: () => this.retention.expire((lane) => lane.sink === sink),
      remove: (removal) => this.queue.remove(removal),
      onClose: () => {
        found.reader = undefined;
      },
    });
    return found.reader;
  }

  /** @internal Why nothing could be written at last. */
  get failure(): Error | undefined {
    return this.queue.failure;
  }

  /** @internal Nothing more is written: it has to be opened again. */
  get isBroken(): boolean {
    return this.queue.isDead;
  }

  /** What is stored, by sink and priority, and what was dropped; once closed, as it was then. */
  status(): SpoolStatus {
    return this.last ?? this.figures();
  }

  private figures(): SpoolStatus {
    const sinks = [...this.sinks].map(([name, sink]) => [
      name,
      Object.fromEntries(sink.lanes.map((lane) => [lane.priority, laneStatus(lane, sink.groupOf(lane))])),
    ]);
    return { folder: this.folder, failure: this.queue.failure, sinks: Object.fromEntries(sinks) };
  }

  /** Readers end, what was put is stored, what waits for room is refused; the rest stays on disk. */
  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private async end(): Promise<void> {
    this.retention.stop();
    for (const { reader } of this.sinks.values()) reader?.close();
    try {
      await this.queue.close();
      this.last = this.figures();
      await this.store.close();
    } finally {
      await this.prepared.owner.release();
    }
  }

  private wakeReaders(): void {
    for (const { reader } of this.sinks.values()) reader?.wake();
  }

  private sinkOf(name: string): Sink {
    const sink = this.sinks.get(name);
    if (sink === undefined) throw new TypeError(noSuchName('sink', name, [...this.sinks.keys()]));
    return sink;
  }
}
