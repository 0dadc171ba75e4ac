/**
 * Tells the I/O thread which inputs to look at now instead of at their next deadline (native/bridge/input_notices.h).
 *
 * Producer: the JS thread. Consumer: the I/O thread. Only the first of many notices calls into native code; the others
 * find the wake-up under way.
 */
import type { SharedMap } from '../native/shared-map.js';
import type { SharedViews } from './shared-views.js';

const BITS_A_WORD = 32;
/** Of handlers that are told one after the other, before the I/O thread learns what the first of them wrote. */
const MOST_HELD_MS = 0.1;

export class InputNotices {
  private isHeld = false;
  /** When the notice that waits was made; undefined: none waits. */
  private since: number | undefined;

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

  /** Many are about to come: they wake the I/O thread together, at `release()`. */
  hold(): void {
    this.isHeld = true;
  }

  /** Between two that may bring some: what waits too long does not wait for the rest. */
  pass(): void {
    if (this.since !== undefined && performance.now() - this.since > MOST_HELD_MS) this.send();
  }

  release(): void {
    this.isHeld = false;
    if (this.since !== undefined) this.send();
  }

  private send(): void {
    this.since = undefined;
    this.notify();
  }

  private note(firstWord: number, index: number): void {
    const { words } = this.views;
    Atomics.or(words, firstWord + Math.floor(index / BITS_A_WORD), 1 << (index % BITS_A_WORD));
    if (Atomics.exchange(words, this.map.notifiedWord, 1) !== 0) return;
    if (this.isHeld) this.since = performance.now();
    else this.notify();
  }
}
