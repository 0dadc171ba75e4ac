/** A target of commands whose writes are audited; all the rest is that of the target behind it. */
import type { CallOptions, TagResult, TagValue, WriteResult } from '../../eip-client.js';
import { signalOf, valuesGiven } from '../../runtime/call-arguments.js';
import type { WireValue } from '../../telemetry/value/wire-value.js';
import type { CommandTarget } from '../part.js';
import type { AuditedWrites } from './audited-writes.js';

export class AuditedTarget implements CommandTarget {
  constructor(
    private readonly target: CommandTarget,
    private readonly writes: AuditedWrites,
  ) {}

  get name(): string {
    return this.target.name;
  }

  tagOf(name: string): string {
    return this.target.tagOf(name);
  }

  targetState() {
    return this.target.targetState();
  }

  readTags(names: readonly string[], options?: CallOptions): Promise<Record<string, TagResult>> {
    return this.target.readTags(names, options);
  }

  async writeTags(
    values: Readonly<Record<string, TagValue>>,
    options?: CallOptions,
  ): Promise<Record<string, WriteResult>> {
    const send = (copies: Record<string, TagValue>) => this.target.writeTags(copies, options);
    return this.writes.several(valuesGiven(values), signalOf(options), send);
  }

  lastGood(tag: string): WireValue | undefined {
    return this.target.lastGood(tag);
  }

  acknowledgeProgram(): void {
    this.target.acknowledgeProgram();
  }
}
