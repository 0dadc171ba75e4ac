import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/config/secret.js';
import { EipReadError } from '../../../src/errors.js';
import { getLogger, setupLogger, withCorrelationId } from '../../../src/logging.js';
import { ownLog, type Parsed } from './logs.js';

describe('a line', () => {
  it('has level, time, app, module, text and the fields, in that order of types', async () => {
    const { log, lines } = ownLog({ app: { name: 'press', version: '1.2', instance: 'a' }, fields: { line: 'L1' } });
    log.getLogger('line.scanner').warn({ speed: 3 }, 'slow: %d of %s', 3, 'ten');
    expect(await lines()).toEqual([
      {
        level: 'warn',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        app: { name: 'press', version: '1.2', instance: 'a' },
        module: 'line.scanner',
        line: 'L1',
        speed: 3,
        msg: 'slow: 3 of ten',
      },
    ]);
  });

  it('tells the time in ms where that is wanted', async () => {
    const { log, lines } = ownLog({ time: 'epochMs' });
    log.getLogger().info('x');
    const [line] = await lines();
    expect(Math.abs(Number(line?.time) - Date.now())).toBeLessThan(60_000);
    expect(typeof line?.time).toBe('number');
  });

  const own = { level: 5, time: 'noon', msg: {}, module: ['x'], app: 'mine', correlationId: 7 };
  it('keeps its names for itself, and the values of the application too', async () => {
    const { log, lines } = ownLog();
    log.getLogger('m').child({ app: 'child' }).info(own, 'text');
    const [line] = await lines();
    expect(line).toMatchObject({ level: 'info', msg: 'text', module: 'm', app: { name: 'eip-native' } });
    expect(line).toMatchObject({ level_: 5, time_: 'noon', msg_: {}, module_: ['x'], app_: 'mine', correlationId_: 7 });
  });

  it('has each name once, whoever gave it', async () => {
    const { log, path } = ownLog({ fields: { a: 1 } });
    log.getLogger().child({ a: 2 }).child({ a: 3 }).info({ a: 4 });
    await log.flush();
    const { readFileSync } = await import('node:fs');
    expect(readFileSync(path, 'utf8').match(/"a":\d/g)).toEqual(['"a":4']);
  });

  it.each([
    ['an Error', new RangeError('far'), { type: 'RangeError', message: 'far', stack: expect.any(String) }],
    ['a text', 'far', { type: 'string', message: 'far' }],
    ['nothing', undefined, { type: 'undefined', message: 'undefined' }],
    ['a number', 5, { type: 'number', message: '5' }],
    ['a symbol', Symbol('s'), { type: 'symbol', message: 'Symbol(s)' }],
    ['a plain object', { message: 'm', code: 5 }, { type: 'Object', message: 'm', code: '5' }],
    ['without a prototype', Object.create(null), { type: 'Object', message: '' }],
    [
      'with a cause and more',
      Object.assign(new Error('a', { cause: 'b' }), { host: 'h', code: 'E' }),
      { type: 'Error', message: 'a', code: 'E', cause: { type: 'string', message: 'b' }, details: { host: 'h' } },
    ],
    [
      'of this package',
      new EipReadError('EIP_READ_REFUSED', 'no', { generalStatus: 5 }),
      { type: 'EipReadError', code: 'EIP_READ_REFUSED', details: { generalStatus: 5 } },
    ],
    [
      'several',
      new AggregateError([new Error('one'), 'two']),
      { errors: [{ message: 'one' }, { type: 'string', message: 'two' }] },
    ],
  ])('err, given as %s, has one form', async (_, err, form) => {
    const { log, lines } = ownLog();
    log.getLogger().error({ err }, 'x');
    expect((await lines())[0]?.err).toMatchObject(form);
  });

  it('takes an error alone, with its message as the text', async () => {
    const { log, lines } = ownLog();
    log.getLogger().error(new Error('alone'));
    expect(await lines()).toMatchObject([{ msg: 'alone', err: { type: 'Error' } }]);
  });

  it('ends causes that go round', async () => {
    const { log, lines } = ownLog();
    const error = new Error('round');
    error.cause = error;
    (error as { self?: unknown }).self = error;
    log.getLogger().error(error);
    expect(await lines()).toMatchObject([{ msg: 'round' }]);
  });

  it.each([
    [undefined, ''],
    [5, '5'],
    [{ a: 1 }, '{ a: 1 }'],
    [null, 'null'],
  ])('the text is a text, given as %j', async (given, text) => {
    const { log, lines } = ownLog();
    log.getLogger().info({ x: 1 }, given as never);
    expect(await lines()).toMatchObject([{ msg: text }]);
  });

  it('never throws, whatever it is given, and counts', async () => {
    const { log, lines } = ownLog();
    const logger = log.getLogger('m');
    const getter = {
      get x(): never {
        throw new Error('no x');
      },
    };
    logger.info(getter, 'text');
    logger.info({ x: { toJSON: () => getter.x } }, 'deep');
    logger.info({ big: 5n, nested: { big: 2n ** 70n }, nan: Number.NaN, f() {}, s: Symbol('s') }, 'odd');
    expect(await lines()).toMatchObject([
      { msg: 'text', module: 'm', err: { message: 'no x' } },
      { msg: 'deep' },
      { msg: 'odd', big: 5, nan: null },
    ]);
    expect(log.status()).toMatchObject({ lines: 3, unreadable: 1 });
  });

  it('that is too long is told by its length', async () => {
    const { log, lines } = ownLog({}, { size: '10m' });
    log.getLogger('m').info({ blob: 'x'.repeat(300_000) }, '100%d %s', 5, 'y'.repeat(2000));
    log.getLogger('m').info({ blob: 'x'.repeat(200_000) }, 'fits');
    const [told, fits] = await lines();
    expect(told).toMatchObject({ module: 'm', msg: '100%d %s', lineLength: expect.any(Number) });
    expect(told?.blob).toBeUndefined();
    expect(fits?.blob).toHaveLength(200_000);
  });
});

