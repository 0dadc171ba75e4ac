/** A machine that says what a test wants it to say. */
import type { CallOptions, TagResult, TagValue, WriteResult } from '../../../../src/eip-client.js';
import { EipReadError } from '../../../../src/errors.js';
import type { CommandTarget, TargetState } from '../../../../src/gateway/part.js';

export class ScriptedMachine implements CommandTarget {
  state: TargetState = 'ready';
  readonly values: Record<string, TagValue>;
  readonly qualities: Record<string, 'idle' | 'stale' | 'disconnected' | 'bad'> = {};
  readonly aliases: Record<string, string> = {};
  readonly written: Record<string, TagValue>[] = [];
  readonly read: (readonly string[])[] = [];
  beforeRead: (options?: CallOptions) => Promise<void> = async () => {};
  beforeWrite: (options?: CallOptions) => Promise<void> = async () => {};

  constructor(
    readonly name: string,
    values: Record<string, TagValue>,
  ) {
    this.values = values;
  }

  targetState() {
    return { state: this.state, reason: this.state === 'ready' ? undefined : `the test says ${this.state}` };
  }

  tagOf(name: string): string {
    return this.aliases[name] ?? name;
  }

  async readTags(names: readonly string[], options?: CallOptions): Promise<Record<string, TagResult>> {
    this.read.push(names);
    await this.beforeRead(options);
    return Object.fromEntries(names.map((name) => [name, this.result(name)]));
  }

  async writeTags(values: Readonly<Record<string, TagValue>>, options?: CallOptions) {
    await this.beforeWrite(options);
    this.written.push(values);
    return Object.fromEntries(Object.keys(values).map((name) => [name, { ok: true } as WriteResult]));
  }

  lastGood(tag: string) {
    return tag === 'Level' ? 99 : undefined;
  }

  acknowledgeProgram(): void {
    this.state = 'ready';
  }

  private result(name: string): TagResult {
    const value = Object.hasOwn(this.values, name) ? this.values[name] : undefined;
    const quality = this.qualities[name] ?? (value === undefined ? 'bad' : 'good');
    const timestamp = new Date();
    if (quality === 'good') return { quality, value: value as TagValue, timestamp };
    const error = new EipReadError('EIP_TAG_UNKNOWN', `${name} is ${quality}`, { tag: name });
    return { quality, value: undefined, timestamp, error };
  }
}
