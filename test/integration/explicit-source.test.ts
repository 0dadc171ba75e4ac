/** A source over a real simulated controller: what becomes records, outages, downloads, the end. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { EipError } from '../../src/errors.js';
import { ExplicitSource } from '../../src/gateway/sources/explicit-source.js';
import type { ExplicitSourceOptions } from '../../src/gateway/sources/option-types.js';
import { LogixSimulator } from '../../src/simulator/logix-simulator.js';
import { Emitted } from './source-rig.js';
import { cleanups, PLC, PROGRAM, plcWith } from './subscription-rig.js';

const APP = { name: 'test', instance: 'one', site: 'hall' };
const FAST = { rateMs: 5 };
const REST = { host: PLC, reconnectMinMs: 1, reconnectMaxMs: 5 };

function sourceOf(port: number, options: Partial<ExplicitSourceOptions>): ExplicitSource {
  const source = new ExplicitSource('press', { ...REST, port, ...options }, { app: APP });
  cleanups.push(() => source.stop());
  return source;
}

async function rig(options: Partial<ExplicitSourceOptions>, program = PROGRAM) {
  const plc = await plcWith(program);
  const source = sourceOf(plc.port, options);
  const emitted = new Emitted();
  await source.start(emitted.emit);
  return { plc, source, emitted };
}

/** A port that nobody listens on, for a controller that comes later. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, PLC);
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

describe('what becomes records', () => {
  test('values by alias, scaled, with unit, of the group of the source', async () => {
    const tags = {
      speed: { tag: 'Speed', scale: 0.1, unit: 'm/s', group: 'fast' },
      name: { tag: 'Name', group: 'fast' },
    };
    const { plc, source, emitted } = await rig({ tags, groups: { fast: FAST } });
    await emitted.untilGood('speed', 150);
    plc.write('Speed', 1_510);
    await emitted.untilGood('speed', 151);
    const first = emitted.samples.find(({ values }) => values.speed?.quality === 'good');
    expect(first).toMatchObject({
      source: 'press',
      group: 'fast',
      app: APP,
      values: { name: { quality: 'good', value: 'a' } },
    });
    expect(first?.values.speed).toMatchObject({ quality: 'good', value: 150, unit: 'm/s' });
    expect([source.lastGood('SPEED'), source.lastGood('name'), source.lastGood('Level')]).toEqual([
      151,
      'a',
      undefined,
    ]);
  });

  test('values told at one time are one record; its time is that of the first, others tell theirs', async () => {
    const { emitted } = await rig({
      groups: { all: { ...FAST, tags: ['Speed', 'Level', 'Total', 'Name', 'Counts'] } },
    });
    await emitted.untilGood('Counts', [1, 2, 3, 4]);
    const good = emitted.samples.filter(({ values }) => values.Speed?.quality === 'good');
    expect(good).toHaveLength(1);
    expect(Object.keys(good[0]?.values ?? {})).toEqual(['Speed', 'Level', 'Total', 'Name', 'Counts']);
    expect(good[0]?.values.Total).toMatchObject({ value: { $int: '1' } });
    expect(good[0]?.values.Speed).not.toHaveProperty('timestamp');
  });

  test('each cycle where that is asked for, and a deadband of the group where the tag has none', async () => {
    const groups = {
      cycles: { ...FAST, tags: ['Speed'], report: 'cycle' },
      coarse: { ...FAST, tags: ['Level'], deadband: 1 },
    } as const;
    const { plc, emitted } = await rig({ groups });
    await emitted.until(() => emitted.good('Speed').length >= 5);
    for (const level of [10.5, 11, 11.5]) {
      plc.write('Level', level);
      const told = emitted.good('Speed').length;
      await emitted.until(() => emitted.good('Speed').length >= told + 2);
    }
    expect(emitted.good('Level')).toEqual([10, 11.5]);
  });

  test('no more values in a record than maxValues, and none waits for others without maxMs', async () => {
    const batch = { maxValues: 2 };
    const { source, emitted } = await rig({ groups: { all: { ...FAST, tags: ['Speed', 'Level', 'Name'], batch } } });
    await emitted.untilGood('Name', 'a');
    expect(emitted.samples.every(({ values }) => Object.keys(values).length <= 2)).toBe(true);
    await source.stop();
    expect(source.status().groups.all).toMatchObject({
      records: emitted.samples.length,
      values: emitted.valueCount,
      overruns: 0,
    });
  });

  test('with maxMs values of several cycles are one record; a second value of a tag closes the one before', async () => {
    const { plc, source, emitted } = await rig({
      groups: {
        all: { ...FAST, tags: ['Speed', 'Level'], batch: { maxMs: 60_000 } },
        beat: { ...FAST, tags: ['Beat'] },
      },
    });
    await emitted.untilGood('Beat', 0);
    for (const [beat, speed] of [
      [1, 1_501],
      [2, 1_502],
    ] as const) {
      plc.write('Speed', speed);
      plc.write('Beat', beat);
      await emitted.untilGood('Beat', beat);
    }
    await source.stop();
    expect(emitted.good('Speed')).toEqual([1_500, 1_501, 1_502]);
    expect(emitted.good('Level')).toEqual([10]);
  });
});

describe('a controller that comes and goes', () => {
  test('start() resolves while it is off: values are disconnected, and good once it is there', async () => {
    const port = await freePort();
    const source = sourceOf(port, { groups: { fast: { ...FAST, tags: ['Speed'] } } });
    const emitted = new Emitted();
    await source.start(emitted.emit);
    await emitted.until(() => emitted.alarms.length > 0);
    await emitted.untilQuality('Speed', 'disconnected');
    expect(source.targetState()).toMatchObject({ state: 'down', reason: expect.stringContaining(String(port)) });
    expect(source.status()).toMatchObject({ connected: false, connections: 0, groups: { fast: { notGood: 1 } } });
    expect(await source.healthCheck()).toMatchObject({ healthy: false, reason: expect.any(String) });
    await plcWith({ ...PROGRAM, port });
    await emitted.untilGood('Speed', 1_500);
    await emitted.until(() => emitted.states.at(-1) === 'connected healthy');
    expect(emitted.alarms).toEqual(['active sourceDown', 'over sourceDown']);
    expect(source.status()).toMatchObject({
      connected: true,
      reason: null,
      connections: 1,
      groups: { fast: { notGood: 0 } },
    });
    expect([source.targetState().state, await source.healthCheck()]).toEqual([
      'ready',
      { healthy: true, reason: null },
    ]);
  });

  test('an outage: disconnected with the last value, never that as good; then good again', async () => {
    const { plc, source, emitted } = await rig({ groups: { fast: { ...FAST, tags: ['Speed'] } } });
    await emitted.untilGood('Speed', 1_500);
    const { port } = plc;
    await plc.stop();
    await emitted.untilQuality('Speed', 'disconnected');
    expect(emitted.of('Speed').at(-1)).toMatchObject({ lastValue: 1_500, reason: expect.any(String) });
    expect(emitted.of('Speed').at(-1)).not.toHaveProperty('value');
    await emitted.until(() => emitted.alarms.at(-1) === 'active sourceDown');
    const again = await plcWith({ tags: { ...PROGRAM.tags, Speed: { type: 'DINT', value: 7 } }, port });
    await emitted.untilGood('Speed', 7);
    await emitted.until(() => emitted.states.at(-1) === 'connected healthy');
    expect(emitted.alarms).toEqual(['over sourceDown', 'active sourceDown', 'over sourceDown']);
    expect(emitted.events.filter((name) => /onnected$/.test(name))).toEqual(['connected', 'disconnected', 'connected']);
    expect(source.status().connections).toBe(2);
    expect(again.port).toBe(port);
  });

  test('a download: programChanged until it is acknowledged; what came besides changes nothing', async () => {
    const { plc, source, emitted } = await rig({ groups: { fast: { ...FAST, tags: ['Speed', 'Name'] } } });
    await emitted.untilGood('Speed', 1_500);
    plc.download({ tags: { ...PROGRAM.tags, More: 'DINT' } });
    await emitted.until(() => emitted.events.includes('programChanged'));
    expect(source.targetState()).toEqual({ state: 'ready', reason: undefined });
    const { Name: _, ...others } = PROGRAM.tags;
    plc.download({ tags: others });
    await emitted.untilQuality('Name', 'bad');
    expect(source.targetState()).toMatchObject({ state: 'programChanged', reason: expect.any(String) });
    source.acknowledgeProgram();
    source.acknowledgeProgram();
    await emitted.until(() => emitted.events.includes('programAcknowledged'));
    expect(source.targetState().state).toBe('ready');
    expect(emitted.events.filter((name) => name.startsWith('program'))).toEqual([
      'programChanged',
      'programChanged',
      'programAcknowledged',
    ]);
    expect(
      emitted.records.filter((record) => record.kind === 'event' && record.name === 'programChanged').at(-1),
    ).toMatchObject({
      data: { goneCount: 2, gone: ['Name', 'More'], changedCount: 0 },
    });
  });

  test('a program that does not run: idle, until it runs', async () => {
    const { plc, source, emitted } = await rig({ programCheckMs: 5, groups: {} });
    await emitted.until(() => emitted.events.includes('connected'));
    plc.setMode('program');
    await emitted.until(() => emitted.events.includes('idle'));
    expect(source.targetState()).toMatchObject({ state: 'idle', reason: expect.any(String) });
    plc.setMode('run');
    await emitted.until(() => emitted.events.includes('run'));
    expect(source.targetState().state).toBe('ready');
    expect(emitted.events).toEqual(['connected', 'idle', 'run']);
  });

  test('no events, where they are not wanted; status and alarm all the same', async () => {
    const { emitted } = await rig({ events: false, groups: { fast: { ...FAST, tags: ['Speed'] } } });
    await emitted.until(() => emitted.states.at(-1) === 'connected healthy' && emitted.alarms.length > 0);
    expect(emitted.events).toEqual([]);
  });
});

describe('commands', () => {
  test('are read and written by alias, with scaling and limits', async () => {
    const tags = { speed: { tag: 'Speed', scale: 0.1, max: 200 } };
    const { plc, source, emitted } = await rig({ tags, groups: { fast: { ...FAST, tags: ['speed'] } } });
    await emitted.untilGood('speed', 150);
    expect(await source.readTags(['speed'])).toMatchObject({ speed: { quality: 'good', value: 150 } });
    expect([source.tagOf('SPEED'), source.tagOf('Name')]).toEqual(['Speed', 'Name']);
    const { speed, Name } = await source.writeTags({ speed: 201, Name: 'b' });
    expect([speed?.ok, speed?.error?.code, Name]).toEqual([false, 'EIP_WRITE_OUT_OF_LIMITS', { ok: true }]);
    await source.writeTags({ speed: 120 });
    expect([plc.read('Speed'), plc.read('Name')]).toEqual([1_200, 'b']);
  });

  test('reject while it is down, at once', async () => {
    const source = sourceOf(await freePort(), { groups: {} });
    await source.start(new Emitted().emit);
    const refused = { code: 'EIP_NOT_CONNECTED', outcome: 'notSent' };
    await expect(source.readTags(['Speed'])).rejects.toMatchObject(refused);
    await expect(source.writeTags({ Speed: 1 })).rejects.toMatchObject(refused);
  });
});

describe('the end', () => {
  test('what is batched is flushed, and nothing emitted afterwards; it may be started again', async () => {
    const batch = { maxMs: 60_000 };
    const { plc, source, emitted } = await rig({
      groups: { fast: { ...FAST, tags: ['Speed'], batch }, beat: { ...FAST, tags: ['Beat'] } },
    });
    await emitted.untilGood('Beat', 0);
    expect(emitted.good('Speed')).toEqual([]);
    await Promise.all([source.stop(), source.stop()]);
    emitted.closed = true;
    expect(emitted.good('Speed')).toEqual([1_500]);
    expect(await source.healthCheck()).toEqual({ healthy: false, reason: 'it was stopped' });
    plc.write('Speed', 1);
    const second = new Emitted();
    await source.start(second.emit);
    await second.untilGood('Beat', 0);
    await source.stop();
    expect(second.good('Speed')).toEqual([1]);
  });

  test('in the middle of a start, and of an attempt to connect', async () => {
    const source = sourceOf(await freePort(), { groups: { fast: { ...FAST, tags: ['Speed'] } } });
    const emitted = new Emitted();
    const started = source.start(emitted.emit);
    const stopped = source.stop();
    await Promise.all([started, stopped]);
    emitted.closed = true;
    const second = new Emitted();
    await source.start(second.emit);
    await source.stop();
    second.closed = true;
    await source.stop();
  });

  test('start() twice is a mistake; an aborted signal is its reason', async () => {
    const { source } = await rig({ groups: {} });
    await expect(source.start(new Emitted().emit)).rejects.toThrow(TypeError);
    const plc = new LogixSimulator({ host: PLC, port: 0 });
    cleanups.push(() => plc.stop());
    const other = sourceOf(1, { groups: {} });
    await expect(other.start(new Emitted().emit, { signal: AbortSignal.abort('enough') })).rejects.toBe('enough');
    expect(other.status().state).toBe('new');
  });
});

describe('wrong options', () => {
  test.each<[string, object, string]>([
    ['no host', { host: undefined }, 'host'],
    ['a group without tags', { groups: { fast: FAST } }, 'groups.fast.tags'],
    ['an unknown option of a group', { groups: { fast: { ...FAST, tags: ['a'], rate: 1 } } }, 'groups.fast.rate'],
    ['a group that no record can name', { groups: { 'a\nb': { ...FAST, tags: ['a'] } } }, 'groups.a\nb'],
    ['an unknown option', { hosts: 1 }, 'hosts'],
  ])('%s', (_, options, option) => {
    const make = () => new ExplicitSource('press', { ...REST, ...options } as ExplicitSourceOptions);
    expect(make).toThrow(expect.objectContaining({ code: 'EIP_OPTION_INVALID' }) as EipError);
    expect(make).toThrow(
      expect.objectContaining({ problems: expect.arrayContaining([expect.objectContaining({ option })]) }),
    );
  });

  test('a name that no record can carry', () => {
    expect(() => new ExplicitSource('a\nb', REST)).toThrow(/name: /);
  });
});
