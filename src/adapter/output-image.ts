/**
 * The latest value of one assembly that the other side writes (output, config, explicit), as the I/O thread leaves it.
 *
 * Producer: the I/O thread (native/bridge/output_image.h). Consumer: the JS thread, without a call and without waiting
 * on the wire: a sequence lock, odd while the producer writes. A reader that finds it odd or moved copies again, so it
 * never sees half of two values.
 */
import type { SharedOutput } from '../native/shared-map.js';
import { CopiedArrival } from './arrival.js';
import { HistoryRing } from './history-ring.js';
import { longIn, type SharedViews } from './shared-views.js';

/** Bit of the pending word: nobody listens. */
const UNHEARD = 2;
/** Looks at an odd lock before the thread is given up, so that a producer on the same CPU can finish. */
const SPINS = 100;

export class OutputImage extends CopiedArrival {
  /** When the I/O thread published it, of the same clock. */
  publishedUs = 0;
  /** Every value in order, where the options ask for it. */
  readonly history: HistoryRing | undefined;

  private readonly shared: Uint8Array;

  constructor(
    private readonly views: SharedViews,
    private readonly place: SharedOutput,
  ) {
    super(place.capacity);
    this.history = place.history && new HistoryRing(views, place.history);
    this.shared = views.bytes.subarray(place.dataByte, place.dataByte + place.capacity);
  }

  /** Takes a whole copy of the value that is there now. */
  copy(): void {
    const { words } = this.views;
    for (let tries = 1; ; tries++) {
      const before = Atomics.load(words, this.place.lockWord);
      if ((before & 1) === 0) {
        this.copyUnchecked();
        // A read-modify-write and not a load: on every processor it stays behind the copying before it.
        if (Atomics.compareExchange(words, this.place.lockWord, before, before) === before) return;
      } else if (tries % SPINS === 0) {
        Atomics.wait(words, this.place.lockWord, before, 1);
      }
    }
  }

  /** Marks the value as seen: the next one makes an event again. Before `copy()`, so that none is missed. */
  acknowledge(): void {
    Atomics.store(this.views.words, this.place.pendingWord, 0);
  }

  /** Somebody listens from now on: the next value makes an event. */
  hear(): void {
    const { words } = this.views;
    const { pendingWord } = this.place;
    for (let seen = Atomics.load(words, pendingWord); (seen & UNHEARD) !== 0; ) {
      seen = Atomics.compareExchange(words, pendingWord, seen, 0) === seen ? 0 : Atomics.load(words, pendingWord);
    }
  }

  /**
   * Nobody was told of the value copied last: newer ones wake this thread no more, until somebody listens or a connection
   * opens. What has come meanwhile stands in the ring, and is taken first. A history is drained and never ignored.
   */
  ignore(): void {
    if (this.history === undefined) Atomics.compareExchange(this.views.words, this.place.pendingWord, 0, UNHEARD);
  }

  /** Whether JavaScript is asked before what others write is accepted. */
  ask(on: boolean): void {
    Atomics.store(this.views.words, this.place.asksWord, on ? 1 : 0);
  }

  /** Values that were overwritten before JavaScript saw them, since the start; wraps at 2^32. */
  get overwritten(): number {
    return Atomics.load(this.views.words, this.place.overwrittenWord) >>> 0;
  }

  /** Live connections that feed it. */
  get connections(): number {
    return Atomics.load(this.views.words, this.place.connectedWord);
  }

  private copyUnchecked(): void {
    const { words } = this.views;
    this.takeState(words[this.place.stateWord] ?? 0, words[this.place.connectionWord] ?? -1);
    this.length = words[this.place.lengthWord] ?? 0;
    this.receivedUs = longIn(words, this.place.receivedLong);
    this.publishedUs = longIn(words, this.place.publishedLong);
    this.bytes.set(this.shared);
  }
}
