/** The elementary types of tags (docs/protocol.md, "Tag types"). */
import type { TagValue } from '../value.js';
import {
  bool,
  type Form,
  float32,
  float64,
  int8,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64,
} from './numbers.js';
import type { TagType } from './tag-type.js';
import { date, dateAndTime, microseconds, nanoseconds } from './times.js';

export class ElementaryType implements TagType {
  readonly leaves = 1;
  readonly read: (view: DataView, at: number) => TagValue;
  readonly readMany: (view: DataView, at: number, count: number) => TagValue[];
  readonly write: (view: DataView, at: number, value: unknown) => void;

  constructor(
    readonly name: string,
    readonly code: number,
    readonly size: number,
    form: Form,
  ) {
    this.read = form.read;
    this.readMany = form.readMany;
    this.write = form.write;
  }
}

export const BOOL = new ElementaryType('BOOL', 0xc1, 1, bool);
export const SINT = new ElementaryType('SINT', 0xc2, 1, int8);
export const INT = new ElementaryType('INT', 0xc3, 2, int16);
export const DINT = new ElementaryType('DINT', 0xc4, 4, int32);
export const LINT = new ElementaryType('LINT', 0xc5, 8, int64);
/** One word of a BOOL array; outside of arrays 32 bits as one number. */
export const DWORD = new ElementaryType('DWORD', 0xd3, 4, uint32);

/** `LDT` shares its code with `STIME`: the size tells them apart. Studio 5000 calls `TIME64` just TIME. */
const LDT = new ElementaryType('LDT', 0xcc, 8, nanoseconds);

export const ELEMENTARY_TYPES: readonly ElementaryType[] = [
  new ElementaryType('DT', 0xc0, 8, microseconds),
  BOOL,
  SINT,
  INT,
  DINT,
  LINT,
  new ElementaryType('USINT', 0xc6, 1, uint8),
  new ElementaryType('UINT', 0xc7, 2, uint16),
  new ElementaryType('UDINT', 0xc8, 4, uint32),
  new ElementaryType('ULINT', 0xc9, 8, uint64),
  new ElementaryType('REAL', 0xca, 4, float32),
  new ElementaryType('LREAL', 0xcb, 8, float64),
  new ElementaryType('STIME', 0xcc, 4, int32),
  LDT,
  new ElementaryType('DATE', 0xcd, 2, date),
  new ElementaryType('TIME_OF_DAY', 0xce, 4, uint32),
  new ElementaryType('DATE_AND_TIME', 0xcf, 6, dateAndTime),
  new ElementaryType('BYTE', 0xd1, 1, uint8),
  new ElementaryType('WORD', 0xd2, 2, uint16),
  DWORD,
  new ElementaryType('LWORD', 0xd4, 8, uint64),
  new ElementaryType('TIME32', 0xd6, 4, int32),
  new ElementaryType('TIME64', 0xd7, 8, int64),
  new ElementaryType('TIME', 0xdb, 4, int32),
  new ElementaryType('LTIME', 0xdf, 8, int64),
];

const BY_CODE: readonly (ElementaryType | undefined)[] = byCode();
const BY_NAME: ReadonlyMap<string, ElementaryType> = new Map(ELEMENTARY_TYPES.map((type) => [type.name, type]));

function byCode(): (ElementaryType | undefined)[] {
  const table = new Array<ElementaryType | undefined>(0x100).fill(undefined);
  for (const type of ELEMENTARY_TYPES) if (type !== LDT) table[type.code] = type;
  return table;
}

/**
 * The elementary type with that code, undefined for another.
 * @param size bytes of one element where they are known: 8 makes 0xCC an LDT
 */
export function elementaryType(code: number, size?: number): ElementaryType | undefined {
  return code === LDT.code && size === LDT.size ? LDT : BY_CODE[code];
}

export function elementaryTypeByName(name: string): ElementaryType | undefined {
  return BY_NAME.get(name.toUpperCase());
}
