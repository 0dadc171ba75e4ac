/** A group of tags of an output: what comes becomes records. */
import type { OutputGroup } from '../../eip-config/gateway/groups.js';
import type { EmitRecord } from '../../telemetry/source.js';
import type { GroupStatus } from '../status.js';
import type { LastValues } from './last-values.js';
import type { Notices } from './notices.js';
import type { ToldOutputTag } from './output-tags.js';
import { Overruns } from './overruns.js';
import type { GroupIdentity } from './read-group-flow.js';
import { resultOf, type Sighted } from './sighted.js';
import { ToldTag } from './told-tag.js';
import { toldValue } from './told-value.js';
import { ValueFlow } from './value-flow.js';

export class OutputGroupFlow {
  private readonly flow: ValueFlow;
  private readonly tags: readonly (ToldOutputTag & { readonly told: ToldTag })[];
  private readonly overruns: Overruns;
  /** Values of packets that came, and were gone before anybody saw them. */
  private unseen = 0;

  constructor(
    private readonly settings: OutputGroup,
    private readonly whose: GroupIdentity,
    tags: readonly ToldOutputTag[],
    private readonly last: LastValues,
    notices: Notices,
  ) {
    this.tags = tags.map((tag) => ({ ...tag, told: new ToldTag(tag.band) }));
    const { priority, batch, history } = settings;
    this.overruns = new Overruns((overrun) => notices.overrun(whose.group, overrun));
    const lost = (values: number, reason: string) => this.overruns.add(values, reason);
    this.flow = new ValueFlow({ ...whose, priority, batch, history }, lost);
  }

  get name(): string {
    return this.whose.group;
  }

  get assembly(): string {
    return this.settings.assembly;
  }

  get report(): OutputGroup['report'] {
    return this.settings.report;
  }

  start(emit: EmitRecord): void {
    for (const { told } of this.tags) told.forget();
    this.flow.start(emit);
  }

  async stop(): Promise<void> {
    await this.flow.stop();
    this.overruns.stop();
  }

  /** @param isPacket it came right now */
  take(sighted: Sighted, isPacket: boolean): void {
    if (this.report !== 'interval' || sighted.quality !== 'good')
      this.tell(sighted, isPacket && this.report === 'packet');
  }

  /** Of `interval`: it is time. */
  tick(sighted: Sighted): void {
    this.tell(sighted, sighted.quality === 'good');
  }

  /** Packets were gone before anybody saw them: of each, every tag may have been another one. */
  miss(packets: number): void {
    if (this.report === 'interval') return;
    const values = packets * this.tags.length;
    this.unseen += values;
    if (values > 0) this.overruns.add(values, 'packets came faster than this process took them');
  }

  status(missedCycles: number | null): GroupStatus {
    const { records, values, overruns } = this.flow.figures;
    const notGood = this.last.notGoodOf(this.name);
    return { records, values, overruns: overruns + this.unseen, notGood, missedCycles };
  }

  private tell(sighted: Sighted, always: boolean): void {
    const values = this.tags.flatMap(({ name, tag, unit, told }) => {
      const result = resultOf(tag, sighted);
      if (!told.take(result, always)) return [];
      const value = toldValue(name, result, unit, sighted.foundAt);
      // Fields of two assemblies may have one name.
      this.last.take(this.name, tag.name, value.value);
      return value;
    });
    this.flow.push(values);
  }
}
