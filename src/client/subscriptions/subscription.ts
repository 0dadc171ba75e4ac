import { EventEmitter } from 'node:events';
import { type InspectOptions, inspect } from 'node:util';
import type { EipError } from '../../errors.js';
import { emitIsolated } from '../../runtime/emit.js';
import type { SubscriptionEvents, SubscriptionStatus, TagUpdate } from './option-types.js';
import type { SubscriptionSettings } from './options.js';
import type { GroupMember, Readings } from './rate-group.js';
import { UpdateQueue } from './update-queue.js';
import { WatchedTag } from './watched-tag.js';

/** What a subscription needs of those around it. */
export interface SubscriptionHost {
  /** Why a tag was not read, as its own error. */
  failureOf(name: string, cause: EipError): EipError;
  staleError(name: string, ageMs: number): EipError;
  closed(subscription: unknown): void;
}

/**
 * Tags that are read in cycles: what becomes of them is told by the event `update`, and to `for await` loops. The first
 * value of each is always told, and so is every change of quality. Leaving a loop ends the subscription.
 */
export class Subscription<U extends TagUpdate<string, unknown> = TagUpdate>
  extends EventEmitter<SubscriptionEvents<U>>
  implements AsyncIterable<U, undefined>, Disposable
{
  readonly rateMs: number;
  /** @internal */
  readonly member: GroupMember;
  private readonly tags: readonly WatchedTag[];
  private readonly queues = new Set<UpdateQueue<U>>();
  private readonly counts = { cycles: 0, missedCycles: 0, updates: 0, overwritten: 0, dropped: 0 };
  private readonly onAbort = (): void => this.end('its signal was aborted', { error: this.settings.signal?.reason });
  private ended: { readonly error?: unknown } | undefined;

  /** @internal */
  constructor(
    private readonly settings: SubscriptionSettings,
    private readonly host: SubscriptionHost,
  ) {
    super();
    this.rateMs = settings.rateMs;
    this.tags = settings.tags.map((tag) => new WatchedTag(tag));
    this.member = {
      names: [...new Set(this.tags.map(({ name }) => name))],
      take: (readings, now) => this.take(readings, now),
      fail: (error) => this.lose(error),
      miss: (cycles, now) => this.miss(cycles, now),
    };
    settings.signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  status(): SubscriptionStatus {
    return { open: this.ended === undefined, rateMs: this.rateMs, tags: this.tags.length, ...this.counts };
  }

  /** Nothing is read and told any more; loops end behind what they have not taken yet. Idempotent. */
  close(): void {
    this.end('it was closed', {});
  }

  /** As `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Each loop begins with what was told last of each tag. */
  [Symbol.asyncIterator](): AsyncIterableIterator<U, undefined> {
    const { counts } = this;
    const queue = new UpdateQueue<U>(this.settings.history, {
      left: () => {
        this.queues.delete(queue);
        this.end('its loop was left', {});
      },
      overwrote: () => counts.overwritten++,
      dropped: () => counts.dropped++,
    });
    if (this.ended === undefined) this.queues.add(queue);
    else queue.end(this.ended);
    for (const tag of this.ended === undefined ? this.tags : [])
      if (tag.told !== undefined) queue.push(updateOf<U>(tag));
    return queue;
  }

  /** @internal Nobody feeds it: told of each tag at once. */
  lose(error: EipError): void {
    for (const tag of this.tags) {
      if (tag.lose('disconnected', this.host.failureOf(tag.name, error))) this.tell(tag);
    }
  }

  /** @internal */
  end(reason: string, how: { readonly error?: unknown }): void {
    if (this.ended !== undefined) return;
    this.ended = how;
    this.settings.signal?.removeEventListener('abort', this.onAbort);
    this.host.closed(this);
    for (const queue of [...this.queues]) queue.end(how);
    this.queues.clear();
    emitIsolated<SubscriptionEvents, 'end'>(this as EventEmitter, 'end', { reason });
  }

  /** @internal What `console.log` shows. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `Subscription ${inspect(this.status(), options)}`;
  }

  private take(readings: Readings, now: number): void {
    const everyCycle = this.settings.report === 'cycle';
    let isRead = false;
    for (const tag of this.tags) {
      const result = Object.hasOwn(readings, tag.name) ? readings[tag.name] : undefined;
      if (result === undefined) continue;
      isRead = true;
      if (tag.take(result, now, everyCycle)) this.tell(tag);
    }
    if (isRead) this.counts.cycles++;
  }

  private miss(cycles: number, now: number): void {
    const { staleMs } = this.settings;
    this.counts.missedCycles += cycles;
    for (const tag of this.tags) {
      if (tag.isStale(now, staleMs) && tag.lose('stale', this.host.staleError(tag.name, staleMs))) this.tell(tag);
    }
  }

  /** A handler may end it in the midst of its tags. */
  private tell(tag: WatchedTag): void {
    if (this.ended !== undefined) return;
    const update = updateOf<U>(tag);
    this.counts.updates++;
    for (const queue of this.queues) queue.push(update);
    emitIsolated<SubscriptionEvents<U>, 'update'>(this as EventEmitter, 'update', update);
  }
}

/** @param U as the tags were asked for. */
function updateOf<U extends TagUpdate<string, unknown>>({ told, key, name }: WatchedTag): U {
  return { ...told, key, name } as unknown as U;
}
