import { describe, expect, test } from 'vitest';
import { decodeIoDatagram, isNewerCount, isNewerSequence } from '../../../src/cip/index.js';

describe('a 32-bit encapsulation sequence number is newer by serial arithmetic', () => {
  test.each([
    [1, 0, true],
    [0, 0, false],
    [0, 1, false],
    [0x7fff_ffff, 0, true],
    [0x8000_0000, 0, false],
    [0x8000_0001, 0, false],
    [0, 0xffff_ffff, true],
    [0xffff_ffff, 0, false],
    [5, 0xffff_fff0, true],
    [0x8000_0000, 1, true],
  ])('%i after %i: %s', (next, last, newer) => {
    expect(isNewerSequence(next, last)).toBe(newer);
  });
});

describe('a 16-bit sequence count is newer by serial arithmetic', () => {
  test.each([
    [1, 0, true],
    [0, 0, false],
    [0, 1, false],
    [0x7fff, 0, true],
    [0x8000, 0, false],
    [0, 0xffff, true],
    [0xffff, 0, false],
    [0x8000, 1, true],
  ])('%i after %i: %s', (next, last, newer) => {
    expect(isNewerCount(next, last)).toBe(newer);
  });
});

test('received data is a view on the datagram, not a copy', () => {
  const bytes = Uint8Array.from(Buffer.from('0200028008000100000005000000b1000300aabbcc', 'hex'));
  const { data } = decodeIoDatagram(bytes);
  bytes[bytes.byteLength - 1] = 0xdd;
  expect([...data]).toEqual([0xaa, 0xbb, 0xdd]);
});