describe('redaction', () => {
  it('replaces what the paths name, wherever it comes from', async () => {
    const { log, lines } = ownLog({ redact: ['password', '*.token', 'list[*].key', 'err.details.auth', 'a["b-c"]'] });
    const err = Object.assign(new Error('e'), { auth: 'hidden' });
    const logger = log.getLogger().child({ password: 'hidden' });
    logger.info({ x: { token: 'hidden' }, list: [{ key: 'hidden', id: 1 }], err, a: { 'b-c': 'hidden' } }, 'x');
    const [line] = await lines();
    expect(JSON.stringify(line)).not.toContain('hidden');
    expect(line).toMatchObject({ password: '***', x: { token: '***' }, list: [{ key: '***', id: 1 }] });
  });

  it('never shows a Secret', async () => {
    const { log, lines } = ownLog();
    const secret = new Secret('hidden-value');
    const err = Object.assign(new Error('e'), { secret });
    log.getLogger().info({ secret, deep: [{ secret }], err }, 'as %s %j %o', secret, secret, { secret });
    log.getLogger().child({ secret }).info(secret);
    log.getLogger().info({}, secret as never);
    expect(JSON.stringify(await lines())).not.toContain('hidden-value');
  });
});

describe('correlation', () => {
  it('is on every line of a piece of work, and on no other', async () => {
    const { log, lines } = ownLog();
    const logger = log.getLogger();
    await Promise.all(
      ['a', 'b'].map((id) =>
        withCorrelationId(id, async () => {
          await new Promise((resolve) => setImmediate(resolve));
          logger.info({ id });
          queueMicrotask(() => logger.info({ id }));
          await undefined;
        }),
      ),
    );
    logger.info('outside');
    logger.info({ correlationId: 'given' }, 'by hand');
    const seen = (await lines()).map(({ id, correlationId }: Parsed) => [id, correlationId]);
    expect(seen.filter(([id, correlation]) => id === correlation)).toHaveLength(4 + 1);
    expect(seen.slice(-2)).toEqual([
      [undefined, undefined],
      [undefined, 'given'],
    ]);
  });
});

