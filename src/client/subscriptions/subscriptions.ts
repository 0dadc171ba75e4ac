/** All subscriptions of a client, by rate. */
import type { EipError } from '../../errors.js';
import { EipReadError } from '../../errors.js';
import { readFailed, type Target } from '../failures.js';
import type { SubscriptionsHealth } from './option-types.js';
import { normaliseSubscription } from './options.js';
import { RateGroup, type ReadNames } from './rate-group.js';
import { Subscription, type SubscriptionHost } from './subscription.js';

/** Those whom they ask. */
export interface Source {
  readonly target: Target;
  /** Why nobody can be asked now; undefined: somebody can. */
  readonly trouble: EipError | undefined;
}

export class Subscriptions {
  private readonly open = new Set<Subscription>();
  private readonly groups = new Map<number, RateGroup>();
  private readonly host: SubscriptionHost;

  constructor(
    private readonly read: ReadNames,
    private readonly source: Source,
  ) {
    this.host = {
      failureOf: (name, cause) => readFailed({ text: `tag "${name}"`, tag: name }, source.target, cause),
      staleError: (name, ageMs) => {
        const what = `"${name}" was not read for more than ${ageMs} ms: its cycles take longer than that`;
        return new EipReadError('EIP_TAG_STALE', what, { tag: name });
      },
      closed: (one) => this.forget(one as Subscription),
    };
  }

  /** @throws EipError EIP_CLIENT_CLOSED, EipConfigError EIP_OPTION_INVALID, the signal's reason. */
  subscribe(tags: unknown, options: unknown): Subscription {
    const { trouble } = this.source;
    if (trouble?.code === 'EIP_CLIENT_CLOSED') throw trouble;
    const settings = normaliseSubscription(tags, options);
    settings.signal?.throwIfAborted();
    const subscription = new Subscription(settings, this.host);
    this.open.add(subscription);
    // Behind the handlers that whoever called is about to add.
    if (trouble !== undefined) queueMicrotask(() => subscription.lose(trouble));
    this.groupOf(settings.rateMs, trouble === undefined).add(subscription.member);
    return subscription;
  }

  connected(): void {
    for (const group of this.groups.values()) group.connected();
  }

  disconnected(): void {
    const { trouble } = this.source;
    for (const group of this.groups.values()) group.disconnected();
    if (trouble === undefined) return;
    for (const subscription of [...this.open]) subscription.lose(trouble);
  }

  /** Each tag once at once, whenever its next cycle is due. */
  readAll(): void {
    for (const group of this.groups.values()) group.readAll();
  }

  /** Ends all: nothing of theirs is left. */
  close(): void {
    for (const subscription of [...this.open]) subscription.end('the client was closed', {});
  }

  health(): SubscriptionsHealth {
    const groups = [...this.groups.values()].map((group) => group.health());
    return { open: this.open.size, groups: groups.sort((a, b) => a.rateMs - b.rateMs) };
  }

  private groupOf(rateMs: number, isConnected: boolean): RateGroup {
    let group = this.groups.get(rateMs);
    if (group === undefined) {
      group = new RateGroup(rateMs, this.read);
      this.groups.set(rateMs, group);
      if (isConnected) group.connected();
    }
    return group;
  }

  private forget(subscription: Subscription): void {
    const { rateMs, member } = subscription;
    this.open.delete(subscription);
    const group = this.groups.get(rateMs);
    group?.remove(member);
    if (group?.isEmpty) this.groups.delete(rateMs);
  }
}
