import { EventEmitter } from 'node:events';
import { type InspectOptions, inspect } from 'node:util';
import type {
  CallOptions,
  ClientState,
  EipClientEvents,
  TagResult,
  TagValue,
  TypedEipClient,
  WriteResult,
} from '../../eip-client.js';
import { ClientLog } from '../../logging/client-log.js';
import { nameOf, namesAsked, signalOf, valuesGiven } from '../../runtime/call-arguments.js';
import { emitIsolated } from '../../runtime/emit.js';
import type { Adapter } from '../adapter.js';
import type { Assemblies } from '../option-types.js';
import { healthOf, type ImplicitHealth } from './health.js';
import type { ImplicitClientOptions, ImplicitConnectOptions } from './option-types.js';
import { adapterOf, normaliseConnect, normaliseImplicit } from './options.js';
import { OriginatorLink } from './originator-link.js';
import { Presence } from './presence.js';
import { resolveTags } from './tag.js';
import { TagReader } from './tag-reader.js';
import type { AnyTagMap, TagsOf } from './tag-types.js';
import { TagWriter } from './tag-writer.js';

/**
 * Tags over cyclic I/O: each tag is a field, or some bytes, of an assembly of an adapter in this process.
 *
 * A tag on an output (O->T) is read: what the originator sent last, and what that is worth. A tag on an input (T->O) is
 * written, and goes out with the next packet to whoever is connected; read, it is what was written last. Calls answer at
 * once; they never wait for a packet. docs/implicit-client.md
 */
export class ImplicitClient<
    // biome-ignore lint/suspicious/noExplicitAny: `ImplicitClient` alone stands for any, as `Adapter` does.
    const A extends Assemblies = any,
    const M extends AnyTagMap<NoInfer<A>> | undefined = undefined,
  >
  extends EventEmitter<EipClientEvents>
  implements TypedEipClient<TagsOf<A, M>>
{
  /** The one beneath: for `status()`, and for what is no tag. */
  readonly adapter: Adapter<A>;
  private readonly presence: Presence;
  private readonly link: OriginatorLink;
  private readonly reader: TagReader;
  private readonly writer: TagWriter;
  private readonly log: ClientLog;

  /** @throws EipConfigError EIP_OPTION_INVALID that names every wrong option by its path. Opens nothing yet. */
  constructor(options: ImplicitClientOptions<A, M>) {
    super();
    const settings = normaliseImplicit(options);
    const { adapter, isOwn } = adapterOf(settings);
    const tags = resolveTags(adapter, settings);
    this.adapter = adapter;
    this.presence = new Presence(adapter, tags);
    this.log = new ClientLog(settings.logger);
    this.link = new OriginatorLink(adapter, isOwn, this.presence, (event, payload) => {
      this.log.told(event, payload);
      emitIsolated<EipClientEvents, typeof event>(this as EventEmitter, event, payload as never);
    });
    this.reader = new TagReader(tags);
    this.writer = new TagWriter(tags);
  }

  get state(): ClientState {
    return this.link.state;
  }

  /**
   * Starts the adapter, unless it runs already, and listens for originators. With `waitForOriginatorMs` it resolves when
   * one is connected. When it rejects, an adapter that this client started is stopped again, unless an earlier call has
   * succeeded.
   * @throws EipTimeoutError EIP_ORIGINATOR_TIMEOUT; what `Adapter.start()` throws; EipError EIP_CLIENT_CLOSED; the
   * signal's reason; EipConfigError EIP_OPTION_INVALID for wrong options.
   */
  async connect(options: ImplicitConnectOptions = {}): Promise<void> {
    await this.link.connect(normaliseConnect(options));
  }

  readTags<const N extends keyof TagsOf<A, M> & string>(
    names: readonly N[],
    options?: CallOptions,
  ): Promise<{ [Name in N]: TagResult<TagsOf<A, M>[Name]> }>;
  readTags<const L extends Readonly<Record<string, keyof TagsOf<A, M> & string>>>(
    names: L,
    options?: CallOptions,
  ): Promise<{ -readonly [Alias in keyof L]: TagResult<TagsOf<A, M>[L[Alias]]> }>;
  async readTags(names: unknown, options?: CallOptions): Promise<Record<string, TagResult>> {
    this.prepare(options);
    return this.reader.read(namesAsked(names));
  }

  async readTag<N extends keyof TagsOf<A, M> & string>(name: N, options?: CallOptions): Promise<TagsOf<A, M>[N]> {
    this.prepare(options);
    const result = this.reader.readOne(nameOf(name));
    if (result.quality !== 'good') throw result.error;
    return result.value as TagsOf<A, M>[N];
  }

  async writeTag<N extends keyof TagsOf<A, M> & string>(
    name: N,
    value: TagsOf<A, M>[N],
    options?: CallOptions,
  ): Promise<void> {
    this.prepare(options);
    const results = this.written([[nameOf(name), value as TagValue]]);
    for (const { error } of results.values()) if (error !== undefined) throw error;
  }

  async writeTags<const N extends keyof TagsOf<A, M> & string>(
    values: { readonly [Name in N]: TagsOf<A, M>[Name] },
    options?: CallOptions,
  ): Promise<{ [Name in N]: WriteResult }> {
    this.prepare(options);
    return Object.fromEntries(this.written(valuesGiven(values))) as { [Name in N]: WriteResult };
  }

  async healthCheck(): Promise<ImplicitHealth> {
    return healthOf(this.presence, this.link);
  }

  async close(): Promise<void> {
    await this.link.close();
  }

  /** As `close()`: `await using client = new ImplicitClient(...)`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** @internal What `console.log` shows. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    const peers = this.presence.peers().map(({ address }) => address);
    return `ImplicitClient ${inspect({ state: this.state, peers }, options)}`;
  }

  private written(values: Parameters<TagWriter['write']>[0]): Map<string, WriteResult> {
    const results = this.writer.write(values);
    for (const { error } of results.values()) this.log.refused(error);
    return results;
  }

  private prepare(options: CallOptions | undefined): void {
    this.link.refuseClosed();
    signalOf(options)?.throwIfAborted();
  }
}
