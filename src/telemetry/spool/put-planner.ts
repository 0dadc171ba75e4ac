/** Entries that wait to be stored: which of them the next transaction takes. */
import type { BoundGroup, PutRequest } from './bound-group.js';
import type { DropCause } from './drops.js';
import type { LaneKey } from './entry.js';
import { spoolFull } from './failures.js';
import type { Plan } from './plan.js';

/** Most bytes and entries of a transaction, about. */
const MOST_BYTES = 1_024 * 1_024;
const MOST_ENTRIES = 2_000;

export class PutPlanner {
  private sequence: number;
  /** The group that is asked first: each in turn. */
  private turn = 0;

  constructor(
    private readonly folder: string,
    private readonly groups: readonly BoundGroup[],
    nextSequence: number,
  ) {
    this.sequence = nextSequence;
  }

  /** Of the next entry; never used twice. */
  get nextSequence(): number {
    return this.sequence;
  }

  /** Bytes that the next transaction may want to write. */
  get bytesWanted(): number {
    return this.groups.reduce((sum, group) => sum + group.bytesWaiting, 0);
  }

  add(group: BoundGroup, request: PutRequest): void {
    if (group.add(request)) return;
    countDrop(request, 'newest');
    request.reject(spoolFull(this.folder, 'too many bytes wait in memory already; await each put'));
  }

  /** @param planned gets those that are in the plan now; the others wait on, or have been dropped */
  plan(plan: Plan, planned: PutRequest[]): void {
    const first = this.turn++ % this.groups.length;
    const inTurn = [...this.groups.slice(first), ...this.groups.slice(0, first)];
    for (const group of inTurn) this.planGroup(group, plan, planned);
  }

  /** In order: one that has to wait holds up those behind it. */
  private planGroup(group: BoundGroup, plan: Plan, planned: PutRequest[]): void {
    for (const request of group.waiting) {
      if (planned.length >= MOST_ENTRIES || plan.putBytes >= MOST_BYTES) return;
      switch (group.admit(request, plan)) {
        case 'put': {
          group.remove(request);
          const key: LaneKey = [this.sequence++, request.bytes, request.acceptedAtMs];
          plan.put({ lane: request.lane, key, value: request.value });
          planned.push(request);
          break;
        }
        case 'drop':
          group.remove(request);
          countDrop(request, 'newest');
          request.resolve(false);
          break;
        case 'wait':
          for (const one of group.waitForRoom()) this.startWaiting(group, one);
          return;
        case 'later':
          return;
      }
    }
  }

  private startWaiting(group: BoundGroup, request: PutRequest): void {
    const { blockMs } = group.bounds;
    request.timer = setTimeout(() => {
      if (!group.remove(request)) return;
      countDrop(request, 'newest');
      request.reject(spoolFull(this.folder, `none became free within ${blockMs} ms`));
    }, blockMs);
  }

  /** @param cause undefined: the caller ends by itself, nothing is lost */
  refuseAll(error: Error, cause: DropCause | undefined): void {
    for (const group of this.groups) {
      for (const request of [...group.waiting]) {
        group.remove(request);
        if (cause !== undefined) countDrop(request, cause);
        request.reject(error);
      }
    }
  }
}

function countDrop({ lane }: PutRequest, cause: DropCause): void {
  lane.countDrop(cause);
}
