import { describe, expect, it } from 'vitest';
import { nowUs, WallClock } from '../../../../src/adapter/implicit/wall-clock.js';

/** Two clocks that a test sets. */
function clocks() {
  const at = { wallMs: 1_700_000_000_000, monotonicUs: 5_000_000 };
  const clock = new WallClock(
    () => at.wallMs,
    () => at.monotonicUs,
  );
  const pass = (ms: number) => {
    at.wallMs += ms;
    at.monotonicUs += ms * 1000;
  };
  return { at, clock, pass };
}

describe('WallClock', () => {
  it('gives the wall time of a monotonic one', () => {
    const { clock } = clocks();
    expect(clock.dateOf(5_000_000).getTime()).toBe(1_700_000_000_000);
    expect(clock.dateOf(4_000_000).getTime()).toBe(1_699_999_999_000);
  });

  it('one arrival has one date, also where the wall clock is read a little late', () => {
    const { at, clock, pass } = clocks();
    const first = clock.dateOf(4_000_000);
    pass(60_000);
    at.wallMs += 5;
    expect(clock.dateOf(4_000_000)).toEqual(first);
    at.wallMs -= 10;
    expect(clock.dateOf(4_000_000)).toEqual(first);
  });

  it.each([6, -6, 3_600_000, -3_600_000])('the wall clock was set by %i ms: dates are by the new time', (byMs) => {
    const { at, clock } = clocks();
    const before = clock.dateOf(5_000_000).getTime();
    at.wallMs += byMs;
    expect(clock.dateOf(5_000_000).getTime()).toBe(before + byMs);
  });

  it('reads both clocks again when they were read at two moments', () => {
    let reads = 0;
    // The process lost its processor for 80 ms between the first two readings.
    const monotonic = [0, 80_000, 80_010, 80_020];
    const clock = new WallClock(
      () => 1000 + [0, 80][Math.min(reads, 1)]!,
      () => monotonic[Math.min(reads++, monotonic.length - 1)]!,
    );
    expect(clock.dateOf(80_000).getTime()).toBe(1080);
  });

  it('takes what it has when the clocks are never read together', () => {
    let us = 0;
    const clock = new WallClock(
      () => 1000,
      () => (us += 10_000),
    );
    expect(clock.dateOf(0)).toBeInstanceOf(Date);
  });

  it('by default is that of the machine', () => {
    expect(Math.abs(new WallClock().dateOf(nowUs()).getTime() - Date.now())).toBeLessThan(1000);
  });
});
