import { isNewerSequence } from '../cip/index.js';

/** Follows the encapsulation sequence of one direction (docs/protocol.md, "Sequence counts"). */
export class SequenceWatch {
  /** Packets taken: the first one and every newer one. */
  received = 0;
  /** Numbers stepped over. One that arrives late after all counts as lost and as out of order. */
  lost = 0;
  /** Packets with a number that is not newer: repeated or overtaken. */
  outOfOrder = 0;
  private last: number | undefined;

  /** False for a packet that must not be used. One without a number (class 0) is taken, and nothing is known of losses. */
  accept(sequence: number | undefined): boolean {
    if (sequence === undefined) {
      this.received++;
      return true;
    }
    if (this.last !== undefined && !isNewerSequence(sequence, this.last)) {
      this.outOfOrder++;
      return false;
    }
    if (this.last !== undefined) this.lost += ((sequence - this.last) | 0) - 1;
    this.received++;
    this.last = sequence;
    return true;
  }
}
