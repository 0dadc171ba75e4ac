import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Schedule } from '../../../src/scanner/schedule.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Calls of a schedule in milliseconds from its start. */
function record(intervalMs: number) {
  const startedMs = performance.now();
  const calls: number[] = [];
  const schedule = new Schedule(intervalMs, () => calls.push(performance.now() - startedMs));
  schedule.start();
  return { schedule, calls };
}

test('a fractional interval keeps its mean although timers count whole milliseconds', () => {
  const { calls } = record(2.5);
  vi.advanceTimersByTime(10_000);
  expect(calls.length).toBe(4_001);
});

test.each([2, 3.3, 10, 12.34])('an interval of %d ms does not drift', (intervalMs) => {
  const { calls } = record(intervalMs);
  vi.advanceTimersByTime(5_000);
  const worst = Math.max(...calls.map((at, index) => Math.abs(at - index * intervalMs)));
  expect(worst).toBeLessThanOrEqual(0.5 + 1e-6);
});

test('slots that passed are skipped and counted, not made up for; the following ones are on time', () => {
  const { schedule, calls } = record(10);
  vi.advanceTimersByTime(20);
  // A busy event loop: time goes on, timers do not run.
  vi.setSystemTime(Date.now());
  const busyUntil = performance.now() + 35;
  const clock = vi.spyOn(performance, 'now').mockReturnValue(busyUntil);
  vi.advanceTimersByTime(10);
  clock.mockRestore();
  expect(schedule.skipped).toBe(2);
  expect(calls).toEqual([0, 10, 20, 55]);
});

test('a callback may stop its own schedule', () => {
  let calls = 0;
  const schedule = new Schedule(5, () => {
    calls++;
    if (calls === 3) schedule.stop();
  });
  schedule.start();
  vi.advanceTimersByTime(1_000);
  expect(calls).toBe(3);
});
