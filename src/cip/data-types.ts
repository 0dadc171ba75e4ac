/**
 * Elementary data types as a type word on the wire names them. All are little-endian.
 * Newer controllers use 0xCC for an 8-byte LDT; here it is STIME, as for all others. Studio 5000 calls 0xD7 TIME too.
 */
export interface DataType {
  readonly code: number;
  readonly name: string;
  /** Bytes of one value; undefined where the value says its own length. */
  readonly size: number | undefined;
}

const TYPES: readonly DataType[] = [
  { code: 0xc0, name: 'DT', size: 8 },
  { code: 0xc1, name: 'BOOL', size: 1 },
  { code: 0xc2, name: 'SINT', size: 1 },
  { code: 0xc3, name: 'INT', size: 2 },
  { code: 0xc4, name: 'DINT', size: 4 },
  { code: 0xc5, name: 'LINT', size: 8 },
  { code: 0xc6, name: 'USINT', size: 1 },
  { code: 0xc7, name: 'UINT', size: 2 },
  { code: 0xc8, name: 'UDINT', size: 4 },
  { code: 0xc9, name: 'ULINT', size: 8 },
  { code: 0xca, name: 'REAL', size: 4 },
  { code: 0xcb, name: 'LREAL', size: 8 },
  { code: 0xcc, name: 'STIME', size: 4 },
  { code: 0xcd, name: 'DATE', size: 2 },
  { code: 0xce, name: 'TIME_OF_DAY', size: 4 },
  { code: 0xcf, name: 'DATE_AND_TIME', size: 6 },
  { code: 0xd0, name: 'STRING', size: undefined },
  { code: 0xd1, name: 'BYTE', size: 1 },
  { code: 0xd2, name: 'WORD', size: 2 },
  { code: 0xd3, name: 'DWORD', size: 4 },
  { code: 0xd4, name: 'LWORD', size: 8 },
  { code: 0xd6, name: 'TIME32', size: 4 },
  { code: 0xd7, name: 'TIME64', size: 8 },
  { code: 0xda, name: 'SHORT_STRING', size: undefined },
  { code: 0xdb, name: 'TIME', size: 4 },
  { code: 0xdf, name: 'LTIME', size: 8 },
];

const BY_CODE: ReadonlyMap<number, DataType> = new Map(TYPES.map((type) => [type.code, type]));

/** First word of the value of a structure; its handle is the next word. */
export const STRUCTURE_TYPE = 0x02a0;

/** The elementary type with that code, undefined for another. */
export function dataType(code: number): DataType | undefined {
  return BY_CODE.get(code);
}
