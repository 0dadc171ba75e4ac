/** Read Modify Write Tag: bits of an integer, atomically (docs/protocol.md, "Read Modify Write"). */
import { ServiceCode } from '../../cip/codes.js';
import type { RouterRequest } from '../../cip/message.js';
import type { Path } from '../../cip/path.js';
import { Reader } from '../../cip/reader.js';
import { NOTHING, trailingBytes } from '../../cip/reserved.js';
import { Writer } from '../../cip/writer.js';

/** The new value is (old | or) & and. Both masks are as long as the element. */
export interface ReadModifyWrite {
  readonly or: Uint8Array;
  readonly and: Uint8Array;
  /** Bytes behind the masks. */
  readonly trailing?: Uint8Array;
}

/** @throws CipDecodeError */
export function decodeReadModifyWrite(data: Uint8Array): ReadModifyWrite {
  const reader = new Reader(data, 'Read Modify Write Tag');
  const size = reader.u16('mask size');
  return { or: reader.take(size, 'OR mask'), and: reader.take(size, 'AND mask'), ...trailingBytes(reader) };
}

/** @throws RangeError when the masks are not of one size. */
export function encodeReadModifyWrite({ or, and, trailing = NOTHING }: ReadModifyWrite): Uint8Array {
  const writer = new Writer().u16(or.byteLength, 'mask size').raw(or);
  return writer.fixed(and, or.byteLength, 'AND mask').raw(trailing).finish();
}

export function readModifyWriteRequest(path: Path, masks: ReadModifyWrite): RouterRequest {
  return { service: ServiceCode.readModifyWriteTag, path, data: encodeReadModifyWrite(masks) };
}

/**
 * Masks that set and clear bits and leave all others.
 * @param size bytes of the element
 * @param bits by number, each below 8 x size
 * @throws RangeError for a bit that the element does not have.
 */
export function bitMasks(size: number, bits: Iterable<readonly [bit: number, value: boolean]>): ReadModifyWrite {
  const or = new Uint8Array(size);
  const and = new Uint8Array(size).fill(0xff);
  for (const [bit, value] of bits) {
    if (!Number.isInteger(bit) || bit < 0 || bit >= 8 * size) throw new RangeError(`bit ${bit}: 0 to ${8 * size - 1}`);
    const [at, mask] = [bit >> 3, 1 << (bit & 7)];
    or[at] = value ? (or[at] ?? 0) | mask : (or[at] ?? 0) & ~mask;
    and[at] = value ? (and[at] ?? 0) | mask : (and[at] ?? 0) & ~mask;
  }
  return { or, and };
}

/** What a server does: changes the bytes in place, as many as the shorter of both has. */
export function applyMasks(target: Uint8Array, { or, and }: ReadModifyWrite): void {
  const size = Math.min(target.byteLength, or.byteLength);
  for (let i = 0; i < size; i++) target[i] = ((target[i] ?? 0) | (or[i] ?? 0)) & (and[i] ?? 0xff);
}
