import { CipDecodeError } from './errors.js';

/**
 * A cursor over received bytes. Every read is checked against what is left, so a decoder built on it is bounded by the
 * bytes it was given, whatever lengths those bytes claim. Integers are little-endian unless the name says otherwise.
 */
export class Reader {
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly structure: string,
    private position = 0,
    private readonly limit = bytes.byteLength,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get offset(): number {
    return this.position;
  }

  get remaining(): number {
    return this.limit - this.position;
  }

  u8(field: string): number {
    return this.view.getUint8(this.advance(1, field));
  }

  u16(field: string): number {
    return this.view.getUint16(this.advance(2, field), true);
  }

  u32(field: string): number {
    return this.view.getUint32(this.advance(4, field), true);
  }

  /** Big-endian: only socket addresses are. */
  u16be(field: string): number {
    return this.view.getUint16(this.advance(2, field), false);
  }

  /** The next byte without consuming it. */
  peekU8(field: string): number {
    this.require(1, field);
    return this.view.getUint8(this.position);
  }

  /** A view on the next `length` bytes, not a copy. */
  take(length: number, field: string): Uint8Array {
    const start = this.advance(length, field);
    return this.bytes.subarray(start, start + length);
  }

  /** A cursor over the next `length` bytes, which this one skips; its errors count bytes as this one's do. */
  part(length: number, field: string, structure: string): Reader {
    const start = this.advance(length, field);
    return new Reader(this.bytes, structure, start, start + length);
  }

  /** A view on all that is left. */
  rest(): Uint8Array {
    return this.take(this.remaining, 'rest');
  }

  /** @throws CipDecodeError when bytes are left over. */
  end(): void {
    if (this.remaining > 0) this.fail('end', `no more bytes, ${count(this.remaining)} left over`);
  }

  /** @param offset where the field starts, when it is not the cursor. */
  fail(field: string, expected: string, offset = this.position): never {
    throw new CipDecodeError(this.structure, field, offset, expected);
  }

  private advance(length: number, field: string): number {
    this.require(length, field);
    const start = this.position;
    this.position += length;
    return start;
  }

  private require(length: number, field: string): void {
    if (length > this.remaining) {
      this.fail(field, `${length} ${length === 1 ? 'byte' : 'bytes'}, ${count(this.remaining)} left`);
    }
  }
}

function count(bytes: number): string {
  return bytes === 1 ? '1 is' : `${bytes} are`;
}
