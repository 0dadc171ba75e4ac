import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  array,
  bool,
  byte,
  bytes,
  dint,
  dword,
  type Field,
  int,
  lint,
  lreal,
  lword,
  real,
  shortString,
  sint,
  udint,
  uint,
  ulint,
  usint,
  word,
} from '../../../src/adapter/index.js';

const SIZE = 12;

function written(field: Field<unknown>, value: unknown): number[] {
  const memory = new Uint8Array(SIZE);
  field.write(new DataView(memory.buffer), value);
  return [...memory];
}

const readBack = (field: Field<unknown>, memory: number[]) => field.read(new DataView(Uint8Array.from(memory).buffer));

const at1 = (...bytesFrom1: number[]) => [0, ...bytesFrom1, ...new Array(SIZE - 1 - bytesFrom1.length).fill(0)];

// [rule, field at byte 1, value, bytes from byte 1 on]
const HELD: [string, Field<unknown>, unknown, number[]][] = [
  ['bit 0 is the least significant', bool(1, 0), true, [0x01]],
  ['bit 7 is the most significant', bool(1, 7), true, [0x80]],
  ['SINT least', sint(1), -128, [0x80]],
  ['SINT most', sint(1), 127, [0x7f]],
  ['USINT most', usint(1), 255, [0xff]],
  ['INT is little-endian', int(1), 0x0102, [2, 1]],
  ['INT is two’s complement', int(1), -1, [0xff, 0xff]],
  ['INT least', int(1), -32_768, [0, 0x80]],
  ['UINT most', uint(1), 65_535, [0xff, 0xff]],
  ['DINT least', dint(1), -2_147_483_648, [0, 0, 0, 0x80]],
  ['DINT most', dint(1), 2_147_483_647, [0xff, 0xff, 0xff, 0x7f]],
  ['UDINT most', udint(1), 4_294_967_295, [0xff, 0xff, 0xff, 0xff]],
  ['LINT least', lint(1), -(2n ** 63n), [0, 0, 0, 0, 0, 0, 0, 0x80]],
  ['LINT most', lint(1), 2n ** 63n - 1n, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]],
  ['ULINT most', ulint(1), 2n ** 64n - 1n, new Array(8).fill(0xff)],
  ['REAL is IEEE 754', real(1), 1.5, [0, 0, 0xc0, 0x3f]],
  ['LREAL is IEEE 754', lreal(1), -2, [0, 0, 0, 0, 0, 0, 0, 0xc0]],
  ['BYTE is 8 bits', byte(1), 0xa5, [0xa5]],
  ['WORD is 16 bits', word(1), 0xa55a, [0x5a, 0xa5]],
  ['DWORD is 32 bits', dword(1), 0x8000_0001, [1, 0, 0, 0x80]],
  ['LWORD is 64 bits', lword(1), 1n << 63n, [0, 0, 0, 0, 0, 0, 0, 0x80]],
  ['bytes stand as they are', bytes(1, 3), Uint8Array.of(1, 2, 3), [1, 2, 3]],
  ['SHORT_STRING: length, then characters', shortString(1, 4), 'ab', [2, 0x61, 0x62]],
  ['SHORT_STRING may be empty', shortString(1, 4), '', [0]],
  ['SHORT_STRING holds ISO 8859-1', shortString(1, 2), 'Äÿ', [2, 0xc4, 0xff]],
  ['array elements stand behind each other', array(1, 3, int), [1, 2, -1], [1, 0, 2, 0, 0xff, 0xff]],
  [
    'array of arrays',
    array(1, 2, (at) => array(at, 2, usint)),
    [
      [1, 2],
      [3, 4],
    ],
    [1, 2, 3, 4],
  ],
  ['array of strings', array(1, 2, (at) => shortString(at, 2)), ['a', 'bc'], [1, 0x61, 0, 2, 0x62, 0x63]],
];

