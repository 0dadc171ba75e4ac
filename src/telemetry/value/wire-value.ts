/**
 * A value of a tag as JSON carries it, exactly, whoever reads it.
 *
 * Readers of JSON disagree about numbers beyond 2^53 (some round them, some do not), and there is no NaN, no bytes and
 * no Date. What a JSON number can't say safely is an object of one key that begins with `$`, which no member of a
 * structure does.
 */

/** A 64-bit integer (LINT, ULINT, LWORD, LTIME, ...), always: as decimal digits. */
export interface WireInteger {
  readonly $int: string;
}

/** A number that is no JSON number, or from 2^53 on, where a reader may round it: its shortest decimal form. */
export interface WireNumber {
  /** `NaN`, `Infinity`, `-Infinity`, `-0`, or as in `1e+300`. */
  readonly $number: string;
}

/** Bytes, as base64 with its padding. */
export interface WireBytes {
  readonly $bytes: string;
}

/** A point in time, UTC with milliseconds: `2026-03-04T05:06:07.089Z`. */
export interface WireDate {
  readonly $date: string;
}

/** JSON numbers lie within ±(2^53 - 1). */
export type WireValue =
  | boolean
  | number
  | string
  | WireInteger
  | WireNumber
  | WireBytes
  | WireDate
  | readonly WireValue[]
  | WireStructure;

/** By name of the member. */
export interface WireStructure {
  readonly [member: string]: WireValue;
}
