import { shown } from '../../config/shown.js';
import { byteOffset, type Field } from './field.js';

/** How one integer type stands in memory. */
interface NumberType {
  readonly name: string;
  readonly bytes: 1 | 2 | 4;
  readonly least: number;
  readonly most: number;
  get(view: DataView, offset: number): number;
  set(view: DataView, offset: number, value: number): void;
}

interface BigIntType {
  readonly name: string;
  readonly least: bigint;
  readonly most: bigint;
  get(view: DataView, offset: number): bigint;
  set(view: DataView, offset: number, value: bigint): void;
}

const SINT: NumberType = {
  name: 'SINT',
  bytes: 1,
  least: -0x80,
  most: 0x7f,
  get: (view, offset) => view.getInt8(offset),
  set: (view, offset, value) => view.setInt8(offset, value),
};

const INT: NumberType = {
  name: 'INT',
  bytes: 2,
  least: -0x8000,
  most: 0x7fff,
  get: (view, offset) => view.getInt16(offset, true),
  set: (view, offset, value) => view.setInt16(offset, value, true),
};

const DINT: NumberType = {
  name: 'DINT',
  bytes: 4,
  least: -0x8000_0000,
  most: 0x7fff_ffff,
  get: (view, offset) => view.getInt32(offset, true),
  set: (view, offset, value) => view.setInt32(offset, value, true),
};

const USINT: NumberType = {
  name: 'USINT',
  bytes: 1,
  least: 0,
  most: 0xff,
  get: (view, offset) => view.getUint8(offset),
  set: (view, offset, value) => view.setUint8(offset, value),
};

const UINT: NumberType = {
  name: 'UINT',
  bytes: 2,
  least: 0,
  most: 0xffff,
  get: (view, offset) => view.getUint16(offset, true),
  set: (view, offset, value) => view.setUint16(offset, value, true),
};

const UDINT: NumberType = {
  name: 'UDINT',
  bytes: 4,
  least: 0,
  most: 0xffff_ffff,
  get: (view, offset) => view.getUint32(offset, true),
  set: (view, offset, value) => view.setUint32(offset, value, true),
};

const LINT: BigIntType = {
  name: 'LINT',
  least: -(2n ** 63n),
  most: 2n ** 63n - 1n,
  get: (view, offset) => view.getBigInt64(offset, true),
  set: (view, offset, value) => view.setBigInt64(offset, value, true),
};

const ULINT: BigIntType = {
  name: 'ULINT',
  least: 0n,
  most: 2n ** 64n - 1n,
  get: (view, offset) => view.getBigUint64(offset, true),
  set: (view, offset, value) => view.setBigUint64(offset, value, true),
};

/** 8-bit signed integer. */
export const sint = (offset: number): Field<number> => numberField(SINT, offset);
/** 16-bit signed integer. */
export const int = (offset: number): Field<number> => numberField(INT, offset);
/** 32-bit signed integer. */
export const dint = (offset: number): Field<number> => numberField(DINT, offset);
/** 64-bit signed integer, as bigint. */
export const lint = (offset: number): Field<bigint> => bigintField(LINT, offset);
/** 8-bit unsigned integer. */
export const usint = (offset: number): Field<number> => numberField(USINT, offset);
/** 16-bit unsigned integer. */
export const uint = (offset: number): Field<number> => numberField(UINT, offset);
/** 32-bit unsigned integer. */
export const udint = (offset: number): Field<number> => numberField(UDINT, offset);
/** 64-bit unsigned integer, as bigint. */
export const ulint = (offset: number): Field<bigint> => bigintField(ULINT, offset);

/** 8 bits as one number, 0-255. */
export const byte = (offset: number): Field<number> => numberField({ ...USINT, name: 'BYTE' }, offset);
/** 16 bits as one number, 0-65,535. */
export const word = (offset: number): Field<number> => numberField({ ...UINT, name: 'WORD' }, offset);
/** 32 bits as one number, 0-4,294,967,295. */
export const dword = (offset: number): Field<number> => numberField({ ...UDINT, name: 'DWORD' }, offset);
/** 64 bits as one bigint. */
export const lword = (offset: number): Field<bigint> => bigintField({ ...ULINT, name: 'LWORD' }, offset);

function numberField({ name, bytes, least, most, get, set }: NumberType, offset: number): Field<number> {
  return {
    type: name,
    firstBit: byteOffset(offset) * 8,
    bits: bytes * 8,
    read: (view) => get(view, offset),
    write(view, value) {
      if (!Number.isInteger(value) || value < least || value > most) refuse(value, least, most);
      set(view, offset, value);
    },
  };
}

function bigintField({ name, least, most, get, set }: BigIntType, offset: number): Field<bigint> {
  return {
    type: name,
    firstBit: byteOffset(offset) * 8,
    bits: 64,
    read: (view) => get(view, offset),
    write(view, value) {
      if (typeof value !== 'bigint') throw new RangeError(`${shown(value)} is no bigint`);
      if (value < least || value > most) refuse(value, least, most);
      set(view, offset, value);
    },
  };
}

function refuse(value: unknown, least: number | bigint, most: number | bigint): never {
  throw new RangeError(`${shown(value)} is no integer from ${least} to ${most}`);
}
