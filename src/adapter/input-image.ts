/**
 * The latest value of one input assembly, on its way to the I/O thread: a triple buffer.
 *
 * Producer: the JS thread. Consumer: the I/O thread, at each production (native/bridge/input_image.h, same words and
 * order). Neither ever waits or sees half a value: a slot changes hands only by the exchange of the first word.
 *
 * The I/O thread fetches it when a packet is due. It is woken for it only where a connection waits for a change of state,
 * or where the input's watchdog had run out.
 */
import type { SharedInput } from '../native/shared-map.js';
import type { InputNotices } from './input-notices.js';
import type { SharedViews } from './shared-views.js';

const SLOTS = 3;
const SLOT_MASK = 3;
const FRESH = 4;

export class InputImage {
  private readonly slots: readonly Uint8Array[];

  constructor(
    private readonly views: SharedViews,
    private readonly place: SharedInput,
    private readonly index: number,
    private readonly notices: InputNotices,
    /** It has a watchdog. */
    private readonly watched: boolean,
  ) {
    this.slots = Array.from({ length: SLOTS }, (_, slot) => {
      const first = place.firstByte + slot * place.strideBytes;
      return views.bytes.subarray(first, first + place.capacity);
    });
  }

  /** Hands a copy of the whole value to the I/O thread. @param value `capacity` bytes. */
  publish(value: Uint8Array): void {
    const { words } = this.views;
    const slot = (words[this.place.producerWord] ?? 0) & SLOT_MASK;
    this.slots[slot]?.set(value);
    const taken = Atomics.exchange(words, this.place.exchangeWord, slot | FRESH);
    words[this.place.producerWord] = taken & SLOT_MASK;
    // After the exchange: a connection that opens and is not seen here fetches the value by itself.
    if (Atomics.load(words, this.place.changeOfStateWord) !== 0) this.notices.changed(this.index);
    this.touch();
  }

  /** The value is still meant. */
  touch(): void {
    if (!this.watched) return;
    const { words } = this.views;
    Atomics.add(words, this.place.touchedWord, 1);
    if (this.expired) this.notices.changed(this.index);
  }

  /** The value goes out now on the connections that wait for it. */
  trigger(): void {
    if (Atomics.load(this.views.words, this.place.applicationWord) !== 0) this.notices.triggered(this.index);
  }

  /** Its watchdog has run out. */
  get expired(): boolean {
    return Atomics.load(this.views.words, this.place.expiredWord) !== 0;
  }

  /** How often its watchdog has run out, since the start. */
  get expirations(): number {
    return Atomics.load(this.views.words, this.place.expirationsWord) >>> 0;
  }
}
