/** A controller as commands see it, through a client of explicit messages. */
import type { ExplicitClient } from '../../src/client/index.js';
import type { CallOptions, TagValue } from '../../src/eip-client.js';
import type { CommandTarget, TargetState } from '../../src/gateway/part.js';
import type { WireValue } from '../../src/telemetry.js';

export class ClientTarget implements CommandTarget {
  /** Set by a test in place of what the connection says. */
  state: TargetState | undefined;
  readonly aliases: Record<string, string> = {};
  readonly last: Record<string, WireValue> = {};

  constructor(
    readonly name: string,
    private readonly client: ExplicitClient,
  ) {}

  targetState() {
    const state = this.state ?? (this.client.state === 'connected' ? 'ready' : 'down');
    return { state, reason: state === 'ready' ? undefined : `it is ${state}` };
  }

  tagOf(name: string): string {
    return this.aliases[name] ?? name;
  }

  readTags(names: readonly string[], options?: CallOptions) {
    return this.client.readTags(
      names.map((name) => this.tagOf(name)),
      options,
    );
  }

  writeTags(values: Readonly<Record<string, TagValue>>, options?: CallOptions) {
    return this.client.writeTags(values, options);
  }

  lastGood(tag: string): WireValue | undefined {
    return this.last[tag];
  }

  acknowledgeProgram(): void {
    this.state = undefined;
  }
}