describe('loggers', () => {
  it('are at the level of their module, and follow', async () => {
    const { log, lines } = ownLog({ level: 'warn', levels: { 'a.b': 'debug' } });
    const [a, ab] = [log.getLogger('a'), log.getLogger('a.b.c')];
    a.info('no');
    ab.debug('1');
    log.reconfigure({ levels: { a: 'info' } });
    a.info('2');
    ab.debug('no');
    expect([a.level, ab.level, log.getLogger().level]).toEqual(['info', 'info', 'warn']);
    expect([a.isLevelEnabled('debug'), a.isLevelEnabled('info'), a.isLevelEnabled('silent')]).toEqual([
      false,
      true,
      false,
    ]);
    a.level = 'trace';
    a.trace('3');
    log.reconfigure({ enabled: false });
    a.fatal('no');
    log.reconfigure({ enabled: true });
    a.silent('no');
    expect((await lines()).map(({ msg }) => msg)).toEqual(['1', '2', '3']);
  });

  it('refuse a level that is none, and keep theirs', () => {
    const logger = ownLog().log.getLogger();
    expect(() => {
      logger.level = 'wran';
    }).toThrow(/did you mean "warn"/);
    expect(() => logger.child({}, { level: 'loud' })).toThrow(TypeError);
    expect(logger.level).toBe('info');
  });

  it.each(['', 5, null])('refuse the name %j', (name) =>
    expect(() => ownLog().log.getLogger(name as string)).toThrow(TypeError),
  );

  it('have children with fields, serializers and a level of their own', async () => {
    const { log, lines } = ownLog();
    const child = log.getLogger('m').child({ id: 1 }, { level: 'debug', serializers: { req: ({ url }) => ({ url }) } });
    child.debug({ req: { url: '/x', socket: {} } }, 'x');
    child.child({ module: 'other' }).info('y');
    expect(await lines()).toMatchObject([
      { module: 'm', id: 1, req: { url: '/x' } },
      { module: 'other', id: 1 },
    ]);
    expect((await lines())[0]?.req).toEqual({ url: '/x' });
    expect(child.bindings()).toEqual({ module: 'm', id: 1 });
  });

  it('a change that is refused changes nothing', async () => {
    const { log, lines } = ownLog({ level: 'warn' });
    expect(() => log.reconfigure({ level: 'debug', time: 'noon' } as never)).toThrow(/time/);
    expect(() => log.reconfigure({ port: undefined })).toThrow(/port/);
    log.getLogger().info('no');
    expect(await lines()).toEqual([]);
    expect(log.status().level).toBe('warn');
  });

  it('after close log nothing, without harm', async () => {
    const { log, path } = ownLog();
    log.getLogger().info('1');
    await Promise.all([log.close(), log.close()]);
    log.getLogger().info('2');
    await log.flush();
    const { readFileSync } = await import('node:fs');
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(2);
  });
});

describe('the log of the process', () => {
  it('is taken by loggers from before it, and by the next one from it', async () => {
    const early = getLogger('early');
    const [first, second] = [ownLog(), ownLog()];
    await Promise.all([first.log.close(), second.log.close()]);
    setupLogger({ console: 'off', file: { path: first.path } });
    early.info('1');
    const log = setupLogger({ console: 'off', file: { path: second.path } });
    early.info('2');
    getLogger().info('3');
    await log.close();
    const texts = async ({ path }: { path: string }) => (await import('node:fs')).readFileSync(path, 'utf8');
    expect([await texts(first), await texts(second)].map((text) => text.match(/"msg":"\d"/g))).toEqual([
      ['"msg":"1"'],
      ['"msg":"2"', '"msg":"3"'],
    ]);
  });
});

describe("an application's logger", () => {
  const taken = () => {
    const lines: Parsed[] = [];
    return { lines, stream: { write: (line: string) => lines.push(JSON.parse(line)) } };
  };

  it('takes the lines, with module, correlation and its own form of errors', () => {
    const { lines, stream } = taken();
    const { log } = foreign(pino({ base: { pid: 1 } }, stream));
    withCorrelationId('id', () => log.getLogger('m').error(new Error('boom'), 'x %d', 5));
    expect(lines).toMatchObject([
      { level: 50, pid: 1, module: 'm', correlationId: 'id', msg: 'x 5', err: { type: 'Error', message: 'boom' } },
    ]);
  });

  it('decides the level alone, unless one was given here', () => {
    const { lines, stream } = taken();
    const logger = pino({ level: 'debug' }, stream);
    const { log } = foreign(logger);
    log.getLogger('a').debug('1');
    log.getLogger('a').trace('no');
    log.reconfigure({ levels: { a: 'warn' } });
    log.getLogger('a').info('no');
    log.getLogger('b').debug('2');
    log.reconfigure({ level: 'info' });
    log.getLogger('b').debug('no');
    expect(lines.map(({ msg }) => msg)).toEqual(['1', '2']);
  });

  it('needs four calls, and gets the others by the level beside', () => {
    const seen: unknown[] = [];
    const call = (level: string) => (fields: object, text?: string) => seen.push([level, fields, text]);
    const logger = { debug: call('debug'), info: call('info'), warn: call('warn'), error: call('error') };
    const { log } = foreign(logger);
    log.getLogger().fatal({ a: 1 }, 'x');
    log.getLogger().trace('y');
    expect(seen).toEqual([
      ['error', { a: 1 }, 'x'],
      ['debug', {}, 'y'],
    ]);
  });

  it('that throws harms nobody', () => {
    const broken = () => {
      throw new Error('broken');
    };
    const { log } = foreign({ debug: broken, info: broken, warn: broken, error: broken });
    log.getLogger().info('x');
    expect(log.status()).toMatchObject({ lines: 1, unreadable: 1 });
  });

  function foreign(logger: never | object) {
    const { log } = ownLog();
    log.reconfigure({ console: undefined, file: undefined, logger: logger as never });
    return { log };
  }
});
