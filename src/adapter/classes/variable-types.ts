import { shown } from '../../config/shown.js';
import { characterCodes } from '../fields/bytes.js';
import { atLeastOne } from '../fields/field.js';
import type { VariableType } from './types.js';

/** STRING: a length of two bytes, then so many characters of ISO 8859-1. @param most characters, 1-65,000 */
export const varString = (most = 65_000): VariableType<string> => text('STRING', 2, most, 65_000);

/** SHORT_STRING: a length byte, then so many characters of ISO 8859-1. @param most characters, 1-255 */
export const varShortString = (most = 255): VariableType<string> => text('SHORT_STRING', 1, most, 255);

/** Bytes without a length of their own: all that there are. @param most bytes, 1-65,000 */
export function varBytes(most = 65_000): VariableType<Uint8Array> {
  checkMost(most, 65_000);
  return {
    type: 'bytes',
    sizeOf: (bytes) => bytes.length,
    decode(bytes) {
      if (bytes.length > most) throw new RangeError(`${bytes.length} bytes are more than ${most}`);
      return bytes.slice();
    },
    encode(value) {
      if (!(value instanceof Uint8Array)) throw new RangeError(`${shown(value)} is no Uint8Array`);
      if (value.length > most) throw new RangeError(`${value.length} bytes are more than ${most}`);
      return value.slice();
    },
  };
}

function text(type: string, lengthBytes: 1 | 2, most: number, limit: number): VariableType<string> {
  checkMost(most, limit);
  const lengthOf = (bytes: Uint8Array) => (bytes[0] ?? 0) + (lengthBytes === 2 ? (bytes[1] ?? 0) * 256 : 0);
  return {
    type,
    sizeOf(bytes) {
      const size = lengthBytes + lengthOf(bytes);
      return bytes.length < lengthBytes || bytes.length < size ? undefined : size;
    },
    decode(bytes) {
      if (lengthOf(bytes) > most) throw new RangeError(`${lengthOf(bytes)} characters are more than ${most}`);
      return String.fromCharCode(...bytes.subarray(lengthBytes));
    },
    encode(value) {
      const codes = characterCodes(value, most);
      const length = [codes.length & 0xff, codes.length >> 8].slice(0, lengthBytes);
      return Uint8Array.from([...length, ...codes]);
    },
  };
}

function checkMost(most: number, limit: number): void {
  if (atLeastOne(most, 'most') > limit) throw new TypeError(`most ${most}: at most ${limit}`);
}
