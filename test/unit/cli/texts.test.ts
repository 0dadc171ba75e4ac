import { expect, test } from 'vitest';
import { hexOf, hexText, spreadText } from '../../../src/cli/texts.js';

test('hex for people is cut, hex for programs is not', () => {
  const bytes = Uint8Array.from({ length: 17 }, (_, index) => index);
  expect(hexText(bytes)).toBe('00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f ...');
  expect(hexText(bytes.subarray(0, 16))).not.toContain('...');
  expect(hexOf(bytes.subarray(14))).toBe('0e0f10');
});

test('a spread is told in milliseconds', () => {
  expect(spreadText({ min: 0, p50: 10_004, p99: 11_500, max: 0 })).toBe('p50 10.00 ms, p99 11.50 ms');
});
