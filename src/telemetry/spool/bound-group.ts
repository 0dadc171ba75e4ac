/** Lanes that share bounds, and what waits to get into them. */
import type { LaneKey } from './entry.js';
import type { Lane } from './lane.js';
import type { Bounds } from './options.js';
import type { Plan } from './plan.js';
import { PRIORITIES } from './priorities.js';

/** An entry that is to be stored. */
export interface PutRequest {
  readonly lane: Lane;
  readonly value: Buffer;
  readonly bytes: number;
  readonly acceptedAtMs: number;
  /** @param accepted false: dropped, as the bounds want it */
  readonly resolve: (accepted: boolean) => void;
  readonly reject: (error: unknown) => void;
  /** Runs while it waits for room. */
  timer?: NodeJS.Timeout | undefined;
}

/** What becomes of a request: `later`, after what is planned is committed. */
export type Admission = 'put' | 'drop' | 'wait' | 'later';

/** Most bytes that wait in memory. */
export const MOST_WAITING_BYTES = 64 * 1_024 * 1_024;

export class BoundGroup {
  private readonly requests = new Set<PutRequest>();
  /** Of them, those whose waiting for room has not begun. */
  private readonly fresh = new Set<PutRequest>();
  private waitingBytes = 0;
  /** The one that goes first goes last when room is made. */
  private readonly lowestFirst: readonly Lane[];

  constructor(
    readonly bounds: Bounds,
    readonly lanes: readonly Lane[],
  ) {
    this.lowestFirst = [...lanes].sort((a, b) => rank(b) - rank(a));
  }

  get waiting(): Iterable<PutRequest> {
    return this.requests;
  }

  /** Of all that waits. */
  get bytesWaiting(): number {
    return this.waitingBytes;
  }

  /** How much of the bound is used by what is on disk: 0 to 1. */
  get full(): number {
    const bytes = this.lanes.reduce((sum, lane) => sum + lane.bytes, 0);
    return Math.min(1, bytes / this.bounds.maxBytes);
  }

  /** @returns false: too many bytes wait already */
  add(request: PutRequest): boolean {
    if (this.waitingBytes + request.bytes > MOST_WAITING_BYTES) return false;
    this.requests.add(request);
    this.fresh.add(request);
    this.waitingBytes += request.bytes;
    return true;
  }

  /** @returns false: it waits no more */
  remove(request: PutRequest): boolean {
    if (!this.requests.delete(request)) return false;
    this.fresh.delete(request);
    clearTimeout(request.timer);
    this.waitingBytes -= request.bytes;
    return true;
  }

  /** There is no room: all that wait do so for it, each for its own time. @returns those that did not before */
  waitForRoom(): PutRequest[] {
    const begun = [...this.fresh];
    this.fresh.clear();
    return begun;
  }

  /** Makes room in the plan where the policy is to. */
  admit({ lane, bytes }: PutRequest, plan: Plan): Admission {
    const { maxBytes, whenFull } = this.bounds;
    if (this.bytesAfter(plan) + bytes <= maxBytes) return 'put';
    if (whenFull === 'block') return 'wait';
    if (whenFull === 'dropNewest') return 'drop';
    const victims = this.victims(lane, this.bytesAfter(plan) + bytes - maxBytes);
    if (victims === undefined) return this.lanes.some((one) => plan.addsTo(one)) ? 'later' : 'drop';
    for (const { lane: of, keys } of victims) {
      of.holdOldest(keys);
      plan.sacrifice({ lane: of, keys, cause: 'oldest' });
    }
    return 'put';
  }

  /** The oldest ones of the lowest priorities, none above that of the lane; undefined when they are too few. */
  private victims(lane: Lane, over: number): { lane: Lane; keys: LaneKey[] }[] | undefined {
    const victims: { lane: Lane; keys: LaneKey[] }[] = [];
    let left = over;
    for (const candidate of this.lowestFirst) {
      if (rank(candidate) < rank(lane)) break;
      const keys: LaneKey[] = [];
      victims.push({ lane: candidate, keys });
      for (const key of candidate.free()) {
        keys.push(key);
        left -= key[1];
        if (left <= 0) return victims;
      }
    }
    return undefined;
  }

  private bytesAfter(plan: Plan): number {
    return this.lanes.reduce((sum, lane) => sum + lane.bytes + plan.changeOf(lane), 0);
  }
}

function rank({ priority }: Lane): number {
  return PRIORITIES.indexOf(priority);
}
