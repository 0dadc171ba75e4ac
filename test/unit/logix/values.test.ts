import { describe, expect, test } from 'vitest';
import { CipDecodeError } from '../../../src/cip/index.js';
import {
  COUNTED_STRING,
  decodeElement,
  decodeElements,
  ELEMENTARY_TYPES,
  elementaryType,
  elementaryTypeByName,
  encodeElement,
  encodeElements,
  flattened,
  readBits,
  SHORT_STRING,
  STRING,
  StringType,
  TagValueError,
  viewOf,
  writeBits,
} from '../../../src/logix/index.js';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const hexOf = (data: Uint8Array) => Buffer.from(data).toString('hex');
const type = (name: string) => elementaryTypeByName(name)!;

describe('bytes of an elementary type', () => {
  test.each<[string, string, unknown]>([
    ['BOOL', '01', true],
    ['BOOL', 'ff', true],
    ['BOOL', '80', true],
    ['BOOL', '00', false],
    ['SINT', '80', -128],
    ['INT', '0080', -32768],
    ['DINT', '2a000000', 42],
    ['LINT', '00000000 00000080', -(2n ** 63n)],
    ['USINT', 'ff', 255],
    ['UINT', 'ffff', 65535],
    ['UDINT', 'ffffffff', 4294967295],
    ['ULINT', 'ffffffff ffffffff', 2n ** 64n - 1n],
    ['REAL', '0000c03f', 1.5],
    ['REAL', '0000c07f', Number.NaN],
    ['LREAL', '000000000000f87f', Number.NaN],
    ['LREAL', '000000000000f83f', 1.5],
    ['BYTE', 'f0', 240],
    ['WORD', '0180', 32769],
    ['DWORD', '00000080', 2147483648],
    ['LWORD', '00000000 00000080', 2n ** 63n],
    ['DATE', '0000', new Date('1972-01-01')],
    ['DATE', 'ffff', new Date('2151-06-06')],
    ['DATE_AND_TIME', 'e8030000 0100', new Date('1972-01-02T00:00:01Z')],
    ['TIME_OF_DAY', '005c2605', 86_400_000],
    ['STIME', 'ffffffff', -1],
    ['TIME', 'e8030000', 1000],
    ['TIME32', 'e8030000', 1000],
    ['TIME64', 'e803000000000000', 1000n],
    ['LTIME', 'ffffffffffffffff', -1n],
    ['DT', '40420f0000000000', new Date(1000)],
    ['DT', 'ffffffffffffffff', new Date(-1)],
    ['LDT', '40420f0000000000', new Date(1)],
    ['LDT', '3f420f0000000000', new Date(0)],
  ])('%s %s is %s', (name, hex, value) => {
    expect(decodeElement(type(name), bytes(hex))).toEqual(value);
  });

  test('a time that no Date can say is an invalid one, not another one', () => {
    const far = decodeElement(type('DT'), bytes('ffffffffffffff7f'));
    expect((far as Date).getTime()).toBeNaN();
  });

  test.each(ELEMENTARY_TYPES.map((one) => [one.name, one] as const))('%s is refused when it is cut', (_name, one) => {
    expect(() => decodeElement(one, new Uint8Array(one.size - 1))).toThrow(CipDecodeError);
    expect(() => decodeElements(one, new Uint8Array(3 * one.size - 1), 3)).toThrow(CipDecodeError);
  });

  test('0xCC is an LDT where an element has 8 bytes', () => {
    expect([elementaryType(0xcc)?.name, elementaryType(0xcc, 4)?.name, elementaryType(0xcc, 8)?.name]).toEqual([
      'STIME',
      'STIME',
      'LDT',
    ]);
    expect([elementaryType(0xc4, 8)?.name, elementaryType(0xd5), elementaryType(0x2a0)]).toEqual([
      'DINT',
      undefined,
      undefined,
    ]);
  });
});

