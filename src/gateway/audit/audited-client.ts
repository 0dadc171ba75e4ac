/** An EipClient whose writes are audited; all the rest is that of the client behind it. */
import type {
  CallOptions,
  ClientState,
  EipClient,
  EipClientEvents,
  Health,
  TagResult,
  TagValue,
  WriteResult,
} from '../../eip-client.js';
import { nameOf, signalOf, valuesGiven } from '../../runtime/call-arguments.js';
import type { AuditedWrites } from './audited-writes.js';

type Listener<K extends keyof EipClientEvents> = (...payload: EipClientEvents[K]) => void;

export class AuditedClient implements EipClient {
  constructor(
    private readonly client: EipClient,
    private readonly writes: AuditedWrites,
  ) {}

  get state(): ClientState {
    return this.client.state;
  }

  connect(options?: CallOptions): Promise<void> {
    return this.client.connect(options);
  }

  healthCheck(): Promise<Health> {
    return this.client.healthCheck();
  }

  close(): Promise<void> {
    return this.client.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  on<K extends keyof EipClientEvents>(event: K, listener: Listener<K>): this {
    this.client.on(event, listener);
    return this;
  }

  once<K extends keyof EipClientEvents>(event: K, listener: Listener<K>): this {
    this.client.once(event, listener);
    return this;
  }

  off<K extends keyof EipClientEvents>(event: K, listener: Listener<K>): this {
    this.client.off(event, listener);
    return this;
  }

  readTags<const N extends string>(names: readonly N[], options?: CallOptions): Promise<Record<N, TagResult>>;
  readTags<const L extends string>(
    names: Readonly<Record<L, string>>,
    options?: CallOptions,
  ): Promise<Record<L, TagResult>>;
  readTags(names: readonly string[] & Readonly<Record<string, string>>, options?: CallOptions) {
    return this.client.readTags(names, options);
  }

  readTag(name: string, options?: CallOptions): Promise<TagValue> {
    return this.client.readTag(name, options);
  }

  async writeTag(name: string, value: TagValue, options?: CallOptions): Promise<void> {
    await this.writes.one(nameOf(name), value, signalOf(options), (copy) => this.client.writeTag(name, copy, options));
  }

  async writeTags<const N extends string>(
    values: Readonly<Record<N, TagValue>>,
    options?: CallOptions,
  ): Promise<Record<N, WriteResult>> {
    const send = (copies: Record<string, TagValue>) => this.client.writeTags(copies, options);
    return this.writes.several(valuesGiven(values), signalOf(options), send);
  }
}
