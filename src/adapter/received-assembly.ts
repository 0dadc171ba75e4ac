import { EventEmitter } from 'node:events';
import { type InspectOptions, inspect } from 'node:util';
import { shown } from '../config/shown.js';
import { EipError } from '../errors.js';
import type { NativeRequest } from '../native/binding.js';
import { emitIsolated } from '../runtime/emit.js';
import { ACCEPTED, type Answer } from './answer.js';
import type { Arrival } from './arrival.js';
import { assemblyRemoved } from './assembly-removed.js';
import type { ConnectionInfo, DataEvents } from './events.js';
import type { Layout } from './layout.js';
import type { NormalAssembly } from './options.js';
import type { OutputImage } from './output-image.js';
import { type ConfigHandler, decide } from './write-requests.js';

/** What an assembly holds now, and how much that is worth. */
export interface Reading<V> {
  readonly value: V;
  /** The originator is connected and says run. False: do not act on the value. */
  readonly run: boolean;
  /** An I/O connection feeds it now. */
  readonly connected: boolean;
  /** Since the value arrived, in ms; `Infinity` when none has. */
  readonly ageMs: number;
}

/**
 * An assembly that the other side writes: output, configuration or explicit.
 *
 * `data` tells the latest value: while a handler is busy, newer values overwrite older ones, and the next event says
 * how many. With `history` it tells each value in order. `read()` gives the value at any time. Got from `adapter.output(name)`, `config(name)`, `explicit(name)`.
 */
export class ReceivedAssembly<V = unknown> extends EventEmitter<DataEvents<V>> {
  private image: OutputImage | undefined;
  private removed = false;
  /** Of V; as `never`, so that an assembly of any values is one of unknown ones. */
  private handler: ConfigHandler<never> | undefined;
  private overwrittenTold = 0;
  private told: Arrival | undefined;

  private readonly onListener = (name: string | symbol) => {
    if (name === 'data') this.image?.hear();
  };

  /** @internal */
  constructor(private readonly assembly: NormalAssembly) {
    super();
    this.watchListeners();
  }

  get name(): string {
    return this.assembly.name;
  }

  get instance(): number {
    return this.assembly.instance;
  }

  /** Bytes. */
  get size(): number {
    return this.assembly.size;
  }

  /**
   * The latest value: never half of two packets, and without waiting for the I/O thread.
   * @throws EipError EIP_ADAPTER_NOT_STARTED before `start()` and after `stop()`; EIP_ASSEMBLY_REMOVED.
   */
  read(): Reading<V> {
    const image = this.image;
    if (this.removed) throw assemblyRemoved(this.name);
    if (image === undefined) {
      throw new EipError('EIP_ADAPTER_NOT_STARTED', `"${this.name}" holds nothing: the adapter does not run`, {
        assembly: this.name,
      });
    }
    image.copy();
    const connected = image.connections > 0;
    const ageMs = image.receivedUs === 0 ? Number.POSITIVE_INFINITY : (monotonicUs() - image.receivedUs) / 1000;
    return { value: this.decode(image), run: connected && image.run, connected, ageMs: Math.max(0, ageMs) };
  }

  /** @internal Names for its bytes. */
  get layout(): Layout | undefined {
    return this.assembly.layout;
  }

  /** @internal The latest value as the I/O thread left it, good until the next look; undefined while the adapter does not run. */
  look(): OutputImage | undefined {
    this.image?.copy();
    return this.image;
  }

  /** @internal What `data` tells right now, as bytes: while its handlers run. */
  get arriving(): Arrival | undefined {
    return this.told;
  }

  /** @internal As the last `look()`, or the last event, has left it; undefined while the adapter does not run. */
  get latest(): OutputImage | undefined {
    return this.image;
  }

  /** @internal It was removed from its adapter, for good. */
  get isRemoved(): boolean {
    return this.removed;
  }

  /** @internal */
  retire(): void {
    this.image = undefined;
    this.removed = true;
  }

  /** @internal The adapter starts. */
  attach(image: OutputImage): void {
    this.image = image;
    image.ask(this.handler !== undefined);
    this.overwrittenTold = 0;
  }

  /** @internal The adapter stopped, or did not start. */
  detach(): void {
    this.image = undefined;
  }

  /** @internal A peer wants this value here. */
  answer(
    request: NativeRequest,
    connection: ConnectionInfo | undefined,
    signal: AbortSignal,
  ): Answer | Promise<Answer> {
    const { handler } = this;
    if (handler === undefined) return ACCEPTED; // it was taken away meanwhile
    return decide<V>(handler as ConfigHandler<V>, request, { value: this.valueIn(request.data), connection, signal });
  }

  /** @internal */
  protected decideBy(handler: ConfigHandler<V> | undefined): this {
    if (handler !== undefined && typeof handler !== 'function') {
      throw new TypeError(`"${this.name}": expected a handler, got ${shown(handler)}`);
    }
    this.handler = handler;
    this.image?.ask(handler !== undefined);
    return this;
  }

  /** @internal Tells what the image copied last, or the oldest value of the history. */
  deliver(connectionOf: (slot: number) => ConnectionInfo | undefined): void {
    const image = this.image;
    if (image === undefined) return;
    const overwritten = image.overwritten;
    const sinceLast = (overwritten - this.overwrittenTold) >>> 0;
    this.overwrittenTold = overwritten;
    const arrival = image.history === undefined ? image : image.history.take();
    if (this.listenerCount('data') === 0) image.ignore();
    else if (arrival !== undefined) this.tell(arrival, sinceLast, connectionOf);
  }

  /** Listeners of every kind go; of those to come it hears all the same. */
  override removeAllListeners(event?: keyof DataEvents<V>): this {
    if (event === undefined) super.removeAllListeners();
    else super.removeAllListeners(event);
    this.watchListeners();
    return this;
  }

  private watchListeners(): void {
    const emitter: EventEmitter = this as EventEmitter;
    emitter.off('newListener', this.onListener).on('newListener', this.onListener);
  }

  private tell(
    arrival: Arrival,
    overwritten: number,
    connectionOf: (slot: number) => ConnectionInfo | undefined,
  ): void {
    this.told = arrival;
    emitIsolated<DataEvents<V>, 'data'>(this as EventEmitter, 'data', {
      value: this.decode(arrival),
      run: arrival.run,
      connected: arrival.slot !== -1 && !arrival.lost,
      connection: connectionOf(arrival.slot),
      receivedUs: arrival.receivedUs,
      overwritten,
      dropped: arrival.dropped,
    });
    this.told = undefined;
  }

  /** @internal What `console.log` shows. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    const { name, instance, size } = this;
    return `${this.constructor.name} ${inspect({ name, kind: this.assembly.kind, instance, size }, options)}`;
  }

  private decode({ bytes, view }: Arrival): V {
    const { layout } = this.assembly;
    return (layout === undefined ? bytes.slice() : layout.read(view)) as V;
  }

  private valueIn(data: Uint8Array): V {
    const { layout } = this.assembly;
    return (layout === undefined ? data : layout.read(new DataView(data.buffer, data.byteOffset, data.length))) as V;
  }
}

function monotonicUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}
