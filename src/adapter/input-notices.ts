/**
 * Tells the I/O thread which inputs to look at now instead of at their next deadline (native/bridge/input_notices.h).
 *
 * Producer: the JS thread. Consumer: the I/O thread. Only the first of many notices calls into native code; the others
 * find the wake-up under way.
 */
import type { SharedMap } from '../native/binding.js';
import type { SharedViews } from './shared-views.js';

const BITS_A_WORD = 32;

export class InputNotices {
  constructor(
    private readonly views: SharedViews,
    private readonly map: Pick<SharedMap, 'notifiedWord' | 'changedFirstWord' | 'triggeredFirstWord'>,
    private readonly notify: () => void,
  ) {}

  /** Its value is another one, or it is stood by again. */
  changed(index: number): void {
    this.note(this.map.changedFirstWord, index);
  }

  /** It is to go out now. */
  triggered(index: number): void {
    this.note(this.map.triggeredFirstWord, index);
  }

  private note(firstWord: number, index: number): void {
    const { words } = this.views;
    Atomics.or(words, firstWord + Math.floor(index / BITS_A_WORD), 1 << (index % BITS_A_WORD));
    if (Atomics.exchange(words, this.map.notifiedWord, 1) === 0) this.notify();
  }
}