describe('a value that a type does not hold is refused with the name of the tag', () => {
  test.each<[string, unknown, string]>([
    ['BOOL', 1, '1 is no boolean'],
    ['BOOL', 'true', '"true" is no boolean'],
    ['SINT', 128, '128 is no integer from -128 to 127'],
    ['SINT', -129, '-129 is no integer from -128 to 127'],
    ['USINT', 256, '256 is no integer from 0 to 255'],
    ['USINT', -1, '-1 is no integer from 0 to 255'],
    ['INT', 32768, '32768 is no integer from -32768 to 32767'],
    ['INT', 1.5, '1.5 is no integer from -32768 to 32767'],
    ['UINT', 65536, '65536 is no integer from 0 to 65535'],
    ['DINT', 2 ** 31, '2147483648 is no integer from -2147483648 to 2147483647'],
    ['DINT', '5', '"5" is no integer from -2147483648 to 2147483647'],
    ['DINT', 5n, '5n is no integer from -2147483648 to 2147483647'],
    ['DINT', Number.NaN, 'NaN is no integer from -2147483648 to 2147483647'],
    ['DINT', undefined, 'undefined is no integer from -2147483648 to 2147483647'],
    ['UDINT', 2 ** 32, '4294967296 is no integer from 0 to 4294967295'],
    ['LINT', 2n ** 63n, '9223372036854775808n is no integer from -9223372036854775808 to 9223372036854775807'],
    ['LINT', 2 ** 53, '9007199254740992 is no integer from -9223372036854775808 to 9223372036854775807'],
    ['LINT', 0.5, '0.5 is no integer from -9223372036854775808 to 9223372036854775807'],
    ['ULINT', -1n, '-1n is no integer from 0 to 18446744073709551615'],
    ['REAL', 1e39, '1e+39 is no finite 32-bit real'],
    ['REAL', Number.NaN, 'NaN is no finite 32-bit real'],
    ['REAL', 1n, '1n is no finite 32-bit real'],
    ['LREAL', Number.POSITIVE_INFINITY, 'Infinity is no finite 64-bit real'],
    ['LREAL', '1', '"1" is no finite 64-bit real'],
    ['DATE', 0, '0 is no Date'],
    ['DATE', new Date(Number.NaN), 'an invalid Date is no Date'],
    ['DATE', new Date('1971-12-31'), '1971-12-31T00:00:00.000Z is no midnight UTC from 1972-01-01 to 2151-06-06'],
    ['DATE', new Date('2151-06-07'), '2151-06-07T00:00:00.000Z is no midnight UTC from 1972-01-01 to 2151-06-06'],
    [
      'DATE',
      new Date('2020-01-01T01:00Z'),
      '2020-01-01T01:00:00.000Z is no midnight UTC from 1972-01-01 to 2151-06-06',
    ],
    ['DATE_AND_TIME', new Date(0), '1970-01-01T00:00:00.000Z is no time from 1972-01-01 to 2151-06-06'],
    ['LDT', new Date('2263-01-01'), '2263-01-01T00:00:00.000Z is no time from 1677-09-21 to 2262-04-11'],
    ['LDT', new Date('1677-01-01'), '1677-01-01T00:00:00.000Z is no time from 1677-09-21 to 2262-04-11'],
    ['DT', 1n, '1n is no Date'],
    ['TIME64', 1.5, '1.5 is no integer from -9223372036854775808 to 9223372036854775807'],
  ])('%s %s', (name, value, problem) => {
    const refusal = refusalOf(() => encodeElement(type(name), value, 'Line.Speed'));
    expect(refusal).toMatchObject({ place: 'Line.Speed', problem, message: `Line.Speed: ${problem}` });
    expect(refusal).toBeInstanceOf(RangeError);
  });

  test('a whole number does for a 64-bit integer as long as it is exact', () => {
    expect(hexOf(encodeElement(type('LINT'), -2, 'T'))).toBe('feffffffffffffff');
  });

  test.each<[unknown, string]>([
    [[1, 2], 'T: 2 elements are not 3'],
    [7, 'T: 7 is no array'],
    [[1, 2, 'x'], 'T[2]: "x" is no integer from -2147483648 to 2147483647'],
    [new Array(3), 'T[0]: undefined is no integer from -2147483648 to 2147483647'],
  ])('an array: %s', (value, message) => {
    expect(refusalOf(() => encodeElements(type('DINT'), value, 3, 'T')).message).toBe(message);
  });

  test.each<[unknown, string]>([
    [[[1], [2]], '[0]: 1 elements are not 2'],
    [[[1, 2]], '1 elements are not 2'],
    [[[1, 2], 3], '[1]: 3 is no array'],
  ])('dimensions: %s', (value, message) => {
    expect(refusalOf(() => flattened(value, [2, 2])).message).toBe(message);
  });
});

