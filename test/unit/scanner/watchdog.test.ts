import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Watchdog } from '../../../src/scanner/watchdog.js';

const TIMEOUT_MS = 100;
const FIRST_MS = 1_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function started() {
  const state = { heardMs: undefined as number | undefined, expired: 0 };
  const watchdog = new Watchdog(
    () => state.heardMs,
    () => state.expired++,
  );
  watchdog.start(TIMEOUT_MS, FIRST_MS);
  return { state, watchdog };
}

test('the first packet has longer', () => {
  const { state } = started();
  vi.advanceTimersByTime(FIRST_MS - 1);
  expect(state.expired).toBe(0);
  vi.advanceTimersByTime(2);
  expect(state.expired).toBe(1);
});

test('it expires once, a timeout after the last packet', () => {
  const { state } = started();
  vi.advanceTimersByTime(510);
  state.heardMs = performance.now();
  vi.advanceTimersByTime(TIMEOUT_MS - 1);
  expect(state.expired).toBe(0);
  vi.advanceTimersByTime(2);
  expect(state.expired).toBe(1);
  vi.advanceTimersByTime(10 * FIRST_MS);
  expect(state.expired).toBe(1);
});

test('it never expires while packets come', () => {
  const { state } = started();
  for (let i = 0; i < 100; i++) {
    state.heardMs = performance.now();
    vi.advanceTimersByTime(TIMEOUT_MS - 1);
  }
  expect(state.expired).toBe(0);
});

test('a packet that waited in the socket while the event loop was busy saves the connection', () => {
  const { state } = started();
  // The socket's turn comes after the timers' and before the immediates'.
  setTimeout(() => {
    state.heardMs = performance.now();
  }, FIRST_MS);
  vi.advanceTimersByTime(FIRST_MS + TIMEOUT_MS - 1);
  expect(state.expired).toBe(0);
});

test('it never expires after stop', () => {
  const { state, watchdog } = started();
  watchdog.stop();
  vi.advanceTimersByTime(10 * FIRST_MS);
  expect(state.expired).toBe(0);
});