describe('fields', () => {
  it.each(HELD)('%s', (_rule, field, value, expected) => {
    expect(written(field, value)).toEqual(at1(...expected));
    expect(readBack(field, at1(...expected))).toEqual(value);
  });

  it.each([
    ['SINT', sint(0), [-129, 128, 0.5, Number.NaN, '1', undefined, 1n]],
    ['USINT', usint(0), [-1, 256]],
    ['INT', int(0), [-32_769, 32_768, Number.POSITIVE_INFINITY]],
    ['UINT', uint(0), [-1, 65_536]],
    ['DINT', dint(0), [-2_147_483_649, 2_147_483_648]],
    ['UDINT', udint(0), [-1, 4_294_967_296]],
    ['LINT', lint(0), [2n ** 63n, -(2n ** 63n) - 1n, 5, null]],
    ['ULINT', ulint(0), [-1n, 2n ** 64n]],
    ['REAL', real(0), [Number.NaN, Number.POSITIVE_INFINITY, 3.5e38, '1', null]],
    ['LREAL', lreal(0), [Number.NaN, Number.NEGATIVE_INFINITY, '1', undefined]],
    ['BYTE', byte(0), [-1, 256]],
    ['WORD', word(0), [65_536]],
    ['DWORD', dword(0), [2 ** 32]],
    ['LWORD', lword(0), [-1n, 1]],
    ['BOOL', bool(0, 0), [1, 'true', null]],
    ['bytes', bytes(0, 2), [Uint8Array.of(1), Uint8Array.of(1, 2, 3), [1, 2], 'ab']],
    ['SHORT_STRING', shortString(0, 2), ['abc', '€', 5]],
    ['array', array(0, 2, usint), [[1], [1, 2, 3], [1, 256], 'ab', undefined]],
  ])('%s refuses what it cannot hold', (_type, field, values) => {
    for (const value of values)
      expect(() => written(field as Field<unknown>, value), String(value)).toThrow(RangeError);
  });

  it('an array names the element that is refused', () => {
    expect(() => written(array(0, 2, usint) as Field<unknown>, [1, 300])).toThrow(
      '[1] 300 is no integer from 0 to 255',
    );
  });

  it('a shorter SHORT_STRING leaves nothing of a longer one', () => {
    const memory = new Uint8Array(5);
    const field = shortString(0, 4);
    field.write(new DataView(memory.buffer), 'abcd');
    field.write(new DataView(memory.buffer), 'x');
    expect([...memory]).toEqual([1, 0x78, 0, 0, 0]);
  });

  it('a received length beyond the SHORT_STRING reads as its room', () => {
    expect(readBack(shortString(0, 2), [200, 0x61, 0x62, 0x63])).toBe('ab');
  });

  it('bytes read are a copy', () => {
    const memory = Uint8Array.of(1, 2);
    const value = bytes(0, 2).read(new DataView(memory.buffer));
    memory[0] = 9;
    expect([...value]).toEqual([1, 2]);
  });

  it.each([
    ['a ninth bit', () => bool(0, 8), 'bits 0 to 7'],
    ['half an offset', () => int(0.5), 'whole number from 0'],
    ['a negative offset', () => real(-1), 'whole number from 0'],
    ['no bytes', () => bytes(0, 0), 'whole number from 1'],
    ['a string of 256', () => shortString(0, 256), 'at most 255'],
    ['a text for an offset', () => int('2' as never), 'offset "2": a byte offset is a whole number from 0'],
    ['no elements', () => array(0, 0, int), 'whole number from 1'],
    ['more elements than bytes', () => array(0, 65_001, int), 'count 65001: an assembly has at most 65000 bytes'],
    ['no type of element', () => array(0, 2, undefined as never), 'a function from an offset to a field'],
    ['an element at its offset', () => array(0, 2, int(0) as never), 'a function from an offset to a field'],
    ['a function that makes no field', () => array(0, 2, () => 5 as never), 'a function from an offset to a field'],
  ])('refuses %s', (_case, make, message) => {
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
  });

  it('types say what a field holds', () => {
    expectTypeOf(bool(0, 0)).toEqualTypeOf<Field<boolean>>();
    expectTypeOf(lint(0)).toEqualTypeOf<Field<bigint>>();
    expectTypeOf(array(0, 2, (at) => shortString(at, 4))).toEqualTypeOf<Field<string[]>>();
  });
});
