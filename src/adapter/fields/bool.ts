import { shown } from '../../config/shown.js';
import { byteOffset, type Field } from './field.js';

/** A single bit: byte offset, bit 0 (least significant) to 7; default 0. */
export function bool(offset: number, bit = 0): Field<boolean> {
  if (!Number.isInteger(bit) || bit < 0 || bit > 7) throw new TypeError(`bit ${shown(bit)}: a byte has bits 0 to 7`);
  const mask = 1 << bit;
  return {
    type: 'BOOL',
    firstBit: byteOffset(offset) * 8 + bit,
    bits: 1,
    read: (view) => (view.getUint8(offset) & mask) !== 0,
    write(view, value) {
      if (typeof value !== 'boolean') throw new RangeError(`${shown(value)} is no boolean`);
      const byte = view.getUint8(offset);
      view.setUint8(offset, value ? byte | mask : byte & ~mask);
    },
  };
}
