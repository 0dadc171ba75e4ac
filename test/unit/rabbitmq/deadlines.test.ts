import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Deadlines, type Due } from '../../../src/rabbitmq/deadlines.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Ends are noted with the time that passed. */
function watched() {
  const deadlines = new Deadlines();
  const began = performance.now();
  const ends: [string, number][] = [];
  const add = (name: string, ms: number): Due => {
    const due: Due = {
      deadline: performance.now() + ms,
      expire() {
        ends.push([name, Math.round(performance.now() - began)]);
        deadlines.remove(due);
      },
    };
    deadlines.add(due);
    return due;
  };
  return { deadlines, ends, add };
}

describe('Deadlines', () => {
  it('ends each at its time, in whatever order they came', () => {
    const { ends, add } = watched();
    add('late', 300);
    add('early', 100);
    add('middle', 200);
    vi.advanceTimersByTime(99);
    expect(ends).toEqual([]);
    vi.advanceTimersByTime(300);
    expect(ends.map(([name]) => name)).toEqual(['early', 'middle', 'late']);
    for (const [index, [, at]] of ends.entries()) expect(at - 100 * (index + 1)).toBeLessThanOrEqual(5);
  });

  it('leaves alone what was removed, and what is not due yet when the timer comes', () => {
    const { deadlines, ends, add } = watched();
    deadlines.remove(add('confirmed', 50));
    vi.advanceTimersByTime(40);
    add('open', 50);
    vi.advanceTimersByTime(20);
    expect([ends, deadlines.size]).toEqual([[], 1]);
    vi.advanceTimersByTime(40);
    expect([ends.map(([name]) => name), deadlines.size]).toEqual([['open'], 0]);
  });

  it('takes what comes while others end', () => {
    const { deadlines, ends, add } = watched();
    const due: Due = {
      deadline: performance.now() + 10,
      expire() {
        deadlines.remove(due);
        add('again', 10);
      },
    };
    deadlines.add(due);
    vi.advanceTimersByTime(40);
    expect(ends.map(([name]) => name)).toEqual(['again']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('has one timer for all', () => {
    const { add } = watched();
    for (let n = 0; n < 100; n++) add(String(n), 1_000 + n);
    expect(vi.getTimerCount()).toBe(1);
  });

  it('has none when nothing is left at its time', () => {
    const { deadlines, add } = watched();
    deadlines.remove(add('confirmed', 1_000));
    vi.advanceTimersByTime(1_000);
    expect(vi.getTimerCount()).toBe(0);
  });
});
