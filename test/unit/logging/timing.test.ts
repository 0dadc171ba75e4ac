import { describe, expect, it } from 'vitest';
import { correlationId, type LogTarget, logCalls, timed, withCorrelationId } from '../../../src/logging.js';

interface Told {
  readonly level: string;
  readonly text: string | undefined;
  readonly fields: Record<string, unknown>;
}

function listener() {
  const told: Told[] = [];
  const at = (level: string) => (fields: object, text?: string) => {
    told.push({ level, text, fields: fields as Record<string, unknown> });
  };
  const logger: LogTarget = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return { told, logger };
}

const shortly = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('timed', () => {
  it('is the same function: this, arguments, result, name, length, properties', () => {
    const { told, logger } = listener();
    const add = Object.assign(
      function add(this: { base: number }, a: number, b: number) {
        return this.base + a + b;
      },
      { unit: 'mm' },
    );
    const wrapped = timed(add, { logger });
    expect(wrapped.call({ base: 1 }, 2, 3)).toBe(6);
    expect([wrapped.name, wrapped.length, wrapped.unit]).toEqual(['add', 2, 'mm']);
    expect(told).toEqual([
      {
        level: 'debug',
        text: 'add returned',
        fields: {
          call: 'add',
          durationMs: expect.any(Number),
          outcome: 'returned',
          correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        },
      },
    ]);
  });

  it('tells what it throws, and throws it', () => {
    const { told, logger } = listener();
    const error = new RangeError('far');
    const wrapped = timed(
      () => {
        throw error;
      },
      { logger, name: 'far', errorLevel: 'error' },
    );
    expect(wrapped).toThrow(error);
    expect(told).toMatchObject([{ level: 'error', text: 'far threw', fields: { outcome: 'threw', err: error } }]);
  });

  it('a promise is told when it is settled, and settles as it would', async () => {
    const { told, logger } = listener();
    const error = new Error('no');
    const wrapped = timed(
      async (fails: boolean) => {
        await shortly();
        if (fails) throw error;
        return 5;
      },
      { logger, name: 'ask' },
    );
    const [good, bad] = [wrapped(false), wrapped(true)];
    expect(told).toEqual([]);
    expect(await good).toBe(5);
    await expect(bad).rejects.toBe(error);
    expect(told.map(({ level, text }) => [level, text])).toEqual([
      ['debug', 'ask returned'],
      ['warn', 'ask threw'],
    ]);
  });

  it('leaves what is only like a promise alone: some begin to work when they are asked', () => {
    const { told, logger } = listener();
    let asked = 0;
    // biome-ignore lint/suspicious/noThenProperty: that is what it is about
    const lazy = { then: () => asked++ };
    expect(timed(() => lazy, { logger, name: 'lazy' })()).toBe(lazy);
    expect([asked, told.length]).toEqual([0, 1]);
  });

  it('waits for as long as it takes, in ms', async () => {
    const { told, logger } = listener();
    const began = performance.now();
    await timed(() => new Promise((resolve) => setTimeout(resolve, 20)), { logger })();
    const took = performance.now() - began;
    const durationMs = Number(told[0]?.fields.durationMs);
    expect(durationMs).toBeGreaterThan(15);
    expect(durationMs).toBeLessThanOrEqual(took + 0.001);
  });

  it('ties what it logs to what is logged within', async () => {
    const { told, logger } = listener();
    const inner: unknown[] = [];
    const work = timed(
      async () => {
        await shortly();
        inner.push(correlationId());
      },
      { logger },
    );
    await work();
    await withCorrelationId('mine', work);
    expect(told.map(({ fields }) => fields.correlationId)).toEqual(inner);
    expect(inner[1]).toBe('mine');
  });

  it('is told nothing, and costs no id, where nobody listens', () => {
    const { told, logger } = listener();
    const deaf = { ...logger, isLevelEnabled: () => false };
    expect(timed(correlationId, { logger: deaf })()).toBeUndefined();
    expect(told).toEqual([]);
  });

  it('a class can be made as before', () => {
    class Point {
      constructor(readonly x: number) {}
    }
    const Wrapped = timed(Point as never as () => Point, { logger: listener().logger }) as never as typeof Point;
    expect(new Wrapped(3)).toBeInstanceOf(Point);
  });

  it.each([[5], [undefined]])('refuses %j', (fn) => expect(() => timed(fn as never)).toThrow(TypeError));
  it.each([{ level: 'loud' }, { logger: 5 }, { levle: 'info' }])('refuses the options %j', (options) =>
    expect(() => timed(() => {}, options as never)).toThrow(expect.objectContaining({ code: 'EIP_OPTION_INVALID' })),
  );
});

