/**
 * One run of the addon, from start to stop: its memory, the images in it, and what it wakes JavaScript for.
 *
 * All of it belongs to the JS thread; the I/O thread is met only in the shared memory.
 */
import { EipError } from '../errors.js';
import {
  type NativeAdapter,
  type NativeAddon,
  type NativeAssembly,
  type NativeEvent,
  type NativeOpened,
  type NativeOptions,
  type NativePoint,
  type NativeRequestKind,
  REQUEST_KINDS,
} from '../native/binding.js';
import type { SharedMap } from '../native/shared-map.js';
import type { Answer } from './answer.js';
import { Arrivals } from './arrivals.js';
import { CommandQueue } from './command-queue.js';
import { type AddedImage, ImageSet } from './image-set.js';
import type { InputImage } from './input-image.js';
import { InputNotices } from './input-notices.js';
import { type NetworkStatus, networkStatus } from './network.js';
import type { OutputImage } from './output-image.js';
import { allocateShared, recycleShared, type SharedViews } from './shared-views.js';

/** How a change of the run's assemblies ended: done, or not. Called once, in order, and told behind all that came before. */
export type Settle = (outcome: { readonly problem?: string; readonly cause?: unknown }) => void;

/** What is told: the rest is between the engine and the I/O thread. */
export type ToldEvent = Exclude<NativeEvent, { type: 'done' }>;

/** Who hears what the I/O thread has to tell. Neither call may throw. */
export interface EngineListener {
  /** `outputs[index]` holds a new value, copied already, or the next one stands in its history. */
  onData(index: number): void;
  onEvent(event: ToldEvent): void;
}

/** Drains in a row before other work of the event loop gets its turn; what is left asks for a wake-up of its own. */
const DRAINS_PER_WAKE = 4;

export class Engine {
  readonly views: SharedViews;
  readonly map: SharedMap;
  private readonly images: ImageSet;
  private readonly notices: InputNotices;
  private readonly native: NativeAdapter;
  private readonly waker = new Waker();
  private readonly arrivals: Arrivals;
  private readonly events: NativeEvent[] = [];
  private readonly commands = new CommandQueue();
  private readonly changes: Settle[] = [];
  private isTelling = false;
  private lastNetwork: NetworkStatus | null = null;
  private running = false;

  /** Takes memory, opens nothing yet: whoever has something to publish does so before `open()`. */
  constructor(
    addon: NativeAddon,
    options: NativeOptions,
    private readonly listener: EngineListener,
  ) {
    this.views = allocateShared(addon.memorySize(options));
    this.native = new addon.NativeAdapter(options, this.views.words, this.waker.call);
    this.map = this.native.map;
    this.notices = new InputNotices(this.views, this.map, () => this.native.notify());
    const { assemblies, limits } = options;
    this.images = new ImageSet(addon, this.views, this.map, assemblies, limits.assemblies, this.notices);
    this.arrivals = new Arrivals(this.views, this.map, this.images.outputs);
  }

  /** By the assembly's index; `undefined` for an input. */
  get outputs(): readonly (OutputImage | undefined)[] {
    return this.images.outputs;
  }

  /** By the assembly's index; `undefined` for any other kind. */
  get inputs(): readonly (InputImage | undefined)[] {
    return this.images.inputs;
  }

  get isRunning(): boolean {
    return this.running;
  }

  /** @throws what `NativeAdapter.open` throws; nothing is left open then. */
  open(): NativeOpened {
    const opened = this.native.open();
    this.waker.target = this;
    this.running = true;
    return opened;
  }

  /** Ends the connections and the I/O thread, then tells what it had still to tell. Idempotent; callable from a listener. */
  close(): void {
    if (!this.running) return;
    this.network();
    this.running = false;
    this.waker.target = undefined;
    this.native.close();
    this.takeEvents();
    this.telling(() => {});
  }

  /** Gives the memory back: closed, and its figures have been read. */
  recycle(): void {
    recycleShared(this.views);
    this.images.recycle();
  }

  /** Ends the I/O thread and tells nothing: the process is about to exit. */
  abandon(): void {
    this.running = false;
    this.native.close();
  }

  ref(on: boolean): void {
    if (this.running) this.native.ref(on);
  }

  /** The network as it is now; of a run that ended, as it was last. */
  network(): NetworkStatus | null {
    if (this.running) this.lastNetwork = networkStatus(this.native.network());
    return this.lastNetwork;
  }

  /** Asks something of the I/O thread, after what was asked before. @param ask false: no room now, it is asked again */
  command(ask: (native: NativeAdapter) => boolean): void {
    this.commands.push(() => !this.running || ask(this.native));
  }

  /** Memory for an assembly that comes; nobody else knows of it until `add()`. @throws RangeError: not enough memory. */
  prepare(assembly: NativeAssembly): AddedImage {
    return this.images.add(assembly);
  }

  /** What was prepared is not added after all. */
  discard({ index }: AddedImage): void {
    this.images.remove(index);
    if (!this.isTelling) this.images.rested();
  }

