import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Waiting } from '../../../../src/adapter/implicit/waiting.js';

const LONG_MS = 600_000;
const bound = (forMs = LONG_MS, signal?: AbortSignal) => ({ forMs, signal, timeoutError: () => new Error('late') });
const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

describe('Waiting', () => {
  it.each<[string, (waiting: Waiting, abort: AbortController) => void, unknown]>([
    ['resolved', (waiting) => waiting.resolve(), undefined],
    ['rejected', (waiting) => waiting.reject(new Error('closed')), 'closed'],
    ['aborted', (_waiting, abort) => abort.abort(new Error('enough')), 'enough'],
  ])('%s: no timer and no listener is left', async (_case, end, message) => {
    const before = timers();
    const waiting = new Waiting();
    const abort = new AbortController();
    const outcome = waiting.add(bound(LONG_MS, abort.signal)).then(
      () => undefined,
      (error: Error) => error.message,
    );
    expect(getEventListeners(abort.signal, 'abort')).toHaveLength(1);
    end(waiting, abort);
    expect(await outcome).toBe(message);
    expect(getEventListeners(abort.signal, 'abort')).toHaveLength(0);
    expect(timers()).toBe(before);
  });

  it('ends by itself when the time is up', async () => {
    const abort = new AbortController();
    await expect(new Waiting().add(bound(1, abort.signal))).rejects.toThrow('late');
    expect(getEventListeners(abort.signal, 'abort')).toHaveLength(0);
  });

  it('each wait has its own bound; the others go on', async () => {
    const waiting = new Waiting();
    const long = waiting.add(bound());
    await expect(waiting.add(bound(1))).rejects.toThrow('late');
    waiting.resolve();
    await long;
  });

  it('what ends after the end means nothing', async () => {
    const waiting = new Waiting();
    const abort = new AbortController();
    const wait = waiting.add(bound(LONG_MS, abort.signal));
    waiting.resolve();
    waiting.reject(new Error('closed'));
    abort.abort();
    await wait;
  });
});
