import { describe, expect, test } from 'vitest';
import { CipDecodeError } from '../../../src/cip/index.js';
import { Reader } from '../../../src/cip/reader.js';
import { Writer } from '../../../src/cip/writer.js';

describe('reader', () => {
  const bytes = Uint8Array.of(0x01, 0x02, 0x03, 0x84, 0x05);

  test('integers are little-endian, big-endian where named so', () => {
    const reader = new Reader(bytes, 'test');
    expect([reader.u8('a'), reader.u16('b'), reader.remaining]).toEqual([1, 0x0302, 2]);
    expect(new Reader(bytes, 'test').u32('a')).toBe(0x84030201);
    expect(new Reader(bytes, 'test').u16be('a')).toBe(0x0102);
  });

  test('a view into a larger buffer is read from its own start to its own end', () => {
    const reader = new Reader(bytes.subarray(1, 3), 'test');
    expect(reader.u16('a')).toBe(0x0302);
    expect(() => reader.u8('b')).toThrow('test: b at byte 2: expected 1 byte, 0 are left');
  });

  test('looking at the next byte does not consume it', () => {
    const reader = new Reader(bytes, 'test');
    expect([reader.peekU8('a'), reader.u8('a'), reader.offset]).toEqual([1, 1, 1]);
  });

  test('a part ends where it was said to, and counts bytes as the whole does', () => {
    const reader = new Reader(bytes, 'whole');
    reader.u8('a');
    const part = reader.part(2, 'part', 'inner');
    expect([part.u8('b'), part.remaining, reader.offset]).toEqual([2, 1, 3]);
    expect(() => part.u16('c')).toThrow('inner: c at byte 2: expected 2 bytes, 1 is left');
  });

  test.each<[string, (reader: Reader) => unknown, string]>([
    ['u8 at the end', (r) => r.take(5, 'x') && r.u8('a'), 'test: a at byte 5: expected 1 byte, 0 are left'],
    ['u16 beyond the end', (r) => r.take(4, 'x') && r.u16('a'), 'test: a at byte 4: expected 2 bytes, 1 is left'],
    ['u32 beyond the end', (r) => r.take(2, 'x') && r.u32('a'), 'test: a at byte 2: expected 4 bytes, 3 are left'],
    ['bytes beyond the end', (r) => r.take(6, 'a'), 'test: a at byte 0: expected 6 bytes, 5 are left'],
    ['a part beyond the end', (r) => r.part(6, 'a', 'b'), 'test: a at byte 0: expected 6 bytes, 5 are left'],
    ['an end that is none', (r) => r.end(), 'test: end at byte 0: expected no more bytes, 5 are left over'],
  ])('%s is refused', (_rule, read, message) => {
    expect(() => read(new Reader(bytes, 'test'))).toThrow(message);
    expect(() => read(new Reader(bytes, 'test'))).toThrow(CipDecodeError);
  });

  test('a refusal names structure, field, byte and what was expected', () => {
    const refusal = refusalOf(() => new Reader(bytes, 'test').take(9, 'field'));
    expect(refusal).toMatchObject({ structure: 'test', field: 'field', offset: 0, expected: '9 bytes, 5 are left' });
  });
});

describe('writer', () => {
  test('integers are little-endian, big-endian where named so', () => {
    const bytes = new Writer().u8(1, 'a').u16(0x0302, 'b').u32(0x07060504, 'c').u16be(0x0809, 'd').zeros(1).finish();
    expect([...bytes]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 0]);
  });

  test.each([1, 2, 63, 64, 65, 127, 128, 129, 1000])(
    '%i bytes in front of each kind of value survive growing',
    (size) => {
      const front = Uint8Array.from({ length: size }, (_, i) => i);
      const bytes = new Writer().raw(front).u32(0x04030201, 'a').u16(0x0605, 'b').u8(7, 'c').raw(front).finish();
      expect(bytes).toEqual(Uint8Array.from([...front, 1, 2, 3, 4, 5, 6, 7, ...front]));
    },
  );

  test('what was finished does not change with what is written later', () => {
    const writer = new Writer().u8(1, 'a');
    const bytes = writer.finish();
    writer.u8(2, 'b');
    expect([...bytes]).toEqual([1]);
  });

  test.each<[string, (writer: Writer) => unknown, string]>([
    ['u8 256', (w) => w.u8(256, 'field'), 'field: 256 is no integer from 0 to 255'],
    ['u16 -1', (w) => w.u16(-1, 'field'), 'field: -1 is no integer from 0 to 65535'],
    ['u32 2^32', (w) => w.u32(2 ** 32, 'field'), 'field: 4294967296 is no integer from 0 to 4294967295'],
    ['u8 1.5', (w) => w.u8(1.5, 'field'), 'field: 1.5 is no integer from 0 to 255'],
    ['u8 NaN', (w) => w.u8(Number.NaN, 'field'), 'field: NaN is no integer from 0 to 255'],
    ['a field of another size', (w) => w.fixed(new Uint8Array(7), 8, 'field'), 'field: 7 bytes, it has 8'],
  ])('%s is refused by name', (_rule, write, message) => {
    expect(() => write(new Writer())).toThrow(new RangeError(message));
  });
});

function refusalOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error;
  }
}
