/** The small parts of sources, each by its rules. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { TagResult, TagValue } from '../../../../src/eip-client.js';
import { EipError, EipReadError } from '../../../../src/errors.js';
import { ConnectLoop } from '../../../../src/gateway/sources/connect-loop.js';
import { historyFor } from '../../../../src/gateway/sources/implied-history.js';
import { Interval } from '../../../../src/gateway/sources/interval.js';
import { LastValues } from '../../../../src/gateway/sources/last-values.js';
import { Lifecycle } from '../../../../src/gateway/sources/lifecycle.js';
import { type Overrun, Overruns } from '../../../../src/gateway/sources/overruns.js';
import { programData } from '../../../../src/gateway/sources/program-data.js';
import { saysIdle } from '../../../../src/gateway/sources/run-watch.js';
import { ToldTag } from '../../../../src/gateway/sources/told-tag.js';
import { layout, real } from '../../../../src/index.js';

const timestamp = new Date(0);
const good = (value: TagValue): TagResult => ({ quality: 'good', value, timestamp });
const not = (
  quality: 'idle' | 'stale' | 'bad',
  code: 'EIP_TAG_IDLE' | 'EIP_TAG_STALE' | 'EIP_TAG_NOT_SENT',
): TagResult => {
  return { quality, value: 1, timestamp, error: new EipReadError(code, 'why', { tag: 't' }) };
};
const idle = not('idle', 'EIP_TAG_IDLE');
const stale = not('stale', 'EIP_TAG_STALE');

describe('a tag is told', () => {
  test.each<[string, number, readonly TagResult[], string]>([
    ['the first value', 0, [good(1)], '1'],
    ['what is another one', 0, [good(1), good(1), good(2), good(1)], '1011'],
    ['beyond the deadband from the value told last', 2, [good(1), good(3), good(3.5), good(2), good(1)], '10101'],
    ['another quality, whatever the deadband', 9, [good(1), idle, idle, good(1)], '1101'],
    ['another code', 0, [idle, stale, stale], '110'],
  ])('%s', (_, most, results, expected) => {
    const tag = new ToldTag({ kind: 'absolute', most });
    expect(results.map((result) => (tag.take(result, false) ? '1' : '0')).join('')).toBe(expected);
  });

  test('always, where that is asked for; and again when it was forgotten', () => {
    const tag = new ToldTag({ kind: 'absolute', most: 9 });
    expect([tag.take(good(1), true), tag.take(good(1), true), tag.take(good(1), false)]).toEqual([true, true, false]);
    tag.forget();
    expect(tag.take(good(1), false)).toBe(true);
  });
});

test.each<[number, number, boolean]>([
  [14, 0x3060, false],
  [14, 0x3070, true],
  [14, 0x0074, true],
  [14, 0, false],
  [12, 0x3070, false],
])('device type %i with status %i is idle: %s', (deviceType, status, expected) => {
  expect(saysIdle({ deviceType, status })).toBe(expected);
});

test('the last good value stays known while the tag is not good', () => {
  const last = new LastValues((tag) => tag.toLowerCase());
  last.take('g', 'A', { quality: 'good', value: 1 });
  last.take('g', 'A', { quality: 'bad', reason: 'x' });
  last.take('g', 'b', { quality: 'idle', reason: 'x' });
  last.take('h', 'b', { quality: 'good', value: 2 });
  expect([last.lastGood('a'), last.lastGood('B'), last.lastGood('c')]).toEqual([1, 2, undefined]);
  expect([last.notGoodOf('g'), last.notGoodOf('h'), last.notGoodOf('i')]).toEqual([2, 0, 0]);
});

test('of a download some names, and how many there are', () => {
  const gone = Array.from({ length: 1_001 }, (_, i) => `T${i}`);
  const data = programData({ reason: '', gone, changed: ['A'], added: [] });
  expect(data).toMatchObject({ goneCount: 1_001, changedCount: 1, addedCount: 0, changed: ['A'], added: [] });
  expect(data.gone).toHaveLength(1_000);
});

describe('the history that groups imply', () => {
  const identity = { vendorId: 1, serialNumber: 1, productName: 'x' };
  const output = (size: number, more = {}) => ({ instance: 150, kind: 'output', size, ...more }) as const;
  const group = (assembly: string, report?: 'change' | 'packet' | 'interval') => ({ assembly, report });

  test.each<[string, object, object, number | undefined]>([
    ['of changes', output(8), group('a'), 2_048],
    ['of packets', output(8), group('a', 'packet'), 2_048],
    ['none at an interval', output(8), group('a', 'interval'), undefined],
    ['none of another assembly', output(8), group('b'), undefined],
    ['none of an input', { instance: 1, kind: 'input', size: 8 }, group('a'), undefined],
    ['one that is there stays', output(8, { history: 5 }), group('a'), 5],
    ['less of what is large', output(65_000), group('a'), 1_024],
    ['by its layout', { instance: 1, kind: 'output', layout: layout({ x: real(60_000) }) }, group('a'), 1_024],
  ])('%s', (_, assembly, one, expected) => {
    const options = { identity, assemblies: { a: assembly } } as Parameters<typeof historyFor>[0];
    const filled = historyFor(options, { groups: { g: one as never } });
    expect((filled.assemblies.a as { history?: number }).history).toBe(expected);
    expect(filled).toMatchObject(options);
  });

  test('all of them together within 64 MiB', () => {
    const names = Array.from({ length: 16 }, (_, i) => `a${i}`);
    const assemblies = Object.fromEntries(names.map((name) => [name, output(65_000)]));
    const groups = Object.fromEntries(names.map((name) => [name, group(name)]));
    const filled = historyFor({ identity, assemblies }, { groups });
    const bytes = Object.values(filled.assemblies).map((one) => ((one as { history?: number }).history ?? 0) * 65_040);
    expect(bytes.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(64 * 1024 * 1024);
    expect(Math.min(...bytes)).toBeGreaterThan(0);
  });
});

describe('by time', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('an interval is due on absolute times; those that were over are counted', () => {
    const times: number[] = [];
    const start = performance.now();
    const interval = new Interval(10, () => times.push(performance.now() - start));
    interval.start();
    vi.advanceTimersByTime(30);
    expect(times).toEqual([10, 20, 30]);
    // The event loop stands still for 35 ms.
    const now = vi.spyOn(performance, 'now').mockReturnValue(start + 75);
    vi.advanceTimersByTime(10);
    now.mockRestore();
    expect(interval.missed).toBe(3);
    interval.stop();
    vi.advanceTimersByTime(100);
    expect(times).toHaveLength(4);
  });

  test('lost values are told at once, then in sums every ten seconds, and at the end', () => {
    const told: Overrun[] = [];
    const overruns = new Overruns((overrun) => told.push(overrun));
    overruns.add(1, 'a');
    overruns.add(2, 'b');
    overruns.add(3, 'c');
    expect(told).toEqual([{ values: 1, total: 1, reason: 'a' }]);
    vi.advanceTimersByTime(10_000);
    expect(told[1]).toEqual({ values: 5, total: 6, reason: 'c' });
    vi.advanceTimersByTime(60_000);
    expect(told).toHaveLength(2);
    overruns.add(1, 'd');
    overruns.add(1, 'e');
    overruns.stop();
    expect(told.slice(2).map(({ values }) => values)).toEqual([1, 1]);
    overruns.stop();
    expect(told).toHaveLength(4);
  });
});

describe('starting and stopping', () => {
  function life(begin: () => Promise<void> = async () => {}) {
    const calls: string[] = [];
    const one = new Lifecycle(
      'press',
      async () => {
        calls.push('begin');
        await begin();
        calls.push('begun');
      },
      async () => {
        calls.push('end');
      },
    );
    return { one, calls };
  }
  const emit = async () => {};

  test.each<[string, (one: Lifecycle) => Promise<unknown>, string[]]>([
    [
      'one after the other',
      async (one) => [await one.start(emit), await one.stop(), await one.start(emit)],
      ['begin', 'begun', 'end', 'begin', 'begun'],
    ],
    ['stop() during start(): nothing is left', (one) => Promise.all([one.start(emit), one.stop()]), []],
    ['stop() twice, and before a start', (one) => Promise.all([one.stop(), one.stop()]), []],
    ['the last call counts', (one) => Promise.all([one.start(emit), one.stop(), one.start(emit)]), ['begin', 'begun']],
  ])('%s', async (_, run, expected) => {
    const { one, calls } = life();
    await run(one);
    expect(calls).toEqual(expected);
  });

  test('stop() once it has begun waits for it', async () => {
    let go = () => {};
    const { one, calls } = life(
      () =>
        new Promise<void>((resolve) => {
          go = resolve;
        }),
    );
    const started = one.start(emit);
    await new Promise(setImmediate);
    const stopped = one.stop();
    expect(one.isOn).toBe(true);
    go();
    await Promise.all([started, stopped]);
    expect(calls).toEqual(['begin', 'begun', 'end']);
    expect(one.isOn).toBe(false);
  });

  test('a start that fails, or whose signal is aborted meanwhile, is ended', async () => {
    const error = new EipError('EIP_CLIENT_CLOSED', 'x');
    const failing = life(() => Promise.reject(error));
    await expect(failing.one.start(emit)).rejects.toBe(error);
    expect(failing.calls).toEqual(['begin', 'end']);
    const abort = new AbortController();
    const aborted = life(async () => abort.abort('enough'));
    await expect(aborted.one.start(emit, { signal: abort.signal })).rejects.toBe('enough');
    expect(aborted.calls).toEqual(['begin', 'begun', 'end']);
    await aborted.one.start(emit);
  });

  test('start() on one that runs is a mistake', async () => {
    const { one } = life();
    await one.start(emit);
    await expect(one.start(emit)).rejects.toThrow(TypeError);
  });
});

test('connecting is tried until it succeeds, and tells of each failure', async () => {
  const failed: unknown[] = [];
  let calls = 0;
  const connected = new Promise<void>((resolve) => {
    const connect = async () => {
      if (++calls < 4) throw new Error(`${calls}`);
      resolve();
    };
    new ConnectLoop({ connect }, 1, 2, (error) => failed.push((error as Error).message));
  });
  await connected;
  expect(failed).toEqual(['1', '2', '3']);
});

test('connecting ends at once, in the midst of an attempt and of a pause', async () => {
  const failed: unknown[] = [];
  const connect = (options?: { signal?: AbortSignal }) =>
    new Promise<void>((_, reject) => {
      options?.signal?.addEventListener('abort', () => reject(options.signal?.reason));
    });
  const first = new ConnectLoop({ connect }, 1, 2, (error) => failed.push(error));
  first.stop();
  let calls = 0;
  const second = new ConnectLoop(
    { connect: () => Promise.reject(new Error(`${++calls}`)) },
    3_600_000,
    3_600_000,
    (error) => {
      failed.push((error as Error).message);
      second.stop();
    },
  );
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  expect([failed, calls]).toEqual([['1'], 1]);
});
