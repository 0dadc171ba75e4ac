/** The clock is the test's: when cycles begin, whatever they take and however late the process is. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type GroupMember, RateGroup, type Readings } from '../../../src/client/subscriptions/rate-group.js';
import { EipError } from '../../../src/errors.js';
import { uncaughtWhile } from '../../integration/uncaught.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'performance', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A group of one member. `tookMs` of each cycle in turn, then 0. */
function groupOf(rateMs: number, tookMs: number[] = []) {
  const zero = performance.now();
  const begun: number[] = [];
  const missed: number[] = [];
  const taken: Readings[] = [];
  const member: GroupMember = {
    names: ['A'],
    take: (readings) => taken.push(readings),
    fail: () => {},
    miss: (cycles) => missed.push(cycles),
  };
  const asked: (readonly string[])[] = [];
  const group = new RateGroup(rateMs, async (names) => {
    asked.push(names);
    begun.push(performance.now() - zero);
    const ms = tookMs.shift() ?? 0;
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
    return {};
  });
  group.add(member);
  group.connected();
  return { group, member, asked, begun, missed, taken };
}

/** Each cycle begins in the turn of the event loop behind its timer. */
const roundedTo = (rateMs: number) => (ms: number) => Math.round(ms / rateMs) * rateMs;

describe('a rate group', () => {
  it('begins at once, and then at each multiple of its rate, however long reading takes', async () => {
    const { group, begun, missed } = groupOf(100, [30, 90, 0, 60]);
    await vi.advanceTimersByTimeAsync(1_050);
    expect(begun.map(roundedTo(100))).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000]);
    expect(Math.max(...begun.map((ms) => ms % 100))).toBeLessThan(5);
    expect([missed, group.health()]).toEqual([[], expect.objectContaining({ cycles: 11, missedCycles: 0, tags: 1 })]);
    group.disconnected();
  });

  it('leaves out what is due while a cycle is not over, and keeps to its times', async () => {
    const { group, begun, missed } = groupOf(100, [0, 350]);
    await vi.advanceTimersByTimeAsync(750);
    expect(begun.map(roundedTo(100))).toEqual([0, 100, 500, 600, 700]);
    expect(missed).toEqual([1, 1, 1]);
    expect(group.health()).toMatchObject({ cycles: 5, missedCycles: 3 });
    group.disconnected();
  });

  it('counts what was due while the process stood still, and begins one cycle for all of it', async () => {
    const { group, begun, missed } = groupOf(100);
    await vi.advanceTimersByTimeAsync(150);
    const real = performance.now.bind(performance);
    const still = vi.spyOn(performance, 'now').mockImplementation(() => real() + 430);
    await vi.advanceTimersByTimeAsync(160);
    still.mockRestore();
    // Due at 200, 300, 400, 500, 600: the timer of 200 is there at 630; the next time is 700.
    expect(begun.map((ms) => Math.floor(ms / 10) * 10)).toEqual([0, 100, 630, 700]);
    expect(missed).toEqual([4]);
    group.disconnected();
  });

  it('ends with its connection, and begins anew with the next', async () => {
    const { group, begun, taken } = groupOf(100, [0, 50]);
    await vi.advanceTimersByTimeAsync(120);
    group.disconnected();
    await vi.advanceTimersByTimeAsync(1_000);
    expect([begun.length, taken.length, vi.getTimerCount()]).toEqual([2, 1, 0]);
    group.connected();
    await vi.advanceTimersByTimeAsync(110);
    expect(begun.map((ms) => Math.floor(ms / 10) * 10)).toEqual([0, 100, 1_120, 1_220]);
    group.disconnected();
  });

  it('reads tags that come while a cycle is read behind it', async () => {
    const { group, member, asked } = groupOf(100, [50]);
    await vi.advanceTimersByTimeAsync(10);
    group.add({ ...member, names: ['A', 'B'] });
    await vi.advanceTimersByTimeAsync(80);
    expect(asked).toEqual([['A'], ['A', 'B']]);
    await vi.advanceTimersByTimeAsync(20);
    expect(asked).toEqual([['A'], ['A', 'B'], ['A', 'B']]);
    group.disconnected();
  });

  it('asks for a bad tag again once a second, and for the others in each cycle', async () => {
    const bad = {
      quality: 'bad',
      value: undefined,
      timestamp: new Date(),
      error: new EipError('EIP_CLIENT_CLOSED', 'x'),
    } as const;
    const good = { quality: 'good', value: 1, timestamp: new Date() } as const;
    const asked: string[] = [];
    const group = new RateGroup(100, async (names) => {
      asked.push(names.join());
      return Object.fromEntries(names.map((name) => [name, name === 'Bad' ? bad : good]));
    });
    group.add({ names: ['A', 'Bad'], take: () => {}, fail: () => {}, miss: () => {} });
    group.connected();
    await vi.advanceTimersByTimeAsync(2_050);
    const both = asked.flatMap((names, i) => (names === 'A,Bad' ? [i] : []));
    expect([asked.length, both[0], both.length]).toEqual([21, 0, 2]);
    expect(both[1]).toBeGreaterThanOrEqual(10);
    group.readAll();
    await vi.advanceTimersByTimeAsync(5);
    expect(asked.at(-1)).toBe('A,Bad');
    await vi.advanceTimersByTimeAsync(100);
    expect(asked.at(-1)).toBe('A');
    group.connected();
    await vi.advanceTimersByTimeAsync(5);
    expect(asked.at(-1)).toBe('A,Bad');
    group.disconnected();
  });

  it('asks for nothing while all are bad, and keeps to its times', async () => {
    const bad = {
      quality: 'bad',
      value: undefined,
      timestamp: new Date(),
      error: new EipError('EIP_CLIENT_CLOSED', 'x'),
    } as const;
    let cycles = 0;
    const missed: number[] = [];
    const group = new RateGroup(100, async () => {
      cycles++;
      return { Bad: bad };
    });
    group.add({ names: ['Bad'], take: () => {}, fail: () => {}, miss: (count) => missed.push(count) });
    group.connected();
    await vi.advanceTimersByTimeAsync(2_050);
    expect([cycles, missed]).toEqual([2, []]);
    group.disconnected();
  });

  it('leaves no timer when its last member goes', async () => {
    const { group, member } = groupOf(100);
    await vi.advanceTimersByTimeAsync(110);
    group.remove(member);
    expect([vi.getTimerCount(), group.isEmpty, group.health().tags]).toEqual([0, true, 0]);
  });

  it('reads a tag as long as one member is left that has it', async () => {
    const { group, member } = groupOf(100);
    const other: GroupMember = { ...member, names: ['A', 'B'] };
    group.add(other);
    expect(group.health().tags).toBe(2);
    group.remove(other);
    expect(group.health().tags).toBe(1);
    group.remove(member);
    expect(group.health().tags).toBe(0);
  });
});

it('a mistake of ours while reading is not swallowed, and the cycles go on', async () => {
  let cycles = 0;
  const group = new RateGroup(10, () => {
    cycles++;
    return Promise.reject(new TypeError('mine'));
  });
  group.add({ names: ['A'], take: () => {}, fail: () => {}, miss: () => {} });
  vi.useRealTimers();
  const uncaught = await uncaughtWhile(async () => {
    group.connected();
    while (cycles < 3) await new Promise(setImmediate);
    group.disconnected();
  });
  expect(uncaught.length).toBeGreaterThanOrEqual(2);
  expect(String(uncaught[0])).toBe('TypeError: mine');
});
