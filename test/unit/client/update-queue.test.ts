import { describe, expect, it } from 'vitest';
import { UpdateQueue } from '../../../src/client/subscriptions/update-queue.js';

interface Item {
  readonly key: string;
  readonly value: number;
}

function queueOf(history: number) {
  const counts = { overwritten: 0, dropped: 0, left: 0 };
  const queue = new UpdateQueue<Item>(history, {
    overwrote: () => counts.overwritten++,
    dropped: () => counts.dropped++,
    left: () => counts.left++,
  });
  const push = (...items: string[]) => {
    for (const item of items) queue.push({ key: item.charAt(0), value: Number(item.slice(1)) });
  };
  const rest = async () => {
    queue.end({});
    const taken: string[] = [];
    for await (const { key, value } of queue) taken.push(`${key}${value}`);
    return taken;
  };
  return { queue, counts, push, rest };
}

describe('updates that wait for a loop', () => {
  it('the newest of each tag, in the order of the first', async () => {
    const { counts, push, rest } = queueOf(0);
    push('a1', 'b1', 'a2', 'c1', 'a3');
    expect(await rest()).toEqual(['a3', 'b1', 'c1']);
    expect(counts).toMatchObject({ overwritten: 2, dropped: 0 });
  });

  it('a history: all in their order, the oldest makes room', async () => {
    const { counts, push, rest } = queueOf(3);
    push('a1', 'b1', 'a2', 'c1', 'a3');
    expect(await rest()).toEqual(['a2', 'c1', 'a3']);
    expect(counts).toMatchObject({ overwritten: 0, dropped: 2 });
  });

  it('one that somebody waits for does not wait', async () => {
    const { queue, counts, push } = queueOf(0);
    const both = [queue.next(), queue.next()];
    push('a1', 'a2');
    expect((await Promise.all(both)).map(({ value }) => value?.value)).toEqual([1, 2]);
    expect(counts.overwritten).toBe(0);
  });

  it('an end comes behind what waits, and to all who wait', async () => {
    const { queue, push } = queueOf(0);
    const waiting = [queue.next(), queue.next()];
    push('a1');
    queue.end({});
    expect((await Promise.all(waiting)).map(({ done }) => done)).toEqual([false, true]);
    expect(await queue.next()).toEqual({ value: undefined, done: true });
  });

  it('a failure comes at once, and once', async () => {
    const { queue, push } = queueOf(0);
    push('a1');
    queue.end({ error: new Error('enough') });
    await expect(queue.next()).rejects.toThrow('enough');
    expect(await queue.next()).toEqual({ value: undefined, done: true });
  });

  it('a failure without a value is one too', async () => {
    const { queue } = queueOf(0);
    queue.end({ error: undefined });
    await expect(queue.next()).rejects.toBe(undefined);
  });

  it('a loop that is left forgets what waits, and says so', async () => {
    const { queue, counts, push } = queueOf(0);
    push('a1', 'b1');
    for await (const { key } of queue) {
      expect(key).toBe('a');
      break;
    }
    expect(counts.left).toBe(1);
    expect(await queue.next()).toEqual({ value: undefined, done: true });
  });
});
