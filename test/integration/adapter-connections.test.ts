/** Every kind of connection that an adapter can declare, opened by a scanner. */
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { DataEvent } from '../../src/index.js';
import { until } from './adapter-rig.js';
import { cell, eventsUntil, filled, outputOf, packetWhere, peer } from './data-rig.js';

const OWNER = { type: 'exclusiveOwner', output: 'command', input: 'result' } as const;

describe('types', () => {
  const all = [
    OWNER,
    { type: 'inputOnly', input: 'result' },
    { type: 'listenOnly', input: 'result', most: 1 },
  ] as const;

  test('an owner, an input-only and a listen-only connection share the input; events say which is which', async () => {
    const adapter = await cell({ connections: all });
    adapter.input('result').write(filled(7));
    for (const type of ['owner', 'input', 'listen'] as const) {
      const scanner = peer(adapter, { type });
      const packet = packetWhere(scanner, ({ value }) => value[0] === 7);
      await scanner.open();
      await packet;
    }
    await until('all told', () => adapter.status().connections.length === 3);
    expect(adapter.status().connections).toMatchObject([
      { type: 'exclusiveOwner', output: 'command', input: 'result', outputSize: 8, inputSize: 8 },
      { type: 'inputOnly', output: null, input: 'result', outputSize: 0, inputSize: 8 },
      { type: 'listenOnly', output: null, input: 'result', outputSize: 0, inputSize: 8 },
    ]);
    for (const { transportClass, trigger, multicast } of adapter.status().connections) {
      expect({ transportClass, trigger, multicast }).toEqual({
        transportClass: 1,
        trigger: 'cyclic',
        multicast: false,
      });
    }
    await until('figures', () => adapter.status().connections.every(({ figures }) => (figures.sent ?? 0) > 2));
    expect(adapter.status().assemblies.command).toMatchObject({ connections: 1 });
  });

  test('listen only needs someone to listen to, ends with the last of them, and says so', async () => {
    const adapter = await cell({ connections: all });
    const refusal = expect.objectContaining({ generalStatus: 0x01, extendedStatus: 0x0119 });
    await expect(peer(adapter, { type: 'listen' }).open()).rejects.toEqual(refusal);
    const owner = peer(adapter);
    const listener = peer(adapter, { type: 'listen' });
    await owner.open();
    await listener.open();
    const events = eventsUntil(adapter, 'orphaned');
    await owner.close();
    expect((await events).at(-1)).toMatchObject({
      kind: 'orphaned',
      reason: 'the last other connection on "result" has ended, and listen only lives with it',
      connection: { type: 'listenOnly' },
    });
    await until('none', () => adapter.status().connections.length === 0);
  });

  test('a limit of a point refuses one more with 01/011A', async () => {
    const adapter = await cell({ connections: all });
    await peer(adapter, { type: 'input' }).open();
    await peer(adapter, { type: 'listen' }).open();
    const refusal = expect.objectContaining({ generalStatus: 0x01, extendedStatus: 0x011a });
    await expect(peer(adapter, { type: 'listen' }).open()).rejects.toEqual(refusal);
  });

  test('an input-only connection survives the owner', async () => {
    const adapter = await cell({ connections: all });
    const owner = peer(adapter);
    const listener = peer(adapter, { type: 'input' });
    await owner.open();
    await listener.open();
    await owner.close();
    adapter.input('result').write(filled(9));
    await packetWhere(listener, ({ value }) => value[0] === 9);
    expect(adapter.status().connections).toMatchObject([{ type: 'inputOnly' }]);
  });

  test('an owner without an input gets a heartbeat', async () => {
    const adapter = await cell({ connections: [{ ...OWNER, input: { heartbeat: 110 } }] });
    const scanner = peer(adapter, { input: { instance: 110, size: 0, format: 'heartbeat' } });
    const told = once(outputOf(adapter), 'data') as Promise<[DataEvent<Uint8Array>]>;
    const beat = once(scanner, 'data');
    scanner.write(filled(3));
    await scanner.open();
    expect((await told)[0]).toMatchObject({ value: filled(3), run: true, connection: { input: null } });
    await beat;
  });
});

