import { describe, expect, it } from 'vitest';
import type { Question } from '../../../src/client/question.js';
import { Request } from '../../../src/client/request.js';
import { RequestQueue } from '../../../src/client/request-queue.js';

const question: Question<void> = {
  service: 1,
  message: new Uint8Array(2),
  isRead: true,
  decode: () => {},
  failure: (error) => error,
};
const request = (deadline: number): Request =>
  new Request(
    question,
    { timeoutMs: 1, deadline, signal: undefined },
    0,
    1,
    () => {},
    () => {},
  );

describe('RequestQueue', () => {
  it('serves in order, and passes over what nobody waits for', () => {
    const queue = new RequestQueue();
    const [a, b, c] = [request(1), request(2), request(3)];
    for (const one of [a, b, c]) queue.push(one);
    b.over = true;
    expect([queue.shift(), queue.shift(), queue.shift(), queue.isEmpty]).toEqual([a, c, undefined, true]);
    queue.push(b);
    expect(queue.shift()).toBeUndefined();
    queue.push(a);
    expect([queue.shift(), queue.isEmpty]).toEqual([a, true]);
  });

  it('knows the earliest deadline of those that are waited for', () => {
    const queue = new RequestQueue();
    expect(queue.earliest()).toBe(Number.POSITIVE_INFINITY);
    const [soon, later] = [request(5), request(9)];
    queue.push(later);
    queue.push(soon);
    expect(queue.earliest()).toBe(5);
    soon.over = true;
    expect(queue.earliest()).toBe(9);
  });

  it('takes out what is asked, and keeps the order of the rest', () => {
    const queue = new RequestQueue();
    const all = [1, 2, 3, 4].map(request);
    for (const one of all) queue.push(one);
    expect(queue.remove(({ deadline }) => deadline % 2 === 0)).toEqual([all[1], all[3]]);
    expect([queue.shift(), queue.shift(), queue.isEmpty]).toEqual([all[0], all[2], true]);
  });
});
