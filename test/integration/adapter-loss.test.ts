/** What cyclic data is worth when the other side is gone or idle, or this side does not stand by it any more. */
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { decodeIoDatagram } from '../../src/cip/index.js';
import type { Adapter, ConnectionEvent, DataEvent, WatchdogEvent } from '../../src/index.js';
import type { WirePacket } from '../../src/testing.js';
import { block, sendBurst, until } from './adapter-rig.js';
import { cell, eventsUntil, filled, HOST, outputOf, packetWhere, peer } from './data-rig.js';

const OWNER = { type: 'exclusiveOwner', output: 'command', input: 'result' } as const;

describe('onLoss', () => {
  test.each([
    ['hold', 7],
    ['zero', 0],
  ] as const)('%s: read() is right at once, an event tells it', async (onLoss, fill) => {
    const adapter = await cell({ command: { onLoss } });
    const command = outputOf(adapter);
    const events: DataEvent<Uint8Array>[] = [];
    command.on('data', (event) => events.push(event));
    const scanner = peer(adapter);
    scanner.write(filled(7));
    await scanner.open();
    await until('data', () => events.at(-1)?.run === true);
    await scanner.close();
    // The close was answered; whether JavaScript has heard of it yet does not matter.
    expect(command.read()).toMatchObject({ value: filled(fill), run: false, connected: false });
    await until('told', () => events.at(-1)?.connected === false);
    expect(events.at(-1)).toMatchObject({ value: filled(fill), run: false, connection: { output: 'command' } });
    expect(command.read().ageMs).toBeGreaterThan(0);
  });

  test('a scanner that vanishes zeroes the value once its watchdog has run out', async () => {
    const adapter = await cell({ command: { onLoss: 'zero' } });
    const scanner = peer(adapter, { timeoutMultiplier: 2 });
    scanner.write(filled(7));
    await scanner.open();
    await until('data', () => outputOf(adapter).read().value[0] === 7);
    const timedOut = eventsUntil(adapter, 'timedOut');
    scanner.destroy();
    await timedOut;
    expect(outputOf(adapter).read()).toMatchObject({ value: filled(0), run: false });
  });
});

describe('onIdle', () => {
  test.each([
    ['hold', 7],
    ['zero', 0],
    ['apply', 9],
  ] as const)('%s', async (onIdle, fill) => {
    const adapter = await cell({ command: { onIdle } });
    const events: DataEvent<Uint8Array>[] = [];
    outputOf(adapter).on('data', (event) => events.push(event));
    const scanner = peer(adapter);
    scanner.write(filled(7));
    await scanner.open();
    await until('run', () => events.at(-1)?.run === true);
    scanner.write(filled(9));
    scanner.run = false;
    await until('idle', () => events.at(-1)?.run === false);
    await until('the value', () => outputOf(adapter).read().value[0] === fill);
    expect(outputOf(adapter).read()).toMatchObject({ value: filled(fill), run: false, connected: true });
    expect(events.at(-1)).toMatchObject({ value: filled(fill), connected: true });
  });
});

describe('history', () => {
  const firsts = (events: DataEvent<Uint8Array>[]) => events.map(({ value }) => value[0]);

  async function connected(history: number) {
    const adapter = await cell({ command: { history } });
    const events: DataEvent<Uint8Array>[] = [];
    const scanner = peer(adapter, { rpiMs: 200 });
    await scanner.open();
    await until('run', () => adapter.status().connections[0]?.run === true);
    outputOf(adapter).on('data', (event) => events.push(event));
    return { adapter, events };
  }

  test('data fires for every packet, in order', async () => {
    const { adapter, events } = await connected(64);
    const values = Array.from({ length: 40 }, (_, i) => filled(i + 1));
    await sendBurst(adapter, values);
    await until('the last one', () => events.at(-1)?.value[0] === 40);
    expect(firsts(events)).toEqual(values.map(([first]) => first));
    expect(events.every(({ dropped, overwritten }) => dropped === 0 && overwritten === 0)).toBe(true);
    expect(adapter.status().assemblies.command).toMatchObject({ dropped: 0, overwritten: 0 });
  });

  test('a full one keeps the oldest; the next event says how many are lacking', async () => {
    const { adapter, events } = await connected(5);
    await sendBurst(
      adapter,
      Array.from({ length: 20 }, (_, i) => filled(i + 1)),
    );
    expect(outputOf(adapter).read().value[0]).toBe(20);
    await until('five', () => events.length === 5);
    expect(firsts(events)).toEqual([1, 2, 3, 4, 5]);
    expect(adapter.status().assemblies.command).toMatchObject({ dropped: 15 });
    await sendBurst(adapter, [filled(99)], 1, 2000);
    await until('the next', () => events.some(({ value }) => value[0] === 99));
    expect(events[5]).toMatchObject({ dropped: 15 });
  });
});

