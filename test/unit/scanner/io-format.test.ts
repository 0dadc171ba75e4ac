import { describe, expect, test } from 'vitest';
import { connectionSizeOf, type IoShape, isLengthOf } from '../../../src/scanner/io-format.js';

const rows: { shape: IoShape; size: number; lengths: number[] }[] = [
  { shape: { transportClass: 1, format: 'modeless', size: 4, variable: false }, size: 6, lengths: [6] },
  { shape: { transportClass: 1, format: 'header32', size: 4, variable: false }, size: 10, lengths: [10] },
  { shape: { transportClass: 1, format: 'zeroLength', size: 4, variable: false }, size: 6, lengths: [2, 6] },
  { shape: { transportClass: 1, format: 'heartbeat', size: 0, variable: false }, size: 2, lengths: [2] },
  { shape: { transportClass: 1, format: 'modeless', size: 3, variable: true }, size: 5, lengths: [2, 3, 4, 5] },
  { shape: { transportClass: 1, format: 'header32', size: 2, variable: true }, size: 8, lengths: [6, 7, 8] },
  { shape: { transportClass: 0, format: 'modeless', size: 4, variable: false }, size: 4, lengths: [4] },
  { shape: { transportClass: 0, format: 'header32', size: 4, variable: false }, size: 8, lengths: [8] },
  { shape: { transportClass: 0, format: 'zeroLength', size: 4, variable: false }, size: 4, lengths: [0, 4] },
  { shape: { transportClass: 0, format: 'heartbeat', size: 0, variable: false }, size: 0, lengths: [0] },
];

describe.each(rows)('class $shape.transportClass $shape.format of $shape.size, variable $shape.variable', (row) => {
  test('connection size', () => expect(connectionSizeOf(row.shape)).toBe(row.size));

  test('lengths that a packet may have', () => {
    const candidates = Array.from({ length: 14 }, (_, length) => length);
    expect(candidates.filter((length) => isLengthOf(row.shape, length))).toEqual(row.lengths);
  });
});
