/** A value that came, copied out of the shared memory: the latest of an output, or one of its history. */
export interface Arrival {
  readonly bytes: Uint8Array;
  /** Over `bytes`. */
  readonly view: DataView;
  readonly run: boolean;
  /** The connection that it came by has ended. */
  readonly lost: boolean;
  /** Slot of its connection, -1 = an explicit message. */
  readonly slot: number;
  readonly receivedUs: number;
  /** Values dropped right before it. */
  readonly dropped: number;
}

/** As native/bridge/output_image.h. */
const RUN_BIT = 1;
const LOST_BIT = 2;

/** @param slot -1: an explicit message says neither run nor idle */
export function hasRun(state: number, slot: number): boolean {
  return slot !== -1 && (state & RUN_BIT) !== 0;
}

export function isLost(state: number): boolean {
  return (state & LOST_BIT) !== 0;
}
