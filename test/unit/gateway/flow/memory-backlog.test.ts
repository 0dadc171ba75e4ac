/** Records that wait in memory: order, bounds, what gives way to what. */
import { describe, expect, test, vi } from 'vitest';
import { MemoryBacklog } from '../../../../src/gateway/flow/memory-backlog.js';
import type { TelemetryRecord } from '../../../../src/telemetry/record/record-types.js';
import type { Priority } from '../../../../src/telemetry/spool/priorities.js';

const never = new AbortController().signal;
const limits = { maxEntries: 100, maxBytes: 1_000, signal: never };
const PRIORITIES: Readonly<Record<string, Priority>> = { a: 'alarm', u: 'audit', n: 'normal' };

/** Names begin with the letter of their priority. */
async function add(backlog: MemoryBacklog, names: readonly string[], bytes = 10): Promise<void> {
  for (const name of names) {
    const priority = PRIORITIES[name[0] as string] as Priority;
    await backlog.add({ record: { messageId: name } as TelemetryRecord, body: Buffer.alloc(bytes), priority });
  }
}

async function take(backlog: MemoryBacklog, given: Partial<typeof limits> = {}) {
  const portion = await backlog.take({ ...limits, ...given });
  return { portion, names: portion.entries.map(({ record }) => record.messageId) };
}

describe('a portion', () => {
  test.each([
    ['alarms first, then audit, then the rest', ['n1', 'u1', 'a1', 'n2', 'a2'], {}, ['a1', 'a2', 'u1', 'n1', 'n2']],
    ['bounded by records', ['n1', 'n2', 'n3'], { maxEntries: 2 }, ['n1', 'n2']],
    ['bounded by bytes', ['n1', 'n2', 'n3'], { maxBytes: 29 }, ['n1', 'n2']],
    ['bounded by bytes that hold exactly', ['n1', 'n2', 'n3'], { maxBytes: 30 }, ['n1', 'n2', 'n3']],
    ['one in any case', ['n1', 'n2'], { maxBytes: 1 }, ['n1']],
  ])('is %s', async (_, names, given, expected) => {
    const backlog = new MemoryBacklog(100);
    await add(backlog, names);
    expect((await take(backlog, given)).names).toEqual(expected);
  });

  test('given back comes again before what is behind it, each in its place', async () => {
    const backlog = new MemoryBacklog(100);
    await add(backlog, ['n1', 'a1', 'n2']);
    const { portion } = await take(backlog);
    await add(backlog, ['n3', 'a2']);
    await portion.confirm(portion.entries.slice(0, 1));
    portion.giveBack();
    expect((await take(backlog)).names).toEqual(['a2', 'n1', 'n2', 'n3']);
  });

  test('is waited for, until the signal ends it', async () => {
    const backlog = new MemoryBacklog(100);
    const end = new AbortController();
    const waiting = take(backlog, { signal: end.signal });
    end.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    const next = take(backlog);
    await add(backlog, ['n1']);
    expect((await next).names).toEqual(['n1']);
  });

  test('is refused by a signal that is aborted', async () => {
    const backlog = new MemoryBacklog(100);
    await add(backlog, ['n1']);
    await expect(take(backlog, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});

describe('when it is full', () => {
  test.each([
    ['the oldest of the same priority goes', ['n1', 'n2', 'n3', 'n4'], ['n2', 'n3', 'n4'], 1],
    ['a lower one gives way', ['n1', 'n2', 'n3', 'a1'], ['a1', 'n2', 'n3'], 1],
    ['the lowest first, audit never', ['u1', 'n1', 'u2', 'a1', 'a2'], ['a2', 'u1', 'u2'], 2],
    ['a higher one never does', ['a1', 'a2', 'a3', 'n1', 'n2'], ['a1', 'a2', 'a3'], 2],
  ])('%s', async (_, names, expected, dropped) => {
    const backlog = new MemoryBacklog(3);
    await add(backlog, names);
    expect(backlog.figures()).toMatchObject({ waiting: 3, dropped });
    expect((await take(backlog)).names).toEqual(expected);
  });

  test('an audit record that finds no room is refused, not dropped', async () => {
    const backlog = new MemoryBacklog(1);
    await add(backlog, ['a1']);
    await expect(add(backlog, ['u1'])).rejects.toMatchObject({ code: 'EIP_AUDIT_UNAVAILABLE' });
    expect(backlog.figures()).toMatchObject({ waiting: 1, dropped: 0 });
  });

  test('what is taken stays, and counts', async () => {
    const backlog = new MemoryBacklog(2);
    await add(backlog, ['n1', 'n2']);
    const { portion } = await take(backlog);
    await add(backlog, ['a1']);
    expect(backlog.figures()).toMatchObject({ waiting: 2, dropped: 1 });
    await portion.confirm(portion.entries);
    await add(backlog, ['a2']);
    expect((await take(backlog)).names).toEqual(['a2']);
  });

  test('bytes are a bound too', async () => {
    const backlog = new MemoryBacklog(1_000_000);
    await add(backlog, ['n1', 'n2', 'n3', 'n4', 'n5'], 64 * 1_024 * 1_024);
    expect(backlog.figures()).toMatchObject({ waiting: 4, dropped: 1 });
  });
});

test('tells how old the oldest one is, taken or not', async () => {
  vi.useFakeTimers();
  try {
    const backlog = new MemoryBacklog(3);
    expect(backlog.figures().oldestMs).toBeNull();
    await add(backlog, ['n1']);
    vi.advanceTimersByTime(1_000);
    await add(backlog, ['a1']);
    vi.advanceTimersByTime(500);
    expect(backlog.figures().oldestMs).toBe(1_500);
    const { portion } = await take(backlog);
    expect(backlog.figures().oldestMs).toBe(1_500);
    await portion.discard(portion.entries.slice(1));
    expect(backlog.figures()).toMatchObject({ oldestMs: 500, waiting: 1 });
  } finally {
    vi.useRealTimers();
  }
});