  /**
   * Adds connection points, and an assembly beneath them. What comes for it waits until whoever is told by `settle` has
   * had the time to listen. When it is not added, its image is discarded.
   */
  add(
    assembly: NativeAssembly | undefined,
    image: AddedImage | undefined,
    points: NativePoint[],
    settle: Settle,
  ): void {
    const index = image?.index ?? 0;
    if (image !== undefined) this.arrivals.hold(index);
    const ended: Settle = (outcome) => {
      const failed = outcome.problem !== undefined || outcome.cause !== undefined;
      if (image !== undefined && failed) this.forget(index);
      if (image !== undefined && !failed) setImmediate(() => this.letGo(index));
      settle(outcome);
    };
    this.change((native) => native.add({ points, assembly, index, memory: image?.memory }), ended);
  }

  /** Removes an assembly with its connections and points. */
  removeAssembly(index: number, settle: Settle): void {
    const ended: Settle = (outcome) => {
      this.forget(index);
      settle(outcome);
    };
    this.change((native) => native.removeAssembly(index), ended);
  }

  /** Removes a connection point with its connections. */
  removePoint(output: number, input: number, settle: Settle): void {
    this.change((native) => native.removePoint(output, input), settle);
  }

  /** Answers a request; one that is over is ignored. @returns false: no room now, try again. */
  complete(token: number, { general, extended, data }: Answer): boolean {
    return !this.running || this.native.complete(token, general, extended, data);
  }

  /** Whether requests of this kind, `reset` or `settings`, are put to JavaScript. */
  handles(kind: NativeRequestKind, on: boolean): void {
    const bit = 1 << REQUEST_KINDS.indexOf(kind);
    if (on) Atomics.or(this.views.words, this.map.handlersWord, bit);
    else Atomics.and(this.views.words, this.map.handlersWord, ~bit);
  }

  /** The event loop moves: the I/O thread watches this word. */
  beat(): void {
    Atomics.add(this.views.words, this.map.livenessWord, 1);
  }

  /** The I/O thread has something to tell. */
  wake(): void {
    this.telling(() => {
      for (let drains = 0; drains < DRAINS_PER_WAKE && this.running; drains++) {
        this.drain();
        if (this.arrivals.areNone && !this.hasEvents()) return;
      }
    });
    if (this.running && this.arrivals.arePutOff) setImmediate(this.waker.call);
  }

  /** A listener may close, and closing has events to tell: they join the queue of what is being told already. */
  private telling(work: () => void): void {
    if (this.isTelling) return;
    this.isTelling = true;
    this.notices.hold();
    try {
      work();
      this.tellEvents(this.running ? this.arrivals.untilUs : undefined);
      if (!this.running) this.endChanges();
    } finally {
      this.notices.release();
      this.isTelling = false;
      this.images.rested();
    }
  }

  private drain(): void {
    Atomics.store(this.views.words, this.map.wakePendingWord, 0);
    this.arrivals.take();
    // After the copies: what happened before a value arrived is then in the queue.
    if (this.hasEvents()) this.takeEvents();
    if (this.events.length > 0) this.tellInOrder();
    else for (const index of this.arrivals.inOrder()) this.tellData(index);
  }

  /** Events and data merged by the time at which the I/O thread saw them. */
  private tellInOrder(): void {
    for (const index of this.arrivals.byTime()) {
      this.tellEvents(this.arrivals.nextUs(index));
      this.tellData(index);
    }
    this.tellEvents(this.arrivals.untilUs);
  }

  private tellEvents(untilUs = Number.POSITIVE_INFINITY): void {
    for (let next = this.events[0]; next !== undefined && timeOf(next) <= untilUs; next = this.events[0]) {
      this.events.shift();
      if (next.type === 'done') this.changes.shift()?.(next.problem === undefined ? {} : { problem: next.problem });
      else this.listener.onEvent(next);
    }
  }

  private tellData(index: number): void {
    if (this.running) this.listener.onData(index);
    this.notices.pass();
  }

  private change(ask: (native: NativeAdapter) => boolean, settle: Settle): void {
    this.changes.push(settle);
    this.command((native) => {
      try {
        return ask(native);
      } catch (cause) {
        this.changes.splice(this.changes.indexOf(settle), 1);
        settle({ cause });
        return true;
      }
    });
    if (!this.running) this.endChanges();
  }

  /** Nobody acknowledges any more. */
  private endChanges(): void {
    const cause = new EipError('EIP_ADAPTER_NOT_STARTED', 'The adapter was stopped before its assemblies were changed');
    for (const settle of this.changes.splice(0)) settle({ cause });
  }

  private forget(index: number): void {
    this.arrivals.forget(index);
    this.images.remove(index);
  }

  private letGo(index: number): void {
    this.arrivals.letGo(index);
    if (this.running && this.arrivals.arePutOff) this.wake();
  }

  private hasEvents(): boolean {
    return Atomics.load(this.views.words, this.map.eventsWord) !== 0;
  }

  private takeEvents(): void {
    this.events.push(...this.native.takeEvents());
  }
}

/**
 * What the addon calls. The addon's object stays until a major collection; through this it holds the engine, and the
 * adapter behind it, only while that is open.
 */
class Waker {
  target: Engine | undefined;
  readonly call = () => this.target?.wake();
}

/** Events without a time are told when their turn comes. */
function timeOf(event: NativeEvent): number {
  return 'atUs' in event ? event.atUs : 0;
}
