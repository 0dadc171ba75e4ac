/**
 * All that is written: one transaction after the other, each with what has come up meanwhile. Removals need no room
 * and are never refused, so that a spool on a full disk can still be emptied.
 */
import { EipError } from '../../errors.js';
import type { LogTarget } from '../../logging/logger.js';
import type { BoundGroup, PutRequest } from './bound-group.js';
import type { DiskRoom } from './disk-room.js';
import { diskFull, spoolClosed, spoolFailed } from './failures.js';
import { FlushWatch } from './flush-watch.js';
import type { Lane } from './lane.js';
import { Plan, type Removal } from './plan.js';
import type { PutPlanner } from './put-planner.js';
import type { Store } from './store.js';

/** After a transaction that failed. */
const REST_MS = 250;
/** Counts of drops are worth a transaction of their own that often. */
const SAVE_DROPS_MS = 1_000;
/** Transactions that the disk has not confirmed; each one holds a thread of libuv's pool. */
const MOST_FLUSHES = 1;

interface QueuedRemoval extends Removal {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface WriteParts {
  readonly store: Store;
  readonly lanes: readonly Lane[];
  readonly planner: PutPlanner;
  readonly room: DiskRoom;
  readonly logger: LogTarget;
  /** An entry is accepted when the disk has confirmed it. */
  readonly power: boolean;
  /** There are new entries. */
  readonly onStored: () => void;
}

export class WriteQueue {
  private removals: QueuedRemoval[] = [];
  private running: Promise<void> | undefined;
  private asked = false;
  private closing = false;
  private restTimer: NodeJS.Timeout | undefined;
  private dropsTimer: NodeJS.Timeout | undefined;
  private dropsSavedAtMs = Number.NEGATIVE_INFINITY;
  /** Why nothing was written at last. */
  private trouble: Error | undefined;
  /** The disk has not confirmed: nothing more is written. */
  private dead = false;
  private readonly flushes: FlushWatch;

  constructor(private readonly parts: WriteParts) {
    this.flushes = new FlushWatch((cause) => {
      this.dead = true;
      this.fail(spoolFailed(parts.store.folder, cause.message, cause));
      this.refuse(this.trouble as Error);
    });
  }

  get failure(): Error | undefined {
    return this.trouble;
  }

  get isDead(): boolean {
    return this.dead;
  }

  put(group: BoundGroup, request: PutRequest): void {
    this.parts.planner.add(group, request);
    this.wake();
  }

