/** What an implicit client writes, as it is on the wire; what several users of one do; what the health check finds. */
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { EipWriteError, ImplicitClient } from '../../src/index.js';
import type { InputPacket } from '../../src/testing.js';
import { newAdapter, SCANNER, scannerFor, startedAdapter, until } from './adapter-rig.js';
import { clientOf, listening, PATIENT, untilQuality, untilState } from './implicit-rig.js';

/** Of `result`: ready, count, y. */
const decoded = ({ value }: InputPacket) => {
  const view = new DataView(value.buffer, value.byteOffset);
  return { ready: view.getUint8(0) === 1, count: view.getInt16(2, true), y: view.getFloat32(4, true) };
};

describe('writes', () => {
  test('what is written before connect() is in the first packet', async () => {
    const adapter = newAdapter();
    const client = clientOf(adapter);
    await client.writeTags({ Ready: true, Count: 5 });
    await client.connect();
    const scanner = scannerFor(adapter, PATIENT);
    const first = once(scanner, 'data') as Promise<[InputPacket]>;
    await scanner.open();
    expect(decoded((await first)[0])).toEqual({ ready: true, count: 5, y: 0 });
  });

  test('several tags of one call appear in the same packet', async () => {
    const { adapter, client } = await listening();
    const scanner = scannerFor(adapter, { ...PATIENT, rpiMs: 2 });
    const seen: ReturnType<typeof decoded>[] = [];
    scanner.on('data', (packet) => seen.push(decoded(packet)));
    await scanner.open();
    for (let count = 1; count <= 100; count++) {
      expect(await client.writeTags({ Ready: count % 2 === 1, Count: count, Y: count })).toEqual({
        Ready: { ok: true },
        Count: { ok: true },
        Y: { ok: true },
      });
      await new Promise(setImmediate);
    }
    await until('the last value', () => seen.at(-1)?.count === 100);
    for (const { ready, count, y } of seen) expect([ready, y]).toEqual([count % 2 === 1, count]);
  });

  test('one tag changes, the others of its assembly keep their value; read, it is what was written last', async () => {
    const { client } = await listening();
    await client.writeTags({ Ready: true, Count: -3, Y: 0.5 });
    await client.writeTag('Count', 4);
    const { Ready, Count, Y } = await client.readTags(['Ready', 'Count', 'Y']);
    expect([Ready.value, Count.value, Y.value]).toEqual([true, 4, 0.5]);
    expect([Ready.quality, Count.quality]).toEqual(['good', 'good']);
    expect(await client.readTag('Count')).toBe(4);
  });

  test('a tag on an output is an EipWriteError, and nothing is changed', async () => {
    const { client } = await listening();
    const error = await client.writeTag('Recipe', 1).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EipWriteError);
    expect(error).toMatchObject({ code: 'EIP_TAG_READ_ONLY', tag: 'Recipe', assembly: 'command' });
    const results = await client.writeTags({ Recipe: 1, Ready: true });
    expect(results.Recipe).toMatchObject({ ok: false, error: { code: 'EIP_TAG_READ_ONLY' } });
    expect(results.Ready).toEqual({ ok: true });
  });

  test('a refused value: EIP_VALUE_REFUSED names the tag, and nothing of its assembly goes out', async () => {
    const { client } = await listening();
    await client.writeTags({ Ready: true, Count: 1 });
    const { Ready, Count } = await client.writeTags({ Ready: false, Count: 40_000 });
    expect(Count).toMatchObject({ ok: false, error: { code: 'EIP_VALUE_REFUSED', tag: 'Count', assembly: 'result' } });
    expect(Ready).toMatchObject({ ok: false, error: { code: 'EIP_WRITE_HELD_BACK', tag: 'Ready' } });
    expect(Ready.error?.message).toContain('"Count" of the same assembly was refused');
    expect([await client.readTag('Ready'), await client.readTag('Count')]).toEqual([true, 1]);
    await expect(client.writeTag('Count', 0.5)).rejects.toMatchObject({ code: 'EIP_VALUE_REFUSED', tag: 'Count' });
  });

  test('an adapter that its owner has stopped refuses, as it does its own writes', async () => {
    const adapter = await startedAdapter();
    const client = clientOf(adapter);
    await client.connect();
    await adapter.stop();
    await expect(client.writeTag('Ready', true)).rejects.toMatchObject({ code: 'EIP_ADAPTER_NOT_STARTED' });
    expect((await client.writeTags({ Ready: true })).Ready).toMatchObject({
      error: { code: 'EIP_ADAPTER_NOT_STARTED' },
    });
  });

  test('an unknown name is an EipWriteError with the nearest one', async () => {
    const { client } = await listening();
    const write = client.writeTags.bind(client) as (values: object) => Promise<Record<string, unknown>>;
    const results = await write({ Redy: true, Count: 9 });
    expect(results.Redy).toMatchObject({ ok: false, error: { code: 'EIP_WRITE_TAG_UNKNOWN', tag: 'Redy' } });
    expect(results.Count).toEqual({ ok: true });
    const one = client.writeTag.bind(client) as (name: string, value: unknown) => Promise<void>;
    await expect(one('Redy', true)).rejects.toThrow('did you mean "Ready"');
  });

  test.each([
    ['readTags', [5]],
    ['readTags', [[5]]],
    // biome-ignore lint/suspicious/noSparseArray: what a program may hand over by mistake
    ['readTags', [['Recipe', , 'Ready']]],
    ['readTags', [new Map([['a', 'Recipe']])]],
    ['readTags', [null]],
    ['readTag', [undefined]],
    ['writeTag', [7, true]],
    ['writeTags', [['Ready', true]]],
    ['writeTags', [undefined]],
    ['readTag', ['Recipe', { signal: 'x' }]],
  ] as const)('%s(%j) is a TypeError', async (method, args) => {
    const { client } = await listening();
    const call = client[method].bind(client) as (...args: readonly unknown[]) => Promise<unknown>;
    await expect(call(...args)).rejects.toThrow(TypeError);
  });
});

