/**
 * The I/O thread's side of the shared memory, driven by a test step by step: what comes at which time, in an order that
 * a real thread takes only now and then. test/integration has the real one.
 */
import {
  BRIDGE_VERSION,
  type NativeAdapter,
  type NativeAddition,
  type NativeAddon,
  type NativeClass,
  type NativeConnectionInfo,
  type NativeEvent,
  type NativeNetwork,
  type NativeOpened,
  type NativeOptions,
  type NativePlaces,
} from '../../../src/native/binding.js';
import type { SharedMap } from '../../../src/native/shared-map.js';
import { historyPlace, outputPlace } from './shared-places.js';

const WORD = { wakePending: 0, liveness: 1, events: 2, head: 3, tail: 4, handlers: 5, first: 8 };
const SLOTS = 4;
const IMAGES_BYTE = 64;
const IMAGE_BYTES = 128;
const OUTPUTS = 2;
const HISTORY_BYTE = IMAGES_BYTE + OUTPUTS * IMAGE_BYTES;
const HISTORY = historyPlace(1, 2048, HISTORY_BYTE);
const HISTORY_BYTES = 128 + HISTORY.slots * HISTORY.strideBytes;

export const OPENED: NativeOpened = {
  port: 1,
  ioPort: 2,
  scheduling: {
    policy: 'other',
    priority: undefined,
    sliceUs: undefined,
    refused: undefined,
    cpu: undefined,
    timer: 'timerfd',
    memoryLocked: false,
  },
};

export class ScriptedAddon implements NativeAddon {
  readonly bridgeVersion = BRIDGE_VERSION;
  readonly NativeAdapter: NativeAddon['NativeAdapter'];
  /** Calls of the adapter, in order. */
  readonly calls: string[] = [];
  private words: Int32Array = new Int32Array(0);
  private bytes: Uint8Array = new Uint8Array(0);
  private longs: BigInt64Array = new BigInt64Array(0);
  private wakeUp = () => {};
  private queue: NativeEvent[] = [];
  /** What an answer meets: true takes it. */
  onComplete: NativeAdapter['complete'] = () => true;
  network: NativeNetwork | undefined;
  /** What a class that is defined, or removed by its id, meets: true takes it. */
  onClass: (definition: NativeClass | number) => boolean = () => true;
  /** What an addition, or a removal by its index or instances, meets: true takes it. */
  onChange: (change: NativeAddition | number | [number, number]) => boolean = () => true;
  /** What close() leaves in the queue. */
  last: NativeEvent[] = [];

  /** @param history output 0 has one */
  constructor(private readonly history = false) {
    const addon = this;
    this.NativeAdapter = class implements NativeAdapter {
      readonly map = addon.map();
      constructor(_options: NativeOptions, memory: Int32Array, wake: () => void) {
        addon.words = memory;
        addon.bytes = new Uint8Array(memory.buffer);
        addon.longs = new BigInt64Array(memory.buffer);
        addon.wakeUp = wake;
      }
      open() {
        addon.calls.push('open');
        return OPENED;
      }
      close() {
        addon.calls.push('close');
        addon.queue.push(...addon.last.splice(0));
      }
      takeEvents() {
        addon.words[WORD.events] = 0;
        return addon.queue.splice(0);
      }
      notify() {
        addon.calls.push('notify');
      }
      complete(...answer: [number, number, number, Uint8Array?]) {
        return addon.onComplete(...answer);
      }
      network() {
        return addon.network;
      }
      defineClass(definition: NativeClass) {
        return addon.onClass(definition);
      }
      removeClass(classId: number) {
        return addon.onClass(classId);
      }
      putSettings() {
        return true;
      }
      add(addition: NativeAddition) {
        return addon.onChange(addition);
      }
      removeAssembly(index: number) {
        return addon.onChange(index);
      }
      removePoint(output: number, input: number) {
        return addon.onChange([output, input]);
      }
      ref(on: boolean) {
        addon.calls.push(`ref ${on}`);
      }
    };
  }

