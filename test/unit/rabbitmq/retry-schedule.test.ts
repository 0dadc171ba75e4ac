import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pause, pausedFully } from '../../../src/rabbitmq/pause.js';
import { backOff, jittered, totalBackOff } from '../../../src/rabbitmq/retry-schedule.js';

describe('the pause before connecting again', () => {
  it.each([
    [5_000, 0.2, 0, 4_000],
    [5_000, 0.2, 0.5, 5_000],
    [5_000, 0.2, 1, 6_000],
    [5_000, 0, 0.3, 5_000],
    [5_000, 1, 0, 0],
    [0, 0.5, 0.9, 0],
  ])('%i ms, jitter %d, random %d: %i ms', (delay, jitter, random, wanted) =>
    expect(jittered(delay, jitter, () => random)).toBe(wanted),
  );
});

describe('the pauses between calls of a handler', () => {
  const rule = { delayMs: 1_000, factor: 2, maxDelayMs: 5_000 };
  it.each([
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
    [4, 5_000],
    [40, 5_000],
    [2_000, 5_000],
  ])('after %i failures %i ms', (failures, wanted) => expect(backOff(rule, failures)).toBe(wanted));

  it.each([
    [1, 0],
    [2, 1_000],
    [5, 12_000],
  ])('%i attempts hold a message for %i ms', (attempts, wanted) => expect(totalBackOff(rule, attempts)).toBe(wanted));
});

describe('a pause', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('ends when its time is over, and leaves no listener', async () => {
    const { signal } = new AbortController();
    let over = false;
    const waiting = pause(100, signal).then(() => {
      over = true;
    });
    await vi.advanceTimersByTimeAsync(99);
    expect(over).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await waiting;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends with the reason of a signal, and leaves no timer', async () => {
    const abort = new AbortController();
    const waiting = pause(100, abort.signal);
    abort.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(pause(100, abort.signal)).rejects.toThrow('enough');
    expect(await pausedFully(100, abort.signal)).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });
});