describe('generators', () => {
  function* count(to: number): Generator<number, string, string | undefined> {
    const seen: unknown[] = [];
    for (let i = 0; i < to; i++) seen.push(yield i);
    return seen.join();
  }

  it('are told when they are done, and take what their consumer gives', () => {
    const { told, logger } = listener();
    const wrapped = timed(count, { logger });
    const running = wrapped(2);
    expect(running).toBeInstanceOf(count);
    expect([running.next(), running.next('a'), told.length]).toEqual([
      { value: 0, done: false },
      { value: 1, done: false },
      0,
    ]);
    expect(running.next('b')).toEqual({ value: 'a,b', done: true });
    expect(told).toMatchObject([{ fields: { call: 'count', outcome: 'returned' } }]);
  });

  it('that are left, or throw, are told so', () => {
    const { told, logger } = listener();
    for (const _ of timed(count, { logger })(9)) break;
    const running = timed(count, { logger })(9);
    running.next();
    expect(() => running.throw(new Error('thrown in'))).toThrow('thrown in');
    expect(told.map(({ fields }) => fields.outcome)).toEqual(['closed', 'threw']);
  });

  it('async ones too', async () => {
    const { told, logger } = listener();
    const source = timed(
      async function* source(fails: boolean) {
        yield 1;
        await shortly();
        if (fails) throw new Error('dry');
        yield 2;
      },
      { logger },
    );
    const seen: number[] = [];
    for await (const value of source(false)) seen.push(value);
    await expect(
      (async () => {
        for await (const value of source(true)) seen.push(value);
      })(),
    ).rejects.toThrow('dry');
    for await (const _ of source(false)) break;
    expect(seen).toEqual([1, 2, 1]);
    expect(told.map(({ fields }) => fields.outcome)).toEqual(['returned', 'threw', 'closed']);
  });
});

describe('logCalls', () => {
  const tag = Symbol('tag');
  class Base {
    inherited(): string {
      return 'inherited';
    }
  }
  class Counter extends Base {
    #count = 0;
    step = 1;
    static readonly Kind = class Kind {};
    readonly Kind = Counter.Kind;
    get count(): number {
      return this.#count;
    }
    set count(to: number) {
      this.#count = to;
    }
    add(): this {
      this.#count += this.step;
      return this;
    }
    twice(): this {
      return this.add().add();
    }
    async later(): Promise<number> {
      await shortly();
      return this.#count;
    }
    [tag](): string {
      return 'tagged';
    }
    fails(): never {
      throw new Error('failed');
    }
  }

  it('methods own, inherited, by symbol, sync and async; accessors and private members as before', async () => {
    const { told, logger } = listener();
    const real = new Counter();
    const logged = logCalls(real, { logger });
    logged.step = 2;
    logged.count = 10;
    expect([logged.add().count, logged.inherited(), logged[tag](), await logged.later()]).toEqual([
      12,
      'inherited',
      'tagged',
      12,
    ]);
    expect(() => logged.fails()).toThrow('failed');
    expect([real.step, real.count]).toEqual([2, 12]);
    expect(told.map(({ level, fields }) => `${level} ${fields.call} ${fields.outcome}`)).toEqual([
      'debug Counter.add returned',
      'debug Counter.inherited returned',
      'debug Counter.Symbol(tag) returned',
      'debug Counter.later returned',
      'warn Counter.fails threw',
    ]);
  });

  it('is an object of its class, with the same keys, and gives itself where the object gives itself', () => {
    const { told, logger } = listener();
    const real = new Counter();
    const logged = logCalls(real, { logger });
    expect(logged).toBeInstanceOf(Counter);
    expect(logged.constructor).toBe(Counter);
    expect(logged.Kind).toBe(Counter.Kind);
    expect(Object.keys(logged)).toEqual(Object.keys(real));
    expect(logged.add).toBe(logged.add);
    expect(logged.twice()).toBe(logged);
    expect(told).toHaveLength(1);
  });

  it('works on what only goes by its own this: Map, Date, frozen objects', () => {
    const { told, logger } = listener();
    expect(logCalls(new Map([[1, 2]]), { logger }).get(1)).toBe(2);
    expect(logCalls(new Map([[1, 2]]), { logger }).size).toBe(1);
    expect(logCalls(new Date(5), { logger }).getTime()).toBe(5);
    const frozen = Object.freeze({ run: () => 'ran' });
    expect(logCalls(frozen, { logger }).run()).toBe('ran');
    expect(told.map(({ fields }) => fields.call)).toEqual(['Map.get', 'Date.getTime']);
  });

  it('a method that is taken off is called with the this that it is given', () => {
    const { logger } = listener();
    const object = {
      who(this: unknown): unknown {
        return this;
      },
    };
    const { who } = logCalls(object, { logger });
    expect(who.call('other')).toBe('other');
    expect(logCalls(object, { logger, name: 'object' }).who()).not.toBe(object);
  });

  it('follows an object whose methods change, and calls by the names they are called by', () => {
    const { told, logger } = listener();
    const run = () => 1;
    const object: { a: () => number; b: () => number } = { a: run, b: run };
    const logged = logCalls(object, { logger, name: 'o' });
    logged.a();
    logged.b();
    logged.a = () => 2;
    expect([object.a(), logged.a()]).toEqual([2, 2]);
    expect(told.map(({ fields }) => fields.call)).toEqual(['o.a', 'o.b', 'o.a']);
  });

  it('logs only the methods that are named', () => {
    const { told, logger } = listener();
    const logged = logCalls(new Counter(), { logger, only: ['add', tag], level: 'info', name: 'c' });
    logged.inherited();
    logged.add();
    logged[tag]();
    expect(told.map(({ level, fields }) => `${level} ${String(fields.call)}`)).toEqual([
      'info c.add',
      'info c.Symbol(tag)',
    ]);
  });

  it.each([[5], [null], ['text']])('refuses %j', (object) =>
    expect(() => logCalls(object as never)).toThrow(TypeError),
  );
});