describe('several users of one client', () => {
  test('a thousand calls at once: each gets its own answer', async () => {
    const { adapter, client } = await listening();
    const scanner = scannerFor(adapter, PATIENT);
    scanner.write(Uint8Array.of(1, 0, 7, 0));
    await scanner.open();
    await untilQuality(client, 'good');
    const answers = await Promise.all(
      Array.from({ length: 1000 }, async (_, i) => {
        const written = client.writeTags({ Count: i, Y: i });
        const { recipe, count, y } = await client.readTags({ recipe: 'Recipe', count: 'Count', y: 'Y' });
        return { written: await written, recipe: recipe.value, same: count.value === y.value };
      }),
    );
    for (const { written, recipe, same } of answers) {
      expect([written.Count, written.Y, recipe, same]).toEqual([{ ok: true }, { ok: true }, 7, true]);
    }
  });

  test('two clients of one adapter hear of the same originator, and end apart', async () => {
    const adapter = await startedAdapter({ livenessMs: 0 });
    const [first, second] = [clientOf(adapter), clientOf(adapter)];
    await Promise.all([first.connect(), second.connect()]);
    await scannerFor(adapter, PATIENT).open();
    await untilState(first, 'connected');
    await untilState(second, 'connected');
    await first.close();
    expect([first.state, second.state, adapter.status().state]).toEqual(['closed', 'connected', 'running']);
  });
});

