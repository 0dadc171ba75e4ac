import { afterEach, describe, expect, it, vi } from 'vitest';
import { ACCEPTED, type Answer } from '../../../src/adapter/answer.js';
import { Engine } from '../../../src/adapter/engine.js';
import { RequestDesk, type RequestHandler } from '../../../src/adapter/request-desk.js';
import type { NativeEvent, NativeOptions, NativeRequest } from '../../../src/native/binding.js';
import { ScriptedAddon } from './scripted-addon.js';

const TIMEOUT_MS = 100;

/** Of now: real time is used for its age, fake timers for what waits. */
function request(token: number, ageMs = 0): NativeRequest {
  const atUs = Number(process.hrtime.bigint() / 1000n) - ageMs * 1000;
  const of = { classId: 4, instance: 154, attribute: 3, service: 0x10, connection: undefined };
  return { type: 'request', token, kind: 'assembly', ...of, data: Uint8Array.of(token), atUs };
}

/** An open engine that takes requests to a desk, and the answers that the addon got: `token general extended`. */
function rig(handler?: RequestHandler, timeoutMs = TIMEOUT_MS) {
  const addon = new ScriptedAddon();
  const desk = new RequestDesk(timeoutMs);
  const answers: string[] = [];
  addon.onComplete = (token, general, extended) => {
    answers.push(`${token} ${general} ${extended}`);
    return true;
  };
  if (handler !== undefined) desk.on('assembly', handler);
  const engine: Engine = new Engine(addon, { assemblies: [], limits: { assemblies: 2 } } as unknown as NativeOptions, {
    onData: () => {},
    onEvent: (event) => {
      if (event.type === 'request') desk.take(event, engine);
      if (event.type === 'abandoned') desk.abandoned(event.token, engine);
    },
  });
  engine.open();
  const ask = (...requests: NativeEvent[]) => {
    addon.happen(...requests);
    addon.wake();
  };
  return { addon, desk, engine, answers, ask };
}

/** Errors that would be uncaught exceptions. */
function catchUncaught(): unknown[] {
  const caught: unknown[] = [];
  vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((task) => {
    try {
      task();
    } catch (error) {
      caught.push(error);
    }
  });
  return caught;
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('RequestDesk: answers', () => {
  it('an answer at once is given at once', () => {
    const { ask, answers } = rig(() => ({ general: 9, extended: 7 }));
    ask(request(1), request(2));
    expect(answers).toEqual(['1 9 7', '2 9 7']);
  });

  it('an answer that comes later is given then, in the order of the answers', async () => {
    const later: ((answer: Answer) => void)[] = [];
    const { ask, answers } = rig(() => new Promise<Answer>((done) => later.push(done)));
    ask(request(1), request(2));
    later[1]?.(ACCEPTED);
    await Promise.resolve();
    later[0]?.({ general: 2, extended: 0 });
    await Promise.resolve();
    await Promise.resolve();
    expect(answers).toEqual(['2 0 0', '1 2 0']);
  });

  it('data of the reply goes with it', () => {
    const { addon, ask } = rig(() => ({ ...ACCEPTED, data: Uint8Array.of(1, 2) }));
    const data: unknown[] = [];
    addon.onComplete = (_token, _general, _extended, bytes) => data.push(bytes) > 0;
    ask(request(1));
    expect(data).toEqual([Uint8Array.of(1, 2)]);
  });

  it('without room for it an answer is given again until there is', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { addon, ask } = rig(() => ACCEPTED, 10_000);
    let refusals = 3;
    const tries: number[] = [];
    addon.onComplete = (token) => {
      tries.push(token);
      return refusals-- === 0;
    };
    ask(request(5));
    vi.advanceTimersByTime(20);
    expect(tries).toEqual([5, 5, 5, 5]);
  });

  it('a handler that throws is a mistake of ours: loud, and the I/O thread refuses in time', async () => {
    const caught = catchUncaught();
    const { ask, answers } = rig(({ token }) => {
      if (token === 1) throw new Error('at once');
      return Promise.reject(new Error('later'));
    });
    ask(request(1), request(2));
    await new Promise(setImmediate);
    expect(caught).toEqual([new Error('at once'), new Error('later')]);
    expect(answers).toEqual([]);
  });
});

describe('RequestDesk: what nobody is to act on', () => {
  it('a peer that has gone: the signal of its request says so, its answer goes nowhere, others go on', async () => {
    const signals = new Map<number, AbortSignal>();
    const later = new Map<number, () => void>();
    const { ask, answers } = rig(({ token }, signal) => {
      signals.set(token, signal);
      return new Promise<Answer>((done) => later.set(token, () => done(ACCEPTED)));
    });
    ask(request(1), request(2), { type: 'abandoned', token: 1 }, { type: 'abandoned', token: 77 });
    expect(signals.get(1)?.reason).toMatchObject({ code: 'EIP_PEER_GONE' });
    expect(signals.get(2)?.aborted).toBe(false);
    for (const end of later.values()) end();
    await new Promise(setImmediate);
    expect(answers).toEqual(['2 0 0']);
  });

  it.each([
    ['of a kind without a handler', undefined, request(1)],
    ['whose time was over before JavaScript looked', () => ACCEPTED, request(1, TIMEOUT_MS + 1)],
  ])('a request %s is left to the I/O thread', (_what, handler, asked) => {
    const { ask, answers } = rig(handler);
    ask(asked);
    expect(answers).toEqual([]);
  });

  it('a request that comes while the adapter is being closed', () => {
    const { addon, engine, answers } = rig(() => ACCEPTED);
    addon.last.push(request(1));
    engine.close();
    expect(answers).toEqual([]);
  });
});

describe('RequestDesk: time', () => {
  it('when it is over the signal says so, and a late answer goes nowhere', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let signal: AbortSignal | undefined;
    let answer = (_answer: Answer) => {};
    const { ask, answers } = rig((_request, given) => {
      signal = given;
      return new Promise<Answer>((done) => {
        answer = done;
      });
    }, 20);
    ask(request(1));
    expect(signal?.aborted).toBe(false);
    const end = performance.now() + 20;
    while (performance.now() < end);
    vi.advanceTimersByTime(30);
    expect(signal?.aborted).toBe(true);
    expect(signal?.reason).toMatchObject({ code: 'EIP_REQUEST_EXPIRED' });
    answer(ACCEPTED);
    await Promise.resolve();
    expect(answers).toEqual([]);
  });

  it('stop() aborts what is open, and its answers go nowhere', async () => {
    let signal: AbortSignal | undefined;
    let answer = (_answer: Answer) => {};
    const { desk, ask, answers } = rig((_request, given) => {
      signal = given;
      return new Promise<Answer>((done) => {
        answer = done;
      });
    });
    ask(request(1));
    desk.abandon();
    expect(signal?.reason).toMatchObject({ code: 'EIP_ADAPTER_NOT_STARTED' });
    answer(ACCEPTED);
    await Promise.resolve();
    expect(answers).toEqual([]);
  });

  it('what was answered in time is not aborted', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let signal: AbortSignal | undefined;
    const { desk, ask } = rig((_request, given) => {
      signal = given;
      return ACCEPTED;
    });
    ask(request(1));
    vi.advanceTimersByTime(10 * TIMEOUT_MS);
    desk.abandon();
    expect(signal?.aborted).toBe(false);
  });
});
