/** A source over a live adapter and this package's scanner. */
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { ImplicitSource } from '../../src/gateway/sources/implicit-source.js';
import type { ImplicitSourceOptions } from '../../src/gateway/sources/option-types.js';
import { Adapter, EipConnectionError } from '../../src/index.js';
import type { InputPacket } from '../../src/testing.js';
import { block, sendBurst, until } from './adapter-rig.js';
import {
  CELL,
  command,
  connected,
  listening,
  numbers,
  overrunsOf,
  RAW,
  scannerFor,
  sourceFor,
} from './implicit-source-rig.js';
import { areInOrder, Emitted } from './source-rig.js';

const CHANGE = { groups: { order: { assembly: 'command' } } } as const;
const PACKET = { groups: { order: { assembly: 'command', tags: ['count'], report: 'packet' } } } as const;

describe('what becomes records', () => {
  test('each field by its own name, when it changes; the values of a packet are one record', async () => {
    const { adapter, source, emitted } = await listening(CHANGE);
    const scanner = scannerFor(adapter);
    scanner.write(command({ recipe: 7, count: 1 }));
    await scanner.open();
    await emitted.untilGood('count', 1);
    scanner.write(command({ recipe: 8, count: 1 }));
    await emitted.untilGood('recipe', 8);
    expect(emitted.samples.map(({ group, values }) => [group, Object.keys(values)])).toEqual([
      ['order', ['start', 'recipe', 'count']],
      ['order', ['start', 'recipe', 'count']],
      ['order', ['recipe']],
    ]);
    expect(emitted.qualities('recipe')).toEqual(['disconnected', 'good', 'good']);
    expect(emitted.of('recipe')[0]).not.toHaveProperty('lastValue');
    expect(source.lastGood('recipe')).toBe(8);
    await source.stop();
    expect(source.status().groups.order).toEqual({
      records: 3,
      values: 7,
      overruns: 0,
      notGood: 0,
      missedCycles: null,
    });
    expect(areInOrder(emitted.samples)).toBe(true);
  });

  test('tags of the tag map: bytes of any type, scaled, with unit and deadband', async () => {
    const { adapter, emitted } = await listening({
      tags: {
        Speed: { assembly: 'command', offset: 4, type: 'udint', scale: 0.5, unit: 'm/s', deadband: 1 } as never,
        Recipe: { assembly: 'command', field: 'recipe' },
        Ready: { assembly: 'result', field: 'ready' },
      },
      ...CHANGE,
    });
    const scanner = scannerFor(adapter);
    for (const [i, count] of [20, 21, 22, 23].entries()) {
      scanner.write(command({ recipe: i + 1, count }));
      if (i === 0) await scanner.open();
      await emitted.untilGood('Recipe', i + 1);
    }
    expect(emitted.good('Speed')).toEqual([10, 11.5]);
    expect(emitted.of('Speed').at(-1)).toMatchObject({ unit: 'm/s' });
    expect(Object.keys(emitted.samples[0]?.values ?? {}).sort()).toEqual(['Recipe', 'Speed']);
  });

  test('the bytes of an assembly without a layout, by its name', async () => {
    const { adapter, emitted } = await listening({ groups: { bytes: { assembly: 'raw' } } });
    const scanner = scannerFor(adapter, RAW);
    scanner.write(Uint8Array.of(1, 2, 3, 4));
    await scanner.open();
    await emitted.untilGood('raw', { $bytes: 'AQIDBA==' });
  });

  test('each packet with new data, the same value too', async () => {
    const { adapter, source, emitted } = await listening(PACKET);
    await connected(adapter, emitted);
    await sendBurst(
      adapter,
      numbers(1, 300).map((i) => command({ count: Math.ceil(i / 2) })),
    );
    await emitted.untilGood('count', 150);
    await emitted.until(() => emitted.good('count').length === 301);
    const told = emitted.good('count').slice(1);
    expect(told).toEqual(numbers(1, 300).map((i) => Math.ceil(i / 2)));
    expect(overrunsOf(source)).toBe(0);
  });

  test('the latest at an interval, while it is good; idle and loss once', async () => {
    const { adapter, source, emitted } = await listening({
      groups: { order: { assembly: 'command', tags: ['recipe'], report: 'interval', rateMs: 5 } },
    });
    const scanner = scannerFor(adapter);
    scanner.write(command({ recipe: 5 }));
    await scanner.open();
    await emitted.until(() => emitted.good('recipe').length >= 5);
    await scanner.close();
    await emitted.untilQuality('recipe', 'disconnected');
    const told = emitted.samples.length;
    const { missedCycles } = source.status().groups.order ?? {};
    expect(missedCycles).toBeGreaterThanOrEqual(0);
    await scanner.open().catch(() => {});
    await emitted.until(() => emitted.events.includes('closed'));
    expect(emitted.samples.length).toBe(told);
    expect(new Set(emitted.good('recipe'))).toEqual(new Set([5]));
  });
});