describe('watchdogMs', () => {
  const told = (adapter: Adapter) => {
    const order: string[] = [];
    adapter.on('watchdog', ({ input, expired, action }: WatchdogEvent) => order.push(`${input} ${expired} ${action}`));
    adapter.on('connection', ({ kind, reason }: ConnectionEvent) => order.push(`${kind}: ${reason}`));
    return order;
  };
  const watched = { watchdogMs: 60 } as const;

  test('close, the default: connections end and are refused until the next write; told after the event loop hung', async () => {
    const adapter = await cell({ result: watched });
    const order = told(adapter);
    const scanner = peer(adapter, { timeoutMultiplier: 7 });
    const beat = setInterval(() => adapter.input('result').touch(), 10);
    await scanner.open();
    await until('open', () => order[0]?.startsWith('opened') === true);
    await until('run', () => order.length === 2);
    clearInterval(beat);
    block(250);
    await until('aborted', () => order.length === 4);
    expect(order.slice(2)).toEqual([
      'result true close',
      'aborted: "result" was not written or touched in time (watchdogMs)',
    ]);
    expect(adapter.status().assemblies.result?.watchdog).toEqual({ expired: true, expirations: 1 });
    const refusal = expect.objectContaining({ generalStatus: 0x02 });
    await expect(peer(adapter).open()).rejects.toEqual(refusal);
    const recovered = once(adapter, 'watchdog');
    adapter.input('result').write(filled(1));
    await recovered;
    expect(adapter.status().assemblies.result?.watchdog).toEqual({ expired: false, expirations: 1 });
    const again = setInterval(() => adapter.input('result').touch(), 10);
    await peer(adapter)
      .open()
      .finally(() => clearInterval(again));
  });

  test('zero: zeros are sent, and with the next touch the value again', async () => {
    const adapter = await cell({ result: { ...watched, onWatchdog: 'zero' } });
    adapter.input('result').write(filled(8));
    const scanner = peer(adapter);
    const zeros = packetWhere(scanner, ({ value }) => value[0] === 0);
    await scanner.open();
    await zeros;
    expect(adapter.input('result').value).toEqual(filled(8));
    const back = packetWhere(scanner, ({ value }) => value[0] === 8);
    adapter.input('result').touch();
    await back;
  });

  test('idle: the T->O header says idle, the value stays', async () => {
    const adapter = await cell({
      result: { ...watched, onWatchdog: 'idle' },
      connections: [{ ...OWNER, inputFormat: 'header32' }],
    });
    adapter.input('result').write(filled(8));
    const scanner = peer(adapter, { input: { instance: 100, size: 8, format: 'header32' } });
    const idle = packetWhere(scanner, ({ run }) => run === false);
    await scanner.open();
    expect([...(await idle).value]).toEqual([...filled(8)]);
    const run = packetWhere(scanner, (packet) => packet.run === true);
    adapter.input('result').touch();
    await run;
  });

  test.each([0, 1] as const)(
    'idle with the zero-length format, class %i: no data on the wire',
    async (transportClass) => {
      const adapter = await cell({
        result: { ...watched, onWatchdog: 'idle' },
        connections: [{ ...OWNER, inputFormat: 'zeroLength' }],
      });
      adapter.input('result').write(filled(8));
      const sizes: number[] = [];
      const tap = ({ transport, from, bytes }: WirePacket) => {
        if (transport === 'udp' && from.address === HOST) sizes.push(decodeIoDatagram(bytes).data.byteLength);
      };
      const input = { instance: 100, size: 8, format: 'zeroLength' } as const;
      const scanner = peer(adapter, { input, transportClass, tap });
      const sequence = transportClass === 1 ? 2 : 0;
      const idle = packetWhere(scanner, ({ run }) => run === false);
      await scanner.open();
      expect((await idle).value).toHaveLength(0);
      expect(sizes.at(-1)).toBe(sequence);
      expect(adapter.input('result').value).toEqual(filled(8));
      const run = packetWhere(scanner, (packet) => packet.run === true);
      adapter.input('result').touch();
      expect([...(await run).value]).toEqual([...filled(8)]);
      expect(sizes.at(-1)).toBe(sequence + 8);
      // Both are news: whoever only looks at the sequence count sees them.
      if (transportClass === 1) expect([(await idle).isNew, (await run).isNew]).toEqual([true, true]);
    },
  );

  test('hold: only told and counted', async () => {
    const adapter = await cell({ result: { ...watched, onWatchdog: 'hold' } });
    adapter.input('result').write(filled(8));
    const expired = once(adapter, 'watchdog');
    const scanner = peer(adapter);
    await scanner.open();
    expect(await expired).toMatchObject([{ input: 'result', expired: true, action: 'hold' }]);
    const packet = await packetWhere(scanner, () => true);
    expect([...packet.value]).toEqual([...filled(8)]);
  });

  test('the same value again is as good as a new one', async () => {
    const adapter = await cell({ result: { watchdogMs: 1000, onWatchdog: 'hold' } });
    for (const end = performance.now() + 1500; performance.now() < end; ) {
      adapter.input('result').write(filled(8));
      await new Promise((done) => setTimeout(done, 20));
    }
    expect(adapter.status().assemblies.result?.watchdog).toEqual({ expired: false, expirations: 0 });
  });

  test('a watchdog that runs out has the adapter run on: other inputs are served', async () => {
    const adapter = await cell({
      result: watched,
      connections: [OWNER, { type: 'inputOnly', input: 'other' as never }],
      more: {
        assemblies: {
          command: { instance: 150, kind: 'output', size: 8 },
          result: { instance: 100, kind: 'input', size: 8, ...watched },
          other: { instance: 101, kind: 'input', size: 8 },
        },
      },
    });
    const expired = once(adapter, 'watchdog');
    const scanner = peer(adapter, { type: 'input', input: { instance: 101, size: 8 } });
    const packet = once(scanner, 'data');
    await scanner.open();
    await Promise.all([expired, packet]);
    expect(adapter.status().connections).toMatchObject([{ input: 'other' }]);
  });
});
