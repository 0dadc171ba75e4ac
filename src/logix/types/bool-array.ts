/**
 * BOOL arrays: 32-bit words on the wire, elements by bit (docs/protocol.md, "BOOL arrays"). Counts and indices of
 * services are words; these functions go between both.
 */
import { shown } from '../../config/shown.js';
import { TagValueError, throwWithin } from '../value.js';
import { BOOL } from './elementary.js';

export const BITS_A_WORD = 32;

/** The bits of so many words, lowest first. */
export function readBits(view: DataView, at: number, words: number): boolean[] {
  const bits = new Array<boolean>(words * BITS_A_WORD);
  for (let word = 0; word < words; word++) {
    const value = view.getUint32(at + 4 * word, true);
    for (let bit = 0; bit < BITS_A_WORD; bit++) bits[word * BITS_A_WORD + bit] = ((value >>> bit) & 1) !== 0;
  }
  return bits;
}

/** @throws TagValueError unless it is an array of exactly so many booleans. */
export function writeBits(view: DataView, at: number, words: number, value: unknown): void {
  const bits = checkedArray(value, words * BITS_A_WORD);
  for (let word = 0; word < words; word++) {
    let packed = 0;
    for (let bit = 0; bit < BITS_A_WORD; bit++) {
      if (isTrue(bits, word * BITS_A_WORD + bit)) packed |= 1 << bit;
    }
    view.setUint32(at + 4 * word, packed >>> 0, true);
  }
}

const scratch = new DataView(new ArrayBuffer(1));

function isTrue(bits: readonly unknown[], index: number): boolean {
  const bit = bits[index];
  if (typeof bit === 'boolean') return bit;
  try {
    BOOL.write(scratch, 0, bit);
  } catch (error) {
    throwWithin(error, `[${index}]`);
  }
  return false;
}

/** @throws TagValueError unless it is an array of exactly so many elements. */
export function checkedArray(value: unknown, length: number): readonly unknown[] {
  if (!Array.isArray(value)) throw new TagValueError(`${shown(value)} is no array`);
  if (value.length !== length) throw new TagValueError(`${value.length} elements are not ${length}`);
  return value;
}