describe('idle and loss', () => {
  test('idle is told with the last value, and run with a good one', async () => {
    const { adapter, source, emitted } = await listening(CHANGE);
    const scanner = scannerFor(adapter);
    scanner.write(command({ recipe: 7 }));
    await scanner.open();
    await emitted.untilGood('recipe', 7);
    expect(source.targetState()).toEqual({ state: 'ready', reason: undefined });
    scanner.run = false;
    await emitted.untilQuality('recipe', 'idle');
    expect(emitted.of('recipe').at(-1)).toMatchObject({ lastValue: 7, code: 'EIP_TAG_IDLE' });
    await emitted.until(() => emitted.states.at(-1) === 'connected unhealthy');
    expect(source.targetState()).toMatchObject({ state: 'idle', reason: expect.stringContaining('idle') });
    expect(source.status().connected).toBe(true);
    scanner.run = true;
    await emitted.untilGood('recipe', 7);
    await emitted.until(() => emitted.states.at(-1) === 'connected healthy');
    expect(emitted.events).toEqual(['opened', 'run', 'idle', 'run']);
    expect(emitted.alarms).toEqual(['over sourceDown']);
  });

  test('a lost connection is told once, with the last value; good only by a packet of the next', async () => {
    const { adapter, source, emitted } = await listening(CHANGE);
    const first = scannerFor(adapter, { rpiMs: 5, timeoutMultiplier: 0 });
    first.write(command({ recipe: 7 }));
    await first.open();
    await emitted.untilGood('recipe', 7);
    first.destroy();
    await emitted.until(() => emitted.alarms.at(-1) === 'active sourceDown');
    await emitted.untilQuality('recipe', 'disconnected');
    expect(emitted.of('recipe').at(-1)).toMatchObject({ lastValue: 7, code: 'EIP_TAG_DISCONNECTED' });
    expect(source.targetState().state).toBe('down');
    const second = scannerFor(adapter);
    second.write(command({ recipe: 7 }));
    await second.open();
    await emitted.untilGood('recipe', 7);
    await emitted.until(() => emitted.alarms.at(-1) === 'over sourceDown');
    const qualities = emitted.qualities('recipe').filter((quality) => quality !== 'stale');
    expect(qualities).toEqual(['disconnected', 'good', 'disconnected', 'good']);
    expect(emitted.events.filter((name) => name !== 'run')).toEqual(['opened', 'timedOut', 'opened']);
    expect(source.status().connections).toBe(2);
  });

  test('packets that stay away: stale, and good again once they come', async () => {
    const { adapter, source, emitted } = await listening({ ...CHANGE, staleMs: 50 });
    const scanner = scannerFor(adapter, { rpiMs: 1_000 });
    scanner.write(command({ recipe: 7 }));
    await scanner.open();
    await emitted.untilGood('recipe', 7);
    await emitted.untilQuality('recipe', 'stale');
    expect(emitted.of('recipe').at(-1)).toMatchObject({ lastValue: 7, code: 'EIP_TAG_STALE' });
    expect(source.targetState().state).toBe('down');
    await emitted.untilGood('recipe', 7);
    expect(emitted.alarms).toEqual(['over sourceDown']);
  });

  test('an adapter that ended by itself is started again by the source, until that succeeds', async () => {
    const { adapter, source, emitted } = await listening(CHANGE);
    const scanner = scannerFor(adapter);
    scanner.write(command({ recipe: 7 }));
    await scanner.open();
    await emitted.untilGood('recipe', 7);
    // As the adapter does when its I/O thread is gone.
    await adapter.stop();
    adapter.emit('error', new EipConnectionError('EIP_NATIVE_FAILED', 'The I/O thread ended'));
    await emitted.untilQuality('recipe', 'disconnected');
    await emitted.until(() => emitted.events.includes('failed') && emitted.alarms.at(-1) === 'active sourceDown');
    expect(source.targetState().state).toBe('down');
    await until('the adapter', () => adapter.status().state === 'running');
    const second = scannerFor(adapter);
    second.write(command({ recipe: 8 }));
    await second.open();
    await emitted.untilGood('recipe', 8);
    await emitted.until(() => emitted.alarms.at(-1) === 'over sourceDown');
    await source.stop();
    expect(adapter.status().state).toBe('stopped');
  });

  test('an adapter that its owner stops and starts again', async () => {
    const { adapter, source } = sourceFor(CHANGE);
    await adapter.start();
    const emitted = new Emitted();
    await source.start(emitted.emit);
    const scanner = scannerFor(adapter);
    scanner.write(command({ recipe: 7 }));
    await scanner.open();
    await emitted.untilGood('recipe', 7);
    await adapter.stop();
    await emitted.untilQuality('recipe', 'disconnected');
    expect(source.status().state).toBe('failed');
    await adapter.start();
    const second = scannerFor(adapter);
    second.write(command({ recipe: 8 }));
    await second.open();
    await emitted.untilGood('recipe', 8);
    expect(emitted.qualities('recipe')).toEqual(['disconnected', 'good', 'disconnected', 'good']);
    await source.stop();
    expect(adapter.status().state).toBe('running');
  });
});

