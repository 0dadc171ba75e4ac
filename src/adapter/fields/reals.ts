import { shown } from '../../config/shown.js';
import { byteOffset, type Field } from './field.js';

/** 32-bit IEEE 754 number. NaN, infinities and what rounds to them are refused when written. */
export function real(offset: number): Field<number> {
  return {
    type: 'REAL',
    firstBit: byteOffset(offset) * 8,
    bits: 32,
    read: (view) => view.getFloat32(offset, true),
    write(view, value) {
      if (typeof value !== 'number' || !Number.isFinite(Math.fround(value))) refuse(value, 32);
      view.setFloat32(offset, value, true);
    },
  };
}

/** 64-bit IEEE 754 number. NaN and infinities are refused when written. */
export function lreal(offset: number): Field<number> {
  return {
    type: 'LREAL',
    firstBit: byteOffset(offset) * 8,
    bits: 64,
    read: (view) => view.getFloat64(offset, true),
    write(view, value) {
      if (!Number.isFinite(value)) refuse(value, 64);
      view.setFloat64(offset, value, true);
    },
  };
}

function refuse(value: unknown, bits: number): never {
  throw new RangeError(`${shown(value)} is no finite ${bits}-bit real`);
}
