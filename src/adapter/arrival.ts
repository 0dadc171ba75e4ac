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
  /** Bytes of the value, from the first; what stands behind them is not of it. 0: none has come but idle ones, which are not applied. */
  readonly length: number;
  readonly receivedUs: number;
  /** Values dropped right before it. */
  readonly dropped: number;
}

/** As native/bridge/output_image.h. */
const RUN_BIT = 1;
const LOST_BIT = 2;

/** What both kinds of images copy into; written over by the next copy. */
export class CopiedArrival implements Arrival {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** An explicit message says neither run nor idle: false. */
  run = false;
  lost = false;
  /** Also -1 when nothing has come yet. */
  slot = -1;
  length = 0;
  /** In microseconds of the monotonic clock, 0 = nothing yet. */
  receivedUs = 0;
  dropped = 0;

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  /** @param state as the I/O thread writes it */
  protected takeState(state: number, slot: number): void {
    this.slot = slot;
    this.run = slot !== -1 && (state & RUN_BIT) !== 0;
    this.lost = (state & LOST_BIT) !== 0;
  }
}
