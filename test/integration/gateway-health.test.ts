/** What a gateway tells of itself: status and health, with reasons in words. */
import { describe, expect, test } from 'vitest';
import type { GatewaySource, SourceStatus } from '../../src/gateway.js';
import { Spool } from '../../src/telemetry.js';
import {
  failing,
  lines,
  newFolder,
  newGateway,
  running,
  sample,
  samples,
  success,
  TestCommands,
  TestSink,
  TestSource,
  until,
} from './gateway-rig.js';

const refuseAll = (batch: readonly unknown[]) => failing(batch as never, [...batch.keys()]);

describe('health', () => {
  test('is ready when all parts are', async () => {
    const gateway = await running({
      sinks: [new TestSink()],
      sources: [new TestSource()],
      commands: new TestCommands(),
    });
    const fine = { healthy: true, reason: null };
    expect(await gateway.health()).toEqual({
      live: true,
      ready: true,
      reasons: [],
      parts: { spool: fine, 'sinks.broker': fine, 'sources.press': fine, commands: fine },
    });
  });

  test('is live and not ready before the start and after the stop', async () => {
    const gateway = newGateway({ sinks: [new TestSink()] });
    const before = await gateway.health();
    await gateway.start();
    await gateway.stop();
    const after = await gateway.health();
    expect([before, after].map(({ live, ready, reasons }) => [live, ready, reasons])).toEqual([
      [true, false, ['the gateway is not started']],
      [true, false, ['the gateway is stopped']],
    ]);
  });

  test.each<[string, (parts: { sink: TestSink; source: TestSource; commands: TestCommands }) => void, string]>([
    [
      'a source',
      ({ source }) => Object.assign(source, { health: { healthy: false, reason: 'the PLC is off' } }),
      'sources.press: the PLC is off',
    ],
    [
      'a source that does not say why',
      ({ source }) => Object.assign(source, { health: { healthy: false, reason: '' } }),
      'sources.press: it does not say why',
    ],
    [
      'a source that breaks its promise',
      ({ source }) =>
        Object.assign(source, {
          healthCheck: () => {
            throw new Error('oops');
          },
        }),
      'sources.press: its health could not be asked: oops',
    ],
    [
      'a source that does not answer',
      ({ source }) => Object.assign(source, { healthCheck: () => new Promise(() => {}) }),
      'sources.press: its health could not be asked: no answer within 2000 ms',
    ],
    [
      'a sink',
      ({ sink }) => Object.assign(sink, { health: { healthy: false, reason: 'no broker' } }),
      'sinks.broker: no broker',
    ],
    [
      'the commands',
      ({ commands }) => Object.assign(commands, { health: { healthy: false, reason: 'no queue' } }),
      'commands: no queue',
    ],
  ])('tells why %s is not healthy', async (_, spoil, reason) => {
    const parts = { sink: new TestSink(), source: new TestSource(), commands: new TestCommands() };
    const gateway = await running({ sinks: [parts.sink], sources: [parts.source], commands: parts.commands });
    spoil(parts);
    expect(await gateway.health()).toMatchObject({ live: true, ready: false, reasons: [reason] });
  });

  test('tells that a sink is down, why, and how long the oldest record has waited; and when it is up again', async () => {
    let isDown = true;
    const sink = new TestSink('broker', (batch) => (isDown ? refuseAll(batch) : success));
    const gateway = await running({ sinks: [sink], delivery: { broker: { breakAfter: 2 } } });
    const changes: unknown[] = [];
    gateway.on('breaker', (change) => changes.push(change));
    await gateway.emit(sample(1));
    await until(() => gateway.status().sinks.broker?.breaker === 'open');
    const reason =
      'sinks.broker: 1 of the last 1 records were not taken: not now; the oldest record has waited for 0 s';
    expect(await gateway.health()).toMatchObject({ live: true, ready: false, reasons: [reason] });
    expect(changes[0]).toMatchObject({
      sink: 'broker',
      state: 'open',
      reason: '1 of the last 1 records were not taken: not now',
    });
    isDown = false;
    await until(() => gateway.status().sinks.broker?.waiting === 0);
    expect((await gateway.health()).ready).toBe(true);
    expect(changes.at(-1)).toEqual({ sink: 'broker', state: 'closed', reason: null });
  });

  test('is not live when a sink does not answer any more', async () => {
    const { logger } = lines();
    const sink = new TestSink('broker', () => new Promise(() => {}));
    const gateway = await running({ sinks: [sink], stopMs: 0, delivery: { broker: { timeoutMs: 1 } }, logger });
    await gateway.emit(sample(1));
    await sink.until(() => sink.batches.length === 4);
    await until(() => gateway.status().sinks.broker?.failures === 4);
    const { live, reasons } = await gateway.health();
    expect([live, reasons[0]]).toEqual([false, 'sinks.broker: it does not answer any more, and is not tried again']);
    expect(gateway.status().sinks.broker?.waiting).toBe(1);
  });
});

