/** Pauses that grow, batches that shrink and grow again. */
import { expect, test } from 'vitest';
import { Pace } from '../../../../src/gateway/flow/pace.js';

const settings = { maxRecords: 10, retryMinMs: 100, retryMaxMs: 1_000 };

test('each pause is twice the one before, up to the longest', () => {
  const pace = new Pace(settings);
  const pauses = Array.from({ length: 6 }, () => {
    pace.failed(false);
    return pace.pauseMs;
  });
  expect(pauses).toEqual([100, 200, 400, 800, 1_000, 1_000]);
});

test('a thousand failures later the pause is the longest still', () => {
  const pace = new Pace(settings);
  for (let i = 0; i < 2_000; i++) pace.failed(false);
  expect(pace.pauseMs).toBe(1_000);
});

test.each([
  ['a success', (pace: Pace) => pace.succeeded()],
  ['progress', (pace: Pace) => pace.failed(true)],
])('begin again after %s', (_, happen) => {
  const pace = new Pace(settings);
  for (let i = 0; i < 5; i++) pace.failed(false);
  happen(pace);
  if (pace.pauseMs !== 100) pace.failed(false);
  expect(pace.pauseMs).toBe(100);
});

test('half as many records after each failure, one at least; twice as many after each success', () => {
  const pace = new Pace(settings);
  const sizes = [pace.maxRecords];
  for (let i = 0; i < 4; i++) {
    pace.failed(false);
    sizes.push(pace.maxRecords);
  }
  for (let i = 0; i < 5; i++) {
    pace.succeeded();
    sizes.push(pace.maxRecords);
  }
  expect(sizes).toEqual([10, 5, 2, 1, 1, 2, 4, 8, 10, 10]);
});