describe('formats', () => {
  test.each([
    ['modeless', 'modeless'],
    ['header32', 'header32'],
    ['zeroLength', 'zeroLength'],
  ] as const)('O->T %s, T->O %s', async (outputFormat, inputFormat) => {
    const adapter = await cell({ connections: [{ ...OWNER, outputFormat, inputFormat }] });
    adapter.input('result').write(filled(5));
    const scanner = peer(adapter, {
      output: { instance: 150, size: 8, format: outputFormat },
      input: { instance: 100, size: 8, format: inputFormat },
    });
    const told = once(outputOf(adapter), 'data') as Promise<[DataEvent<Uint8Array>]>;
    const packet = packetWhere(scanner, ({ value }) => value[0] === 5);
    scanner.write(filled(4));
    await scanner.open();
    expect((await told)[0]).toMatchObject({ value: filled(4), run: true });
    expect((await packet).run).toBe(inputFormat === 'modeless' ? undefined : true);
  });

  test('sizes from the least one on: a shorter value has zeros behind it', async () => {
    const adapter = await cell({
      connections: [{ ...OWNER, outputSizes: { least: 2 }, inputSizes: { least: 4 } }],
    });
    adapter.input('result').write([1, 2, 3, 4, 5, 6, 7, 8]);
    const scanner = peer(adapter, {
      output: { instance: 150, size: 6, variable: true },
      input: { instance: 100, size: 4 },
    });
    const values: number[][] = [];
    outputOf(adapter).on('data', ({ value }) => values.push([...value]));
    const packet = packetWhere(scanner, () => true);
    scanner.write(Uint8Array.of(9, 9, 9, 9, 9, 9));
    await scanner.open();
    expect([...(await packet).value]).toEqual([1, 2, 3, 4]);
    await until('six', () => values.at(-1)?.join() === '9,9,9,9,9,9,0,0');
    scanner.write(Uint8Array.of(8, 8, 8));
    await until('three', () => values.at(-1)?.join() === '8,8,8,0,0,0,0,0');
    const refusal = expect.objectContaining({ generalStatus: 0x01, extendedStatus: 0x0128 });
    await scanner.close();
    await expect(peer(adapter, { input: { instance: 100, size: 3 } }).open()).rejects.toEqual(refusal);
  });
});

describe('triggers', () => {
  // So rare that whatever comes within a test did not come by the interval.
  const RARELY_MS = 30_000;
  const rarely = { rpiMs: RARELY_MS, inhibitMs: 0.001 } as const;

  test('change of state: what is set is sent at once', async () => {
    const adapter = await cell();
    const scanner = peer(adapter, { ...rarely, trigger: 'changeOfState' });
    const first = once(scanner, 'data');
    await scanner.open();
    await first;
    for (const fill of [1, 2, 3]) {
      const packet = packetWhere(scanner, ({ value }) => value[0] === fill);
      adapter.input('result').write(filled(fill));
      await packet;
    }
    expect(adapter.status().connections).toMatchObject([{ trigger: 'changeOfState', inputApiMs: RARELY_MS }]);
  });

  test('application: what is set waits for trigger()', async () => {
    const adapter = await cell();
    const scanner = peer(adapter, { ...rarely, trigger: 'application' });
    const first = once(scanner, 'data');
    await scanner.open();
    await first;
    const seen: number[] = [];
    scanner.on('data', ({ value }) => seen.push(value[0] ?? -1));
    for (const fill of [1, 2]) adapter.input('result').write(filled(fill));
    const third = packetWhere(scanner, ({ value }) => value[0] === 3);
    adapter.input('result').write(filled(3));
    adapter.trigger('result');
    await third;
    adapter.input('result').trigger();
    await until('the same again', () => seen.length === 2);
    expect(seen).toEqual([3, 3]);
    expect(adapter.status().connections).toMatchObject([{ trigger: 'application' }]);
  });

  test('several inputs changed in one go are all sent', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `in${i}`);
    const adapter = await cell({
      more: {
        assemblies: Object.fromEntries(names.map((name, i) => [name, { instance: 200 + i, kind: 'input', size: 2 }])),
        connections: names.map((name) => ({ type: 'inputOnly', input: name })),
      },
    });
    const scanners = [0, 31, 32, 39].map((i) =>
      peer(adapter, { type: 'input', trigger: 'changeOfState', ...rarely, input: { instance: 200 + i, size: 2 } }),
    );
    for (const scanner of scanners) {
      const first = once(scanner, 'data');
      await scanner.open();
      await first;
    }
    const packets = scanners.map((scanner) => packetWhere(scanner, ({ value }) => value[0] === 6));
    for (const i of [0, 31, 32, 39]) adapter.input(`in${i}`).write(filled(6, 2));
    await Promise.all(packets);
  });
});
