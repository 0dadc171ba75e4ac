const INITIAL_CAPACITY = 64;

/**
 * Puts bytes together. Integers are little-endian unless the name says otherwise and are checked against their width:
 * a value that does not fit is refused with the name of its field, never cut.
 */
export class Writer {
  private bytes = new Uint8Array(INITIAL_CAPACITY);
  private view = new DataView(this.bytes.buffer);
  private length = 0;

  /** Bytes written so far. */
  get offset(): number {
    return this.length;
  }

  u8(value: number, field: string): this {
    const at = this.advance(1);
    this.view.setUint8(at, unsigned(value, 8, field));
    return this;
  }

  u16(value: number, field: string): this {
    const at = this.advance(2);
    this.view.setUint16(at, unsigned(value, 16, field), true);
    return this;
  }

  u32(value: number, field: string): this {
    const at = this.advance(4);
    this.view.setUint32(at, unsigned(value, 32, field), true);
    return this;
  }

  /** Big-endian: only socket addresses are. */
  u16be(value: number, field: string): this {
    const at = this.advance(2);
    this.view.setUint16(at, unsigned(value, 16, field), false);
    return this;
  }

  raw(bytes: Uint8Array): this {
    const at = this.advance(bytes.byteLength);
    this.bytes.set(bytes, at);
    return this;
  }

  /** Bytes of a fixed-size field. @throws RangeError when the value has another size. */
  fixed(bytes: Uint8Array, size: number, field: string): this {
    if (bytes.byteLength !== size) throw new RangeError(`${field}: ${bytes.byteLength} bytes, it has ${size}`);
    return this.raw(bytes);
  }

  zeros(count: number): this {
    this.advance(count);
    return this;
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  /** May move to a larger buffer: take `bytes` and `view` only afterwards. */
  private advance(count: number): number {
    const start = this.length;
    const needed = start + count;
    if (needed > this.bytes.byteLength) this.grow(needed);
    this.length = needed;
    return start;
  }

  private grow(needed: number): void {
    const larger = new Uint8Array(Math.max(needed, this.bytes.byteLength * 2));
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
}

/** @throws RangeError naming the field when the value is no unsigned integer of that many bits. */
export function unsigned(value: number, bits: number, field: string): number {
  const most = 2 ** bits - 1;
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new RangeError(`${field}: ${value} is no integer from 0 to ${most}`);
}
