/** A group of tags of a controller: what its subscription tells becomes records. */
import type { ExplicitClient, Subscription, TagUpdate } from '../../client/index.js';
import type { ReadGroup } from '../../eip-config/gateway/groups.js';
import type { RecordApp } from '../../telemetry/record/record-types.js';
import type { EmitRecord } from '../../telemetry/source.js';
import type { GroupStatus } from '../status.js';
import type { LastValues } from './last-values.js';
import type { Notices } from './notices.js';
import { Overruns } from './overruns.js';
import { toldValue } from './told-value.js';
import { ValueFlow } from './value-flow.js';

export interface GroupIdentity {
  readonly source: string;
  readonly group: string;
  readonly app: RecordApp;
  /** Names of its tags. */
  readonly tags: readonly string[];
}

export class ReadGroupFlow {
  private readonly flow: ValueFlow;
  private readonly overruns: Overruns;
  private subscription: Subscription | undefined;
  /** Cycles left out by subscriptions before this one. */
  private missedBefore = 0;
  private unitOf: (tag: string) => string | undefined = () => undefined;
  /** What was told in this turn of the event loop: what a cycle has read. */
  private moment: TagUpdate[] = [];

  constructor(
    private readonly settings: ReadGroup,
    private readonly whose: GroupIdentity,
    private readonly last: LastValues,
    notices: Notices,
  ) {
    const { priority, batch, history } = settings;
    this.overruns = new Overruns((overrun) => notices.overrun(whose.group, overrun));
    const lost = (values: number, reason: string) => this.overruns.add(values, reason);
    this.flow = new ValueFlow({ ...whose, priority, batch, history }, lost);
  }

  get name(): string {
    return this.whose.group;
  }

  start(emit: EmitRecord, client: ExplicitClient): void {
    const { rateMs, report, deadband, staleMs } = this.settings;
    this.unitOf = (tag) => client.unitOf(tag);
    this.flow.start(emit);
    const options = { rateMs, report, deadband, ...(staleMs !== undefined && { staleMs }) };
    this.subscription = client.subscribe(this.whose.tags, options);
    this.subscription.on('update', (update) => this.take(update));
  }

  /** Nothing more is read. */
  close(): void {
    this.missedBefore = this.missedCycles;
    this.subscription?.close();
    this.subscription = undefined;
    this.tell();
  }

  async stop(): Promise<void> {
    this.close();
    await this.flow.stop();
    this.overruns.stop();
  }

  status(): GroupStatus {
    const { name, missedCycles } = this;
    return { ...this.flow.figures, notGood: this.last.notGoodOf(name), missedCycles };
  }

  private get missedCycles(): number {
    return this.missedBefore + (this.subscription?.status().missedCycles ?? 0);
  }

  private take(update: TagUpdate): void {
    if (this.moment.length === 0) queueMicrotask(() => this.tell());
    this.moment.push(update);
  }

  private tell(): void {
    const updates = this.moment;
    this.moment = [];
    const now = new Date();
    const values = updates.map(({ key, ...result }) => {
      const at = result.quality === 'good' ? undefined : now;
      return toldValue(key, result, this.unitOf(key), at);
    });
    for (const { tag, value } of values) this.last.take(this.name, tag, value);
    this.flow.push(values);
  }
}
