/**
 * The latest value of one input assembly, on its way to the I/O thread: a triple buffer.
 *
 * Producer: the JS thread. Consumer: the I/O thread, at each production (native/bridge/input_image.h, same words and
 * order). Neither ever waits or sees half a value: a slot changes hands only by the exchange of the first word.
 */
import type { SharedInput } from '../native/binding.js';
import type { SharedViews } from './shared-views.js';

const SLOTS = 3;
const SLOT_MASK = 3;
const FRESH = 4;

export class InputImage {
  private readonly slots: readonly Uint8Array[];

  constructor(
    private readonly views: SharedViews,
    private readonly place: SharedInput,
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
  }
}
