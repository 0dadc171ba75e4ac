import { expect, test } from 'vitest';
import { Histogram } from '../../../src/scanner/histogram.js';

function of(...values: number[]) {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram.spread();
}

test('without values everything is 0', () => {
  expect(of()).toEqual({ min: 0, p50: 0, p99: 0, max: 0 });
});

test.each([
  { name: 'one value is all four', values: [10_000], spread: { min: 10_000, p50: 10_000, p99: 10_000, max: 10_000 } },
  { name: 'small values are exact', values: [1, 2, 3, 4, 255], spread: { min: 1, p50: 3, p99: 255, max: 255 } },
  { name: 'values are rounded to microseconds', values: [0.4, 0.4], spread: { min: 0, p50: 0, p99: 0, max: 0 } },
  { name: 'a negative value counts as 0', values: [-5], spread: { min: 0, p50: 0, p99: 0, max: 0 } },
  {
    name: 'the longest value is 2^32 - 1',
    values: [2 ** 40],
    spread: { min: 2 ** 32 - 1, p50: 2 ** 32 - 1, p99: 2 ** 32 - 1, max: 2 ** 32 - 1 },
  },
])('$name', ({ values, spread }) => {
  expect(of(...values)).toEqual(spread);
});

test('the 99th percentile leaves one value in a hundred above it', () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(of(...values)).toEqual({ min: 1, p50: 50, p99: 99, max: 100 });
});

test('every percentile is within 1 % over the whole range', () => {
  for (let value = 1; value < 2 ** 32; value = Math.ceil(value * 1.37)) {
    const { p50 } = of(0, value, value, 2 ** 32 - 1);
    expect(Math.abs(p50 - value) / value, `value ${value}`).toBeLessThan(0.01);
  }
});