test('what the adapter tells of this process is an event: its watchdog, a loop that stood still', async () => {
  const result = { ...CELL.assemblies.result, watchdogMs: 20, onWatchdog: 'hold' } as const;
  const adapter = { assemblies: { ...CELL.assemblies, result }, livenessMs: 20 };
  const { source, emitted } = await listening(CHANGE, { adapter });
  await emitted.until(() => emitted.events.includes('watchdog'));
  await source.writeTags({ 'result.ready': true });
  await emitted.until(() => emitted.events.filter((name) => name === 'watchdog').length > 1);
  block(200);
  await emitted.until(() => emitted.events.includes('liveness'));
});

describe('commands', () => {
  test('write fields of inputs by assembly.field and by the tag map, and read them', async () => {
    const { adapter, source, emitted } = await listening({
      tags: { Score: { assembly: 'result', field: 'score', scale: 2, max: 100 } as never },
      ...CHANGE,
    });
    const scanner = scannerFor(adapter);
    const packet = async (wanted: (value: DataView) => boolean) => {
      for (;;) {
        const [{ value }] = (await once(scanner, 'data')) as [InputPacket];
        if (wanted(new DataView(value.buffer, value.byteOffset))) return;
      }
    };
    scanner.write(command({ recipe: 9 }));
    await scanner.open();
    await emitted.untilGood('recipe', 9);
    expect(await source.writeTags({ 'result.ready': true, Score: 3 })).toEqual({
      'result.ready': { ok: true },
      Score: { ok: true },
    });
    await packet((view) => view.getUint8(0) === 1 && view.getFloat32(4, true) === 1.5);
    const { Score, recipe, 'command.recipe': same } = await source.readTags(['Score', 'recipe', 'command.recipe']);
    expect([Score?.value, recipe?.value, same]).toEqual([3, 9, recipe]);
    expect([source.lastGood('recipe'), source.lastGood('command.recipe'), source.tagOf('recipe')]).toEqual([
      9,
      9,
      'command.recipe',
    ]);
    const unheard = await source.readTags(['answer', 'result.ready']);
    expect([unheard.answer, unheard['result.ready']]).toMatchObject([
      { quality: 'disconnected', error: { code: 'EIP_TAG_DISCONNECTED' } },
      { quality: 'good', value: true },
    ]);
    expect([source.tagOf('Score'), source.tagOf('result.ready'), source.tagOf('answer')]).toEqual([
      'result.score',
      'result.ready',
      'answer',
    ]);
    const refused = await source.writeTags({
      'result.score': 51,
      'command.recipe': 1,
      answer: new Uint8Array(4),
      Nope: 1,
    });
    expect(Object.entries(refused).map(([tag, { error }]) => [tag, error?.code])).toEqual([
      ['command.recipe', 'EIP_TAG_READ_ONLY'],
      ['Nope', 'EIP_WRITE_TAG_UNKNOWN'],
      ['result.score', 'EIP_WRITE_OUT_OF_LIMITS'],
      ['answer', undefined],
    ]);
  });
});

