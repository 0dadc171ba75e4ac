/** Until when a command may be begun, and how long its calls may take. */
import { EipTimeoutError } from '../../errors.js';
import type { Command } from '../../telemetry/command/command-types.js';
import { refuse } from './verdict.js';

/** Clocks that are set by NTP differ by milliseconds. */
const CLOCKS_MAY_DIFFER_MS = 2_000;

/** @throws Ended for a command whose times can't be meant, or are beyond what is configured */
export function checkTimes({ timestamp, deadline }: Command, maxDeadlineMs: number, nowMs = Date.now()): void {
  const [given, until] = [Date.parse(timestamp), Date.parse(deadline)];
  const aheadMs = given - nowMs;
  if (aheadMs > CLOCKS_MAY_DIFFER_MS) {
    refuse('CLOCKS_DIFFER', `It was given ${seconds(aheadMs)} in the future: set the clocks of both sides by NTP`);
  }
  if (until - nowMs > maxDeadlineMs) {
    const asked = `Its deadline is ${seconds(until - nowMs)} away`;
    refuse('DEADLINE_TOO_FAR', `${asked}, and "maxDeadlineMs" allows ${seconds(maxDeadlineMs)}`);
  }
  if (until <= nowMs) refuse('DEADLINE_OVER', `It came ${seconds(nowMs - until)} after its deadline`);
  if (-aheadMs > maxDeadlineMs) {
    refuse('COMMAND_TOO_OLD', `It is ${seconds(-aheadMs)} old, and "maxDeadlineMs" allows ${seconds(maxDeadlineMs)}`);
  }
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

/** A timer may be early by as much: who it wakes finds the deadline over. */
const TIMER_MS = 2;

/** By both clocks: the one of the wall may be set while it runs. */
export class Deadline {
  private readonly atMs: number;
  private readonly monotonicMs: number;

  constructor({ deadline }: Command) {
    this.atMs = Date.parse(deadline);
    this.monotonicMs = performance.now() + this.atMs - Date.now();
  }

  leftMs(): number {
    return Math.min(this.atMs - Date.now(), this.monotonicMs - performance.now());
  }

  /** @throws Ended */
  check(what: string): void {
    if (this.leftMs() <= 0) refuse('DEADLINE_OVER', `Its deadline passed ${what}: nothing was written`);
  }
}

/**
 * Rejects when the time is up, or `outer` aborts, whether or not the work listens to its signal.
 * @param what for the error: `the write`
 */
export async function within<T>(
  limitMs: number,
  outer: AbortSignal,
  what: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const onAbort = () => limit.abort(outer.reason);
  if (outer.aborted) onAbort();
  outer.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(
    () => limit.abort(new EipTimeoutError('EIP_CALL_TIMEOUT', `No end of ${what} within ${Math.ceil(limitMs)} ms`)),
    Math.max(0, Math.ceil(limitMs) + TIMER_MS),
  );
  try {
    limit.signal.throwIfAborted();
    // Before the work begins: it may itself be what ends it.
    const ended = rejectedBy(limit.signal);
    ended.catch(() => {});
    return await Promise.race([work(limit.signal), ended]);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', onAbort);
  }
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
