/**
 * Every value of one output in order, as the I/O thread leaves it.
 *
 * Producer: the I/O thread moves the tail (native/bridge/history_ring.h, same words). Consumer: the JS thread moves the
 * head. Both count up and wrap at 2^32. A value is copied before the head moves past it.
 */
import type { SharedHistory } from '../native/shared-map.js';
import { type Arrival, CopiedArrival } from './arrival.js';
import { longIn, type SharedViews } from './shared-views.js';

/** Words and longs of a slot. */
const LENGTH = 0;
const STATE = 1;
const CONNECTION = 2;
const DROPPED_BEFORE = 3;
const RECEIVED_LONG = 2;
const PUBLISHED_LONG = 3;
const DATA_BYTE = 32;

export class HistoryRing extends CopiedArrival {
  constructor(
    private readonly views: SharedViews,
    private readonly place: SharedHistory,
  ) {
    super(place.capacity);
  }

  /** Values that wait to be taken. */
  get waiting(): number {
    const { words } = this.views;
    return (Atomics.load(words, this.place.tailWord) - Atomics.load(words, this.place.headWord)) >>> 0;
  }

  /** Values that found no room, since the start; wraps at 2^32. */
  get droppedInAll(): number {
    return Atomics.load(this.views.words, this.place.droppedWord) >>> 0;
  }

  /** When a waiting value was published. @param behind values before it that wait too */
  publishedUs(behind: number): number {
    const head = Atomics.load(this.views.words, this.place.headWord);
    return longIn(this.views.words, this.byteOf(head + behind) / 8 + PUBLISHED_LONG);
  }

  /** Takes a copy of the oldest value into this; undefined when none waits. */
  take(): Arrival | undefined {
    const { words } = this.views;
    if (this.waiting === 0) return undefined;
    const head = Atomics.load(words, this.place.headWord);
    this.copy(this.byteOf(head));
    Atomics.store(words, this.place.headWord, (head + 1) | 0);
    return this;
  }

  private copy(byte: number): void {
    const { words, bytes } = this.views;
    const word = byte / 4;
    this.takeState(words[word + STATE] ?? 0, words[word + CONNECTION] ?? -1);
    this.length = words[word + LENGTH] ?? 0;
    this.dropped = (words[word + DROPPED_BEFORE] ?? 0) >>> 0;
    this.receivedUs = longIn(words, byte / 8 + RECEIVED_LONG);
    const first = byte + DATA_BYTE;
    this.bytes.set(bytes.subarray(first, first + this.place.capacity));
  }

  private byteOf(position: number): number {
    const { firstByte, strideBytes, slots } = this.place;
    return firstByte + (position & (slots - 1)) * strideBytes;
  }
}
