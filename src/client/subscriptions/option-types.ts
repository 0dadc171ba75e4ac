/** Options of a subscription and what it tells, for the compiler and for whoever writes them. */
import type { TagResult, TagValue } from '../../eip-client.js';
import type { Deadband } from '../../tag-file/index.js';

/** A tag with a deadband of its own. */
export interface WatchedTagOptions {
  /** Of the tag, as in `readTag`. */
  readonly name: string;
  /** Instead of that of the subscription. */
  readonly deadband?: Deadband;
}

export interface SubscribeOptions {
  /** From one cycle to the next, 1-3,600,000 ms. Tags of one rate are read together, those of several subscriptions too. */
  readonly rateMs: number;
  /** What is told: values that are others than those told last, or the value of each cycle. Default `change`. */
  readonly report?: 'change' | 'cycle';
  /** Of all its tags, default 0: any change. For `report: 'change'` only. */
  readonly deadband?: Deadband;
  /** A value that was not read again for so long is `stale`: 1-86,400,000 ms, default three cycles, at least 1,000 ms. */
  readonly staleMs?: number;
  /**
   * Updates that wait for a loop that is slower than they come: 0, the newest of each tag; else so many in their order,
   * of which the oldest goes for one more, up to 100,000. Default 0.
   */
  readonly history?: number;
  /** Ends the subscription: its loops throw the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What is told of a tag: `value` and `timestamp` as in `TagResult`. */
export type TagUpdate<K extends string = string, V = TagValue> = TagResult<V> & {
  /** Its alias; its name where it has none. */
  readonly key: K;
  readonly name: string;
};

export interface SubscriptionEnd {
  /** In words. */
  readonly reason: string;
}

/** Value types are argument lists, as `EventEmitter` wants them. */
export interface SubscriptionEvents<U = TagUpdate> {
  update: [U];
  /** Once, and nothing afterwards. */
  end: [SubscriptionEnd];
}

/** Counted since it was made. */
export interface SubscriptionStatus {
  readonly open: boolean;
  readonly rateMs: number;
  readonly tags: number;
  /** Cycles in which its tags were read. */
  readonly cycles: number;
  /** Cycles left out: the one before was not over, or this process was busy. */
  readonly missedCycles: number;
  readonly updates: number;
  /** Updates that a newer one of the same tag replaced before a loop took them. */
  readonly overwritten: number;
  /** Updates that a full `history` had no room for. */
  readonly dropped: number;
}

/** Of all tags with one rate. */
export interface RateGroupHealth {
  readonly rateMs: number;
  /** Each name counted once. */
  readonly tags: number;
  readonly cycles: number;
  /** Cycles left out: the one before was not over, or this process was busy. */
  readonly missedCycles: number;
  /** The last cycle, from its first request to its last value, ms; null before it. */
  readonly readMs: number | null;
}

export interface SubscriptionsHealth {
  /** Subscriptions that are open. */
  readonly open: number;
  /** By rising rate. */
  readonly groups: readonly RateGroupHealth[];
}