describe('healthCheck()', () => {
  test('before connect(): not healthy, and why', async () => {
    const client = clientOf(newAdapter());
    expect(await client.healthCheck()).toEqual({
      healthy: false,
      reason: 'the adapter does not run',
      state: 'new',
      peers: [],
      lastError: null,
      assemblies: {
        command: { quality: 'disconnected', reason: 'the adapter does not run' },
        result: { quality: 'disconnected', reason: 'the adapter does not run' },
      },
      adapter: 'new',
      livenessStops: 0,
    });
  });

  test('nobody feeds it: not healthy', async () => {
    const { client } = await listening();
    expect(await client.healthCheck()).toMatchObject({
      healthy: false,
      reason: 'no originator is connected to "command"; no originator is connected to "result"',
      state: 'connecting',
      adapter: 'running',
    });
  });

  test('fed and in run: healthy, with who is connected, and since when it was heard', async () => {
    const { adapter, client } = await listening();
    const scanner = scannerFor(adapter, PATIENT);
    await scanner.open();
    await untilQuality(client, 'good');
    await untilState(client, 'connected');
    const health = await client.healthCheck();
    expect(health).toMatchObject({
      healthy: true,
      reason: null,
      state: 'connected',
      lastError: null,
      assemblies: { command: { quality: 'good', reason: null }, result: { quality: 'good', reason: null } },
    });
    const [peer] = health.peers;
    expect(health.peers).toHaveLength(1);
    expect(peer).toMatchObject({
      address: SCANNER,
      type: 'exclusiveOwner',
      output: 'command',
      input: 'result',
      run: true,
    });
    expect(peer?.ageMs).toBeGreaterThanOrEqual(0);
    expect(JSON.parse(JSON.stringify(health))).toEqual(health);
  });

  test('idle: not healthy, connected', async () => {
    const { adapter, client } = await listening();
    const scanner = scannerFor(adapter, PATIENT);
    scanner.run = false;
    await scanner.open();
    await untilQuality(client, 'idle');
    await untilState(client, 'connected');
    expect(await client.healthCheck()).toMatchObject({
      healthy: false,
      reason: `${SCANNER} says idle`,
      state: 'connected',
      assemblies: { command: { quality: 'idle' }, result: { quality: 'good' } },
      peers: [{ run: false }],
    });
  });

  test('stale: not healthy', async () => {
    const { adapter, client } = await listening({ staleMs: 300 });
    const scanner = scannerFor(adapter, PATIENT);
    await scanner.open();
    await untilQuality(client, 'good');
    scanner.destroy();
    await untilQuality(client, 'stale');
    const health = await client.healthCheck();
    expect(health).toMatchObject({ healthy: false, assemblies: { command: { quality: 'stale' } } });
    expect(health.reason).toContain(`no packet from ${SCANNER}`);
  });

  test('an event loop that stood still is counted, and the connection was ended', async () => {
    const adapter = newAdapter({ livenessMs: 100 });
    const client = clientOf(adapter);
    await client.connect();
    await scannerFor(adapter, PATIENT).open();
    await untilState(client, 'connected');
    const lost = once(client, 'disconnected');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    const [{ reason, error }] = (await lost) as [{ reason: string; error?: Error }];
    expect(reason).toContain('the event loop of this process stood still');
    const health = await client.healthCheck();
    expect(health).toMatchObject({ healthy: false, livenessStops: 1 });
    expect(health.lastError).toBe(error);
  });
});

describe('a client of inputs only', () => {
  test('is connected and healthy while an originator is connected to one', async () => {
    const adapter = newAdapter({ livenessMs: 0 });
    const client = new ImplicitClient({ adapter, tags: { Ready: { assembly: 'result', field: 'ready' } } });
    const connected = client.connect({ waitForOriginatorMs: 600_000 });
    await until('listening', () => adapter.status().state === 'running');
    const scanner = scannerFor(adapter, PATIENT);
    await scanner.open();
    await connected;
    expect(await client.healthCheck()).toMatchObject({ healthy: true, assemblies: { result: { quality: 'good' } } });
    const gone = once(client, 'disconnected');
    await scanner.close();
    await gone;
    expect(await client.healthCheck()).toMatchObject({ healthy: false, state: 'reconnecting' });
    await client.close();
  });
});