  assemblySize(): number {
    return IMAGES_BYTE + IMAGE_BYTES;
  }

  prepareAssembly(): NativePlaces {
    return { output: outputPlace(1, IMAGES_BYTE), input: undefined };
  }

  memorySize(): number {
    return HISTORY_BYTE + HISTORY_BYTES;
  }

  /** New data of an output at a time; its first byte is `value`. */
  arrive(index: number, value: number, atUs: number): void {
    const place = outputPlace(1, IMAGES_BYTE + index * IMAGE_BYTES);
    this.bytes[place.dataByte] = value;
    this.longs[place.receivedLong] = BigInt(atUs);
    this.longs[place.publishedLong] = BigInt(atUs);
    if (this.history && index === 0) this.remember(value, atUs);
    const before = Atomics.or(this.words, place.pendingWord, 1);
    if ((before & 2) !== 0) return;
    if (before === 1) {
      this.words[place.overwrittenWord] = (this.words[place.overwrittenWord] ?? 0) + 1;
      return;
    }
    const tail = this.words[WORD.tail] ?? 0;
    this.words[WORD.first + (tail & (SLOTS - 1))] = index;
    this.words[WORD.tail] = tail + 1;
  }

  /** New data of an output in memory of its own. */
  arriveIn(memory: Int32Array, index: number, value: number, atUs: number): void {
    const place = outputPlace(1, IMAGES_BYTE);
    new Uint8Array(memory.buffer)[place.dataByte] = value;
    new BigInt64Array(memory.buffer)[place.publishedLong] = BigInt(atUs);
    if (memory[place.pendingWord] === 1) return;
    memory[place.pendingWord] = 1;
    const tail = this.words[WORD.tail] ?? 0;
    this.words[WORD.first + (tail & (SLOTS - 1))] = index;
    this.words[WORD.tail] = tail + 1;
  }

  private remember(value: number, atUs: number): void {
    const tail = this.words[HISTORY.tailWord] ?? 0;
    const byte = HISTORY.firstByte + (tail & (HISTORY.slots - 1)) * HISTORY.strideBytes;
    this.bytes[byte + 32] = value;
    this.longs[byte / 8 + 3] = BigInt(atUs);
    this.words[HISTORY.tailWord] = tail + 1;
  }

  happen(...events: NativeEvent[]): void {
    this.queue.push(...events);
    this.words[WORD.events] = 1;
  }

  /** Calls JavaScript, as the thread-safe function does, when nobody is on the way already. */
  wake(): void {
    if (this.words[WORD.wakePending] === 1) return;
    this.words[WORD.wakePending] = 1;
    this.wakeUp();
  }

  get livenessWord(): number {
    return this.words[WORD.liveness] ?? 0;
  }

  private map(): SharedMap {
    return {
      wakePendingWord: WORD.wakePending,
      livenessWord: WORD.liveness,
      eventsWord: WORD.events,
      handlersWord: WORD.handlers,
      dataHeadWord: WORD.head,
      dataTailWord: WORD.tail,
      dataFirstWord: WORD.first,
      dataSlots: SLOTS,
      notifiedWord: 0,
      changedFirstWord: 0,
      triggeredFirstWord: 0,
      outputs: Array.from({ length: OUTPUTS }, (_, i) => ({
        ...outputPlace(1, IMAGES_BYTE + i * IMAGE_BYTES),
        history: this.history && i === 0 ? HISTORY : undefined,
      })),
      inputs: Array.from({ length: OUTPUTS }, () => undefined),
      counterLongs: {},
      connections: { firstLong: 0, strideLongs: 0, fields: [] },
      lateness: { firstLong: 0, sumLong: 0, boundsUs: [] },
      intervals: { firstLong: 0, boundsPercent: [] },
    };
  }
}

export function connectionEvent(change: 'opened' | 'closed' | 'aborted', atUs: number): NativeEvent {
  return { type: 'connection', change, atUs, connection: {} as NativeConnectionInfo };
}