describe('STRING', () => {
  const text = (length: number, characters: string) =>
    bytes(
      `${Buffer.from(Int32Array.of(length).buffer).toString('hex')}${Buffer.from(characters).toString('hex').padEnd(168, '0')}`,
    );

  test.each<[string, number, string, string]>([
    ['the characters up to the length', 5, 'Hello world', 'Hello'],
    ['none', 0, 'old', ''],
    ['a length that is negative', -1, 'old', ''],
    ['a length beyond the capacity', 1000, 'x'.repeat(84), 'x'.repeat(82)],
  ])('%s', (_name, length, characters, value) => {
    expect(decodeElement(STRING, text(length, characters))).toBe(value);
  });

  test('a write clears what stood behind the text', () => {
    const image = new Uint8Array(88).fill(0x41);
    STRING.write(viewOf(image), 0, 'né');
    expect(hexOf(image)).toBe(`02000000${Buffer.from('né', 'latin1').toString('hex')}`.padEnd(176, '0'));
  });

  test.each<[unknown, string]>([
    ['x'.repeat(83), 'T: 83 characters are more than 82'],
    ['10 €', 'T: "€" is no character of ISO 8859-1'],
    [5, 'T: 5 is no string'],
  ])('%s is refused', (value, message) => {
    expect(refusalOf(() => encodeElement(STRING, value, 'T')).message).toBe(message);
  });

  test('arrays stand one behind the other', () => {
    const values = ['one', 'two', 'three'];
    expect(decodeElements(STRING, encodeElements(STRING, values, 3, 'T'), 3)).toEqual(values);
  });
});

describe('text that says its own length', () => {
  test.each([0, 1, 11, 12, 13, 82, 256])('any %i bytes are text and come back, wherever they stand', (length) => {
    const type = new StringType('Any', 1, 256, 260);
    const codes = Uint8Array.from({ length }, (_, i) => (7 * i + 0x7f) & 0xff);
    const image = new Uint8Array(300);
    const view = new DataView(image.buffer, 20, 270);
    view.setInt32(5, length, true);
    image.set(codes, 29);
    const value = type.read(view, 5);
    expect([...value].map((character) => character.charCodeAt(0))).toEqual([...codes]);
    type.write(view, 5, value);
    expect([...image.subarray(29, 29 + length)]).toEqual([...codes]);
  });

  test('SHORT_STRING and STRING of other devices', () => {
    expect(decodeElement(SHORT_STRING, bytes('02 4f4b ff'))).toBe('OK');
    expect(decodeElements(COUNTED_STRING, bytes('0200 4f4b 0000'), 2)).toEqual(['OK', '']);
    expect(hexOf(encodeElement(SHORT_STRING, 'OK', 'T'))).toBe('024f4b');
    expect(hexOf(encodeElements(COUNTED_STRING, ['OK', ''], 2, 'T'))).toBe('02004f4b0000');
  });

  test('is refused when it is cut or too long', () => {
    expect(() => decodeElement(SHORT_STRING, bytes('03 4f4b'))).toThrow(CipDecodeError);
    expect(() => decodeElements(SHORT_STRING, bytes('01 4f'), 2)).toThrow(CipDecodeError);
    expect(refusalOf(() => encodeElement(SHORT_STRING, 'x'.repeat(256), 'T')).message).toContain('256 characters');
    expect(refusalOf(() => encodeElements(SHORT_STRING, ['a'], 2, 'T')).message).toBe('T: 1 elements are not 2');
  });
});

describe('BOOL arrays', () => {
  test('element 37 is bit 5 of word 1', () => {
    const bits = readBits(viewOf(bytes('01000080 20000000')), 0, 2);
    expect(bits.flatMap((bit, i) => (bit ? [i] : []))).toEqual([0, 31, 37]);
  });

  test('are written as a whole', () => {
    const image = new Uint8Array(8).fill(0xff);
    writeBits(
      viewOf(image),
      0,
      2,
      Array.from({ length: 64 }, (_, i) => [0, 31, 37].includes(i)),
    );
    expect(hexOf(image)).toBe('0100008020000000');
  });

  test.each<[unknown, string]>([
    [[true], '1 elements are not 32'],
    [Array(32).fill(1), '[0]: 1 is no boolean'],
    ['x', '"x" is no array'],
  ])('%s is refused', (value, message) => {
    expect(refusalOf(() => writeBits(viewOf(new Uint8Array(4)), 0, 1, value)).message).toBe(message);
  });
});

function refusalOf(run: () => unknown): TagValueError {
  try {
    run();
  } catch (error) {
    if (error instanceof TagValueError) return error;
    throw error;
  }
  throw new Error('it was taken');
}
