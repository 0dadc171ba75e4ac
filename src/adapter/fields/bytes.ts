import { shown } from '../../config/shown.js';
import { atLeastOne, byteOffset, type Field } from './field.js';

/** `length` bytes as they stand. Reading gives a copy; a write is exactly as long. */
export function bytes(offset: number, length: number): Field<Uint8Array> {
  atLeastOne(length, 'length');
  return {
    type: `${length} bytes`,
    firstBit: byteOffset(offset) * 8,
    bits: length * 8,
    read: (view) => bytesOf(view, offset, length).slice(),
    write(view, value) {
      if (!(value instanceof Uint8Array)) throw new RangeError(`${shown(value)} is no Uint8Array`);
      if (value.length !== length) throw new RangeError(`${value.length} bytes are not ${length} bytes`);
      bytesOf(view, offset, length).set(value);
    },
  };
}

/**
 * SHORT_STRING: one byte length, then up to `most` (1-255) characters of ISO 8859-1, one byte each.
 *
 * Writing fills the rest with zeros. A received length beyond `most` reads as `most` characters.
 */
export function shortString(offset: number, most: number): Field<string> {
  if (atLeastOne(most, 'length') > 255)
    throw new TypeError(`length ${most}: a SHORT_STRING has at most 255 characters`);
  return {
    type: 'SHORT_STRING',
    firstBit: byteOffset(offset) * 8,
    bits: (1 + most) * 8,
    read: (view) => String.fromCharCode(...bytesOf(view, offset + 1, Math.min(view.getUint8(offset), most))),
    write(view, value) {
      const codes = characterCodes(value, most);
      const room = bytesOf(view, offset, 1 + most).fill(0);
      room[0] = codes.length;
      room.set(codes, 1);
    },
  };
}

/** The bytes of a text. @throws RangeError for one that is too long or has characters beyond ISO 8859-1. */
export function characterCodes(value: string, most: number): number[] {
  if (typeof value !== 'string') throw new RangeError(`${shown(value)} is no string`);
  if (value.length > most) throw new RangeError(`${value.length} characters are more than ${most}`);
  const codes = Array.from({ length: value.length }, (_, i) => value.charCodeAt(i));
  const wide = codes.findIndex((code) => code > 0xff);
  if (wide >= 0) throw new RangeError(`"${value.charAt(wide)}" is no character of ISO 8859-1`);
  return codes;
}

function bytesOf(view: DataView, offset: number, length: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + offset, length);
}