describe('what the spool refuses', () => {
  test('is told to whoever emits, and counted', async () => {
    const gateway = await running({ sinks: [new TestSink()], spool: { folder: newFolder(), maxEntryBytes: 64 } });
    await expect(gateway.emit(sample(1))).rejects.toMatchObject({ code: 'EIP_SPOOL_TOO_LARGE' });
    expect(gateway.status().router).toEqual({
      accepted: { sample: 0, event: 0, alarm: 0, status: 0, audit: 0, commandResult: 0 },
      rejected: 1,
      waiting: 0,
    });
  });

  test('with "block" waits for room, and is refused when none becomes free', async () => {
    const sink = new TestSink('broker', refuseAll);
    const bounds = { maxBytes: 1_024, whenFull: 'block', blockMs: 20 } as const;
    const gateway = await running({
      sinks: [sink],
      stopMs: 0,
      spool: { folder: newFolder(), maxEntryBytes: 1_024, sinks: { broker: bounds } },
    });
    const ends = Promise.allSettled(samples(6).map((record) => gateway.emit(record)));
    expect(gateway.status().router.waiting).toBe(6);
    const refused = (await ends).filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused).toEqual(
      refused.map(() => expect.objectContaining({ reason: expect.objectContaining({ code: 'EIP_SPOOL_FULL' }) })),
    );
    expect(gateway.status().router).toMatchObject({ rejected: refused.length, waiting: 0 });
  });

  test('with "dropOldest" is dropped and counted, and nobody is told', async () => {
    const sink = new TestSink('broker', refuseAll);
    const gateway = await running({
      sinks: [sink],
      stopMs: 0,
      spool: { folder: newFolder(), maxEntryBytes: 1_024, sinks: { broker: { maxBytes: 1_024 } } },
    });
    for (const record of samples(10)) await gateway.emit(record);
    const { router, spool } = gateway.status();
    const { drops, entries } = spool?.sinks.broker?.normal ?? { drops: { oldest: 0, newest: 0 }, entries: 0 };
    expect([router.accepted.sample, router.rejected, entries + drops.oldest + drops.newest]).toEqual([10, 0, 10]);
  });
});

test('an entry of the spool that is no record is dropped, counted and logged; those around it arrive', async () => {
  const folder = newFolder();
  const [first, second] = samples(2);
  const body = (value: unknown) => Buffer.from(JSON.stringify(value));
  const spool = await Spool.open({ folder, sinks: { broker: {} } });
  await spool.put('broker', { messageId: first?.messageId ?? '', body: body(first) });
  await spool.put('broker', { messageId: 'x', body: Buffer.from('{') });
  await spool.put('broker', { messageId: 'y', body: body({ ...first, kind: 'smple' }) });
  await spool.put('broker', { messageId: 'another', body: body(second) });
  await spool.put('broker', { messageId: second?.messageId ?? '', body: body(second) });
  await spool.close();
  const { logger, events } = lines();
  const sink = new TestSink();
  const gateway = await running({ sinks: [sink], spool: { folder }, logger });
  await sink.written(2);
  await gateway.stop();
  expect(sink.given).toEqual([first, second]);
  expect(events.filter((event) => event === 'gateway.unreadable')).toHaveLength(3);
  expect(gateway.status().sinks.broker).toMatchObject({ delivered: 2, refused: 3, waiting: 0 });
  expect(gateway.status().spool?.sinks.broker?.normal.drops.refused).toBe(3);
});

describe('what is no record', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'x'],
    ['a sample without values', { ...sample(1), values: {} }],
    ['one without an id', { ...sample(1), messageId: '' }],
  ])('%s is refused, and never gets into the spool', async (_, given) => {
    const gateway = await running({ sinks: [new TestSink()] });
    await expect(gateway.emit(given as never)).rejects.toMatchObject({ code: 'EIP_MESSAGE_INVALID' });
    expect(gateway.status().router).toMatchObject({ rejected: 0, waiting: 0 });
  });

  test('a record that was made by hand is checked and taken', async () => {
    const sink = new TestSink();
    const gateway = await running({ sinks: [sink] });
    const record = JSON.parse(JSON.stringify(sample(1)));
    await gateway.emit(record);
    await gateway.stop();
    expect(sink.given).toEqual([record]);
  });

  test('a priority that is none is refused', async () => {
    const gateway = await running({ sinks: [new TestSink()] });
    await expect(gateway.emit(sample(1), { priority: 'high' as never })).rejects.toThrow(TypeError);
  });
});

describe('status', () => {
  test('of a source is its own, also when it throws', async () => {
    const own: SourceStatus = {
      protocol: 'explicit',
      state: 'connected',
      connected: true,
      reason: null,
      connections: 1,
      groups: {},
    };
    const tells = Object.assign(new TestSource('tells'), { status: () => own }) as GatewaySource;
    const throws = Object.assign(new TestSource('throws'), {
      status: () => {
        throw new Error('oops');
      },
    });
    const gateway = await running({ sinks: [new TestSink()], sources: [tells, throws, new TestSource('silent')] });
    const { sources, app, runningMs, commands } = gateway.status();
    expect(sources).toMatchObject({
      tells: own,
      throws: { protocol: 'other', reason: 'its status could not be asked: oops' },
      silent: { protocol: 'other', state: 'running', connected: null, reason: null, groups: {} },
    });
    expect([app.name, runningMs, commands]).toEqual(['press-monitor', expect.any(Number), undefined]);
  });

  test('can be asked before the start and after the stop, and is plain data', async () => {
    const gateway = newGateway({ sinks: [new TestSink()], commands: new TestCommands() });
    expect(gateway.status()).toMatchObject({ state: 'new', runningMs: null, sinks: {} });
    await gateway.start();
    await gateway.emit(sample(1));
    await gateway.stop();
    expect(structuredClone(gateway.status())).toMatchObject({
      state: 'stopped',
      sinks: { broker: { delivered: 1, waiting: 0 } },
    });
  });
});
