/** What every field type of a layout is, and the checks that they share. */
import { shown } from '../../config/shown.js';

/** Of the largest assembly. */
export const MOST_BYTES = 65_000;

/** One named value: the bits it occupies and how they turn into a JavaScript value. Numbers are little-endian. */
export interface Field<T> {
  /** CIP name of the type, for messages: `INT`, `SHORT_STRING`. */
  readonly type: string;
  /** Counted from bit 0 (least significant) of byte 0. */
  readonly firstBit: number;
  readonly bits: number;
  /** Of an array: its elements, in order. */
  readonly elements?: readonly Field<unknown>[];
  read(view: DataView): T;
  /** @throws RangeError when the value does not fit the type. */
  write(view: DataView, value: T): void;
}

export function isField(value: unknown): value is Field<unknown> {
  const { firstBit, bits, read, write } = (value ?? {}) as Partial<Field<unknown>>;
  const stands = Number.isSafeInteger(firstBit) && Number.isSafeInteger(bits);
  return stands && typeof read === 'function' && typeof write === 'function';
}

/** The JavaScript type of a field. */
export type ValueOfField<F> = F extends Field<infer T> ? T : never;

/** @throws TypeError for anything but a whole number from 0. */
export function byteOffset(offset: number): number {
  if (Number.isSafeInteger(offset) && offset >= 0) return offset;
  throw new TypeError(`offset ${shown(offset)}: a byte offset is a whole number from 0`);
}

/** @throws TypeError for anything but a whole number from 1. */
export function atLeastOne(count: number, what: string): number {
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw new TypeError(`${what} ${shown(count)}: a whole number from 1`);
}
