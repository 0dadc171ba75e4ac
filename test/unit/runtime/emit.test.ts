import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { emitIsolated } from '../../../src/runtime/emit.js';

/** What reaches the process as uncaught while `work` and its microtasks run. */
async function uncaughtIn(work: () => void): Promise<unknown[]> {
  const before = process.listeners('uncaughtException');
  const caught: unknown[] = [];
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => caught.push(error));
  restore = () => {
    process.removeAllListeners('uncaughtException');
    for (const listener of before) process.on('uncaughtException', listener);
  };
  work();
  await new Promise((done) => setImmediate(done));
  return caught;
}
let restore = () => {};
afterEach(() => restore());

describe('emitIsolated', () => {
  it('what a listener throws is uncaught, and the others are called', async () => {
    const emitter = new EventEmitter();
    const heard: string[] = [];
    const error = new Error('mine');
    emitter.on('data', () => {
      throw error;
    });
    emitter.on('data', (payload) => heard.push(payload));
    const caught = await uncaughtIn(() => emitIsolated<{ data: [string] }, 'data'>(emitter, 'data', 'x'));
    expect(heard).toEqual(['x']);
    expect(caught).toEqual([error]);
  });

  it('an error that nobody hears is uncaught', async () => {
    const error = new Error('nobody hears');
    const tell = () => emitIsolated<{ error: [Error] }, 'error'>(new EventEmitter(), 'error', error);
    expect(await uncaughtIn(tell)).toEqual([error]);
  });

  it('once is once', () => {
    const emitter = new EventEmitter();
    let calls = 0;
    emitter.once('data', () => calls++);
    emitIsolated<{ data: [number] }, 'data'>(emitter, 'data', 1);
    emitIsolated<{ data: [number] }, 'data'>(emitter, 'data', 2);
    expect(calls).toBe(1);
  });
});
