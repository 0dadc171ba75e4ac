/** Numeric forms of elementary types: how bytes become numbers and back, and what fits. Little-endian. */
import { shown } from '../../config/shown.js';
import { type TagValue, TagValueError } from '../value.js';

/** How one or many values of an elementary type are read and one is written. */
export interface Form {
  read(view: DataView, at: number): TagValue;
  readMany(view: DataView, at: number, count: number): TagValue[];
  write(view: DataView, at: number, value: unknown): void;
}

/** The loops stand out so that each has its own type of value: one loop for all of them is several times slower. */
export const bool: Form = {
  read: (view, at) => view.getUint8(at) !== 0,
  readMany(view, at, count) {
    const values = new Array<boolean>(count);
    for (let i = 0; i < count; i++) values[i] = view.getUint8(at + i) !== 0;
    return values;
  },
  write(view, at, value) {
    if (typeof value !== 'boolean') throw new TagValueError(`${shown(value)} is no boolean`);
    view.setUint8(at, value ? 1 : 0);
  },
};

export const int8: Form = {
  read: (view, at) => view.getInt8(at),
  readMany(view, at, count) {
    const values = new Array<number>(count);
    for (let i = 0; i < count; i++) values[i] = view.getInt8(at + i);
    return values;
  },
  write: (view, at, value) => view.setInt8(at, integer(value, -0x80, 0x7f)),
};

export const uint8: Form = {
  read: (view, at) => view.getUint8(at),
  readMany(view, at, count) {
    const values = new Array<number>(count);
    for (let i = 0; i < count; i++) values[i] = view.getUint8(at + i);
    return values;
  },
  write: (view, at, value) => view.setUint8(at, integer(value, 0, 0xff)),
};

export const int16: Form = {
  read: (view, at) => view.getInt16(at, true),
  readMany(view, at, count) {
    const values = new Array<number>(count);
    for (let i = 0; i < count; i++) values[i] = view.getInt16(at + 2 * i, true);
    return values;
  },
  write: (view, at, value) => view.setInt16(at, integer(value, -0x8000, 0x7fff), true),
};

export const uint16: Form = {
  read: (view, at) => view.getUint16(at, true),
  readMany(view, at, count) {
    const values = new Array<number>(count);
    for (let i = 0; i < count; i++) values[i] = view.getUint16(at + 2 * i, true);
    return values;
  },
  write: (view, at, value) => view.setUint16(at, integer(value, 0, 0xffff), true),
};

export const int32: Form = {
  read: (view, at) => view.getInt32(at, true),
  readMany(view, at, count) {
    const values = new Array<number>(count);
    for (let i = 0; i < count; i++) values[i] = view.getInt32(at + 4 * i, true);
    return values;
  },
  write: (view, at, value) => view.setInt32(at, integer(value, -0x8000_0000, 0x7fff_ffff), true),
};

export const uint32: Form = {
  read: (view, at) => view.getUint32(at, true),
  readMany(view, at, count) {
    const values = new Array<number>(count);
    for (let i = 0; i < count; i++) values[i] = view.getUint32(at + 4 * i, true);
    return values;
  },
  write: (view, at, value) => view.setUint32(at, integer(value, 0, 0xffff_ffff), true),
};

export const int64: Form = {
  read: (view, at) => view.getBigInt64(at, true),
  readMany(view, at, count) {
    const values = new Array<bigint>(count);
    for (let i = 0; i < count; i++) values[i] = view.getBigInt64(at + 8 * i, true);
    return values;
  },
  write: (view, at, value) => view.setBigInt64(at, bigInteger(value, -(2n ** 63n), 2n ** 63n - 1n), true),
};

export const uint64: Form = {
  read: (view, at) => view.getBigUint64(at, true),
  readMany(view, at, count) {
    const values = new Array<bigint>(count);
    for (let i = 0; i < count; i++) values[i] = view.getBigUint64(at + 8 * i, true);
    return values;
  },
  write: (view, at, value) => view.setBigUint64(at, bigInteger(value, 0n, 2n ** 64n - 1n), true),
};

/** NaN, infinities and what rounds to them are read, but not written. */
export const float32: Form = {
  read: (view, at) => view.getFloat32(at, true),
  readMany(view, at, count) {
    const values = new Array<number>(count);
    for (let i = 0; i < count; i++) values[i] = view.getFloat32(at + 4 * i, true);
    return values;
  },
  write(view, at, value) {
    if (typeof value !== 'number' || !Number.isFinite(Math.fround(value))) throw noReal(value, 32);
    view.setFloat32(at, value, true);
  },
};

export const float64: Form = {
  read: (view, at) => view.getFloat64(at, true),
  readMany(view, at, count) {
    const values = new Array<number>(count);
    for (let i = 0; i < count; i++) values[i] = view.getFloat64(at + 8 * i, true);
    return values;
  },
  write(view, at, value) {
    if (typeof value !== 'number' || !Number.isFinite(value)) throw noReal(value, 64);
    view.setFloat64(at, value, true);
  },
};

function integer(value: unknown, least: number, most: number): number {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
  throw noInteger(value, least, most);
}

/** A whole number is taken for a bigint as long as it is exact. */
export function bigInteger(value: unknown, least: bigint, most: bigint): bigint {
  const big = typeof value === 'bigint' ? value : Number.isSafeInteger(value) ? BigInt(value as number) : undefined;
  if (big === undefined || big < least || big > most) throw noInteger(value, least, most);
  return big;
}

function noInteger(value: unknown, least: number | bigint, most: number | bigint): TagValueError {
  return new TagValueError(`${shown(value)} is no integer from ${least} to ${most}`);
}

function noReal(value: unknown, bits: number): TagValueError {
  return new TagValueError(`${shown(value)} is no finite ${bits}-bit real`);
}
