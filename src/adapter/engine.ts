/**
 * One run of the addon, from start to stop: its memory, the images in it, and what it wakes JavaScript for.
 *
 * All of it belongs to the JS thread; the I/O thread is met only in the shared memory.
 */
import {
  type NativeAdapter,
  type NativeAddon,
  type NativeEvent,
  type NativeOpened,
  type NativeOptions,
  type NativeRequestKind,
  REQUEST_KINDS,
  type SharedMap,
} from '../native/binding.js';
import type { Answer } from './answer.js';
import { CommandQueue } from './command-queue.js';
import { DataRing } from './data-ring.js';
import { InputImage } from './input-image.js';
import { OutputImage } from './output-image.js';
import { allocateShared, recycleShared, type SharedViews } from './shared-views.js';

/** Who hears what the I/O thread has to tell. Neither call may throw. */
export interface EngineListener {
  /** `outputs[index]` holds a new value, copied already. */
  onData(index: number): void;
  onEvent(event: NativeEvent): void;
}

/** Drains in a row before other work of the event loop gets its turn; what is left has asked for a wake-up of its own. */
const DRAINS_PER_WAKE = 4;

export class Engine {
  readonly views: SharedViews;
  readonly map: SharedMap;
  /** By the assembly's index; `undefined` for an input. */
  readonly outputs: readonly (OutputImage | undefined)[];
  /** By the assembly's index; `undefined` for any other kind. */
  readonly inputs: readonly (InputImage | undefined)[];

  private readonly native: NativeAdapter;
  private readonly waker = new Waker();
  private readonly ring: DataRing;
  private readonly fresh: number[] = [];
  private readonly events: NativeEvent[] = [];
  private readonly commands = new CommandQueue();
  private isTelling = false;
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
    this.ring = new DataRing(this.views, this.map);
    this.outputs = this.map.outputs.map((place) => place && new OutputImage(this.views, place));
    this.inputs = this.map.inputs.map((place) => place && new InputImage(this.views, place));
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
    this.running = false;
    this.waker.target = undefined;
    this.native.close();
    this.takeEvents();
    this.telling(() => {});
  }

  /** Gives the memory back: closed, and its figures have been read. */
  recycle(): void {
    recycleShared(this.views);
  }

  /** Ends the I/O thread and tells nothing: the process is about to exit. */
  abandon(): void {
    this.running = false;
    this.native.close();
  }

  ref(on: boolean): void {
    if (this.running) this.native.ref(on);
  }

  /** Asks something of the I/O thread, after what was asked before. @param ask false: no room now, it is asked again */
  command(ask: (native: NativeAdapter) => boolean): void {
    this.commands.push(() => !this.running || ask(this.native));
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
        if (this.ring.isEmpty && !this.hasEvents()) return;
      }
    });
  }

  /** A listener may close, and closing has events to tell: they join the queue of what is being told already. */
  private telling(work: () => void): void {
    if (this.isTelling) return;
    this.isTelling = true;
    try {
      work();
      this.tellEvents();
    } finally {
      this.isTelling = false;
    }
  }

  private drain(): void {
    Atomics.store(this.views.words, this.map.wakePendingWord, 0);
    this.ring.take(this.fresh);
    for (const index of this.fresh) this.copy(index);
    // After the copies: what happened before a value arrived is then in the queue.
    if (this.hasEvents()) this.takeEvents();
    if (this.events.length > 0) this.tellInOrder();
    else for (const index of this.fresh) this.tellData(index);
  }

  private copy(index: number): void {
    const image = this.outputs[index];
    image?.acknowledge();
    image?.copy();
  }

  /** Events and data merged by the time at which the I/O thread saw them. */
  private tellInOrder(): void {
    const byTime = [...this.fresh].sort((a, b) => this.receivedUs(a) - this.receivedUs(b));
    for (const index of byTime) {
      this.tellEvents(this.receivedUs(index));
      this.tellData(index);
    }
    this.tellEvents();
  }

  private receivedUs(index: number): number {
    return this.outputs[index]?.receivedUs ?? 0;
  }

  private tellEvents(untilUs = Number.POSITIVE_INFINITY): void {
    for (let next = this.events[0]; next !== undefined && timeOf(next) <= untilUs; next = this.events[0]) {
      this.events.shift();
      this.listener.onEvent(next);
    }
  }

  private tellData(index: number): void {
    if (this.running) this.listener.onData(index);
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
  return event.type === 'connection' || event.type === 'request' ? event.atUs : 0;
}
