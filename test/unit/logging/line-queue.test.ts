import { describe, expect, it } from 'vitest';
import { countLines, LineQueue } from '../../../src/logging/line-queue.js';

describe('LineQueue', () => {
  it('takes lines up to its bytes, in bytes and not in letters', () => {
    const queue = new LineQueue(10);
    expect([queue.push('abcd\n'), queue.push('äö\n'), queue.push('x\n')]).toEqual([true, true, false]);
    expect([queue.bytes, queue.nextBytes()]).toEqual([10, 5]);
  });

  it.each([
    [0, ['aa\n', 'b\n', 'cc\n']],
    [3, ['aa\n', 'b\n', 'cc\n']],
    [5, ['aa\nb\n', 'cc\n']],
    [100, ['aa\nb\ncc\n']],
  ])('with %i bytes gives whole lines, at least one', (most, taken) => {
    const queue = new LineQueue(100);
    for (const line of ['aa\n', 'b\n', 'cc\n']) queue.push(line);
    const seen: string[] = [];
    while (!queue.empty) seen.push(queue.take(most).toString());
    expect(seen).toEqual(taken);
    expect([queue.bytes, queue.nextBytes()]).toEqual([0, 0]);
  });

  it('keeps order and count over many', () => {
    const queue = new LineQueue(1e6);
    for (let i = 0; i < 5000; i++) queue.push(`${i}\n`);
    const first = queue.take(10_000).toString();
    queue.push('last\n');
    const all = (first + queue.take(1e6)).split('\n').slice(0, -1);
    expect(all).toEqual([...Array.from({ length: 5000 }, (_, i) => String(i)), 'last']);
    expect(queue.clear()).toBe(0);
  });

  it('says how many are gone', () => {
    const queue = new LineQueue(100);
    for (let i = 0; i < 5; i++) queue.push('x\n');
    queue.take(2);
    expect([queue.clear(), queue.empty, queue.push('y\n')]).toEqual([4, true, true]);
  });
});

it('counts line ends', () => expect(countLines(Buffer.from('a\nbb\n\nc'))).toBe(3));