describe('start and end', () => {
  test('the adapter is started and stopped by the source', async () => {
    const { adapter, source, emitted } = await listening(CHANGE);
    expect(adapter.status().state).toBe('running');
    const scanner = scannerFor(adapter);
    scanner.write(command({ recipe: 3 }));
    await scanner.open();
    await emitted.untilGood('recipe', 3);
    await Promise.all([source.stop(), source.stop()]);
    emitted.closed = true;
    expect(adapter.status().state).toBe('stopped');
    expect(source.status()).toMatchObject({ state: 'stopped', reason: 'it does not run' });
  });

  test('a start that fails leaves nothing; stop() in the midst of one does not either', async () => {
    const { adapter } = await listening({ groups: {} });
    const { port } = adapter.status();
    const { source, adapter: second } = sourceFor(CHANGE, { adapter: { port: port ?? 0 } });
    await expect(source.start(new Emitted().emit)).rejects.toMatchObject({ code: 'EIP_PORT_IN_USE' });
    expect(second.status().state).not.toBe('running');
    const third = sourceFor(CHANGE);
    const emitted = new Emitted();
    const starting = third.source.start(emitted.emit);
    await Promise.all([starting, third.source.stop()]);
    emitted.closed = true;
    expect(third.adapter.status().state).not.toBe('running');
  });

  test('a source that comes to a connection that is there tells its value, and nothing older', async () => {
    const { adapter, source } = sourceFor(PACKET);
    await adapter.start();
    const scanner = scannerFor(adapter, { rpiMs: 1_000 });
    scanner.write(command({ count: 1 }));
    const run = once(adapter.output('command'), 'data');
    await scanner.open();
    await run;
    await sendBurst(
      adapter,
      [2, 3, 4].map((count) => command({ count })),
    );
    const emitted = new Emitted();
    await source.start(emitted.emit);
    await emitted.untilGood('count', 4);
    await sendBurst(adapter, [command({ count: 5 })], undefined, 2_000);
    await emitted.untilGood('count', 5);
    expect(emitted.good('count')).toEqual([4, 5]);
  });

  test('what has come is told before the end', async () => {
    const { adapter, source, emitted } = await listening(PACKET);
    await connected(adapter, emitted);
    await sendBurst(
      adapter,
      numbers(1, 1_000).map((count) => command({ count })),
    );
    await source.stop();
    expect(emitted.good('count').slice(1)).toEqual(numbers(1, 1_000));
  });
});

describe('wrong options', () => {
  test.each<[string, ImplicitSourceOptions, string]>([
    ['an assembly that is none', { groups: { a: { assembly: 'comand' } } }, 'groups.a.assembly'],
    ['an input', { groups: { a: { assembly: 'result' } } }, 'groups.a.assembly'],
    ['a tag that is not on it', { groups: { a: { assembly: 'command', tags: ['recipes'] } } }, 'groups.a.tags'],
    ['a tag that is nowhere', { tags: { A: { assembly: 'command', field: 'nope' } } }, 'tags.A.field'],
    ['an unknown option', { groups: { a: { assembly: 'command', rate: 1 } as never } }, 'groups.a.rate'],
  ])('%s', (_, options, option) => {
    const make = () => new ImplicitSource('cell', options, { adapter: new Adapter(CELL) as Adapter });
    expect(make).toThrow(expect.objectContaining({ code: 'EIP_OPTION_INVALID', option }));
  });
});
