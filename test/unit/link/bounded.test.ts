import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bounded } from '../../../src/link/bounded.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const timeoutError = () => new Error('too late');

function pending(signal?: AbortSignal) {
  const released = vi.fn();
  let settle: { resolve: (value: number) => void; reject: (error: unknown) => void } | undefined;
  const promise = bounded<number>({ timeoutMs: 50, signal, timeoutError }, (resolve, reject) => {
    settle = { resolve, reject };
    return released;
  });
  promise.catch(() => {});
  return { promise, released, settle };
}

test('what comes in time counts, and the timer is gone', async () => {
  const { promise, released, settle } = pending();
  settle?.resolve(7);
  expect(await promise).toBe(7);
  expect(released).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('a rejection passes through', async () => {
  const { promise, released, settle } = pending();
  settle?.reject(new Error('no'));
  await expect(promise).rejects.toThrow('no');
  expect(released).toHaveBeenCalledTimes(1);
});

test('when the time is up the error is made and later results do nothing', async () => {
  const { promise, released, settle } = pending();
  vi.advanceTimersByTime(50);
  settle?.resolve(7);
  await expect(promise).rejects.toThrow('too late');
  expect(released).toHaveBeenCalledTimes(1);
});

test('the reason of the signal becomes the rejection', async () => {
  const controller = new AbortController();
  const { promise, released } = pending(controller.signal);
  controller.abort(new Error('enough'));
  await expect(promise).rejects.toThrow('enough');
  expect(released).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('a signal that is aborted already keeps the work from starting', async () => {
  const start = vi.fn(() => () => {});
  const promise = bounded({ timeoutMs: 50, signal: AbortSignal.abort(new Error('before')), timeoutError }, start);
  await expect(promise).rejects.toThrow('before');
  expect(start).not.toHaveBeenCalled();
});

test('work that ends while it starts is released too', async () => {
  const released = vi.fn();
  const promise = bounded<number>({ timeoutMs: 50, timeoutError }, (resolve) => {
    resolve(1);
    return released;
  });
  expect(await promise).toBe(1);
  expect(released).toHaveBeenCalledTimes(1);
});