  /** Resolved when they are off the disk; tried until they are. @throws EipError EIP_SPOOL_FAILED, EIP_SPOOL_CLOSED */
  remove(removal: Removal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.removals.push({ ...removal, resolve, reject });
      this.wake();
    });
  }

  /** There is something to write, or new room. */
  wake(): void {
    this.asked = true;
    this.running ??= this.run();
  }

  /** What can be written is; what waits for room is refused. */
  async close(): Promise<void> {
    this.closing = true;
    this.wake();
    await this.running;
    clearTimeout(this.restTimer);
    clearTimeout(this.dropsTimer);
    this.refuse(this.trouble ?? spoolClosed(this.parts.store.folder));
    await this.flushes.atMost(0);
  }

  private refuse(error: Error): void {
    this.parts.planner.refuseAll(error, undefined);
    for (const removal of this.removals.splice(0)) removal.reject(error);
  }

  private async run(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.asked) {
      this.asked = false;
      while (await this.transact());
    }
    this.running = undefined;
  }

  /** @returns whether something was written: then there may be more */
  private async transact(): Promise<boolean> {
    if (this.dead) {
      this.refuse(this.trouble as Error);
      return false;
    }
    if (this.restTimer !== undefined && !this.closing) {
      this.parts.planner.refuseAll(this.trouble as Error, 'disk');
      return false;
    }
    const plan = new Plan();
    const removals = this.removals.splice(0);
    const puts: PutRequest[] = [];
    try {
      for (const removal of removals) plan.remove(removal);
      await this.planPuts(plan, puts);
      if (plan.isEmpty && !this.dropsAreDue()) return false;
      await this.flushes.atMost(MOST_FLUSHES);
      const { flushed } = await this.parts.store.commit(
        plan.changes(this.parts.lanes, this.parts.planner.nextSequence),
      );
      plan.committed();
      this.dropsSavedAtMs = performance.now();
      this.written(puts, removals, this.flushes.add(flushed));
      return true;
    } catch (cause) {
      plan.failed();
      this.removals.unshift(...removals);
      await this.commitFailed(cause, puts);
      return false;
    } finally {
      this.watchDrops();
    }
  }

  private async planPuts(plan: Plan, puts: PutRequest[]): Promise<void> {
    const { planner, room, store } = this.parts;
    if (planner.bytesWanted === 0) return;
    const refusal = await room.refusal(planner.bytesWanted);
    if (refusal === undefined) {
      planner.plan(plan, puts);
      return;
    }
    this.fail(diskFull(store.folder, refusal));
    planner.refuseAll(this.trouble as Error, 'disk');
  }

  private written(puts: readonly PutRequest[], removals: readonly QueuedRemoval[], flushed: Promise<void>): void {
    const { power, room, onStored } = this.parts;
    room.written(puts.reduce((sum, { bytes }) => sum + bytes, 0));
    if (puts.length > 0) onStored();
    for (const { resolve } of removals) resolve();
    const accept = () => {
      for (const { resolve } of puts) resolve(true);
    };
    if (!power) accept();
    const confirmed = () => {
      accept();
      if (puts.length > 0) this.recovered();
    };
    flushed.then(confirmed, (cause: Error) => {
      this.fail(cause);
      for (const { reject } of puts) reject(this.trouble);
    });
  }

  /** LMDB says no more than that it could not write. */
  private async commitFailed(cause: unknown, puts: readonly PutRequest[]): Promise<void> {
    const { room, store } = this.parts;
    room.forget();
    const refusal = await room.refusal(0).catch(() => undefined);
    const error = cause instanceof EipError ? cause : spoolFailed(store.folder, (cause as Error).message, cause);
    this.fail(refusal === undefined ? error : diskFull(store.folder, refusal, error));
    for (const { lane, reject } of puts) {
      lane.countDrop('disk');
      reject(this.trouble);
    }
    this.parts.planner.refuseAll(this.trouble as Error, 'disk');
    clearTimeout(this.restTimer);
    this.restTimer = setTimeout(() => {
      this.restTimer = undefined;
      this.wake();
    }, REST_MS);
  }

  private fail(error: Error): void {
    const { logger, store } = this.parts;
    if (this.trouble === undefined) logger.error({ folder: store.folder, err: error }, error.message);
    this.trouble = error;
  }

  private recovered(): void {
    const { logger, store } = this.parts;
    if (this.trouble !== undefined && !this.dead) {
      logger.info({ folder: store.folder }, 'The spool is written again');
      this.trouble = undefined;
    }
  }

  /** Where nothing can be written they wait. */
  private dropsAreDue(): boolean {
    if (this.trouble !== undefined || !this.hasUnsavedDrops()) return false;
    return this.closing || performance.now() - this.dropsSavedAtMs >= SAVE_DROPS_MS;
  }

  private hasUnsavedDrops(): boolean {
    return this.parts.lanes.some((lane) => lane.hasUnsavedDrops);
  }

  /** Counts go with the next transaction, at the latest after a while. */
  private watchDrops(): void {
    if (this.dropsTimer !== undefined || this.closing || !this.hasUnsavedDrops()) return;
    this.dropsTimer = setTimeout(() => {
      this.dropsTimer = undefined;
      this.wake();
    }, SAVE_DROPS_MS).unref();
  }
}
