import { ENCAPSULATION_HEADER_SIZE } from '../cip/index.js';

const BUFFER_SIZE = 0x1_0000;
/** The header, and the most that its 16-bit length can say. */
const LONGEST_FRAME = ENCAPSULATION_HEADER_SIZE + 0xffff;
const LENGTH_AT = 2;

/** One encapsulation message: `size` bytes of the buffer from `start` on, good until the call returns. */
export type OnFrame = (bytes: Buffer, start: number, size: number) => void;

/**
 * Cuts a TCP stream into encapsulation messages where they lie: the socket reads into `buffer`, `take` says how much.
 * Only what reaches over the end of a read is copied, into memory for one message.
 */
export class FrameReader {
  readonly buffer = Buffer.allocUnsafeSlow(BUFFER_SIZE);
  onFrame: OnFrame = () => {};
  /** Behind the messages of a read that had several. */
  onSeveral: () => void = () => {};
  private rest: Buffer | undefined;
  private kept = 0;

  take(count: number): void {
    const { buffer } = this;
    let at = this.kept > 0 ? this.complete(count) : 0;
    let frames = at > 0 && this.kept === 0 ? 1 : 0;
    while (count - at >= ENCAPSULATION_HEADER_SIZE) {
      const size = ENCAPSULATION_HEADER_SIZE + buffer.readUInt16LE(at + LENGTH_AT);
      if (count - at < size) break;
      this.onFrame(buffer, at, size);
      at += size;
      frames++;
    }
    if (at < count) this.keep(at, count);
    if (frames > 1) this.onSeveral();
  }

  /** Adds to the message that is not whole. Gives how many bytes it took. */
  private complete(count: number): number {
    let at = 0;
    if (this.kept < ENCAPSULATION_HEADER_SIZE) at = this.add(0, ENCAPSULATION_HEADER_SIZE - this.kept, count);
    const { rest } = this;
    if (rest === undefined || this.kept < ENCAPSULATION_HEADER_SIZE) return at;
    const size = ENCAPSULATION_HEADER_SIZE + rest.readUInt16LE(LENGTH_AT);
    at = this.add(at, size - this.kept, count);
    if (this.kept < size) return at;
    this.kept = 0;
    this.onFrame(rest, 0, size);
    return at;
  }

  private keep(from: number, to: number): void {
    this.add(from, to - from, to);
  }

  /** Copies at most `wanted` bytes from `from` on, as many as there are before `to`. Gives where it ended. */
  private add(from: number, wanted: number, to: number): number {
    this.rest ??= Buffer.allocUnsafeSlow(LONGEST_FRAME);
    const end = Math.min(to, from + wanted);
    this.kept += this.buffer.copy(this.rest, this.kept, from, end);
    return end;
  }
}
