import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { DataEvent } from '../../src/index.js';
import { ExplicitSession, type InputPacket } from '../../src/testing.js';
import {
  ADAPTER,
  block,
  type RigAdapter,
  SCANNER,
  scannerFor,
  sendBurst,
  startedAdapter,
  until,
} from './adapter-rig.js';

type Command = { start: boolean; recipe: number; x: number };

const bytesOf = (command: Partial<Command>) => {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setUint8(0, command.start ? 1 : 0);
  bytes.setInt16(2, command.recipe ?? 0, true);
  bytes.setFloat32(4, command.x ?? 0, true);
  return new Uint8Array(bytes.buffer);
};

/** The event loop has looked at everything that was there: the first turn may be half over. */
async function wholeTurn(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** What the scanner brought with it has come, and the event loop has looked: the counter moves after the wake-up. */
async function firstValueSeen(adapter: RigAdapter): Promise<void> {
  await until('the first value', () => (adapter.status().counters.ioNewData ?? 0) > 0);
  await wholeTurn();
}

describe('O->T', () => {
  test('data events carry value, run, connection and arrival', async () => {
    const adapter = await startedAdapter();
    const scanner = scannerFor(adapter);
    scanner.write(bytesOf({ start: true, recipe: -5, x: 1.5 }));
    const data = once(adapter.output('command'), 'data');
    const before = Number(process.hrtime.bigint() / 1000n);
    await scanner.open();
    const [event] = (await data) as [DataEvent<Command>];
    expect(event).toMatchObject({ value: { start: true, recipe: -5, x: 1.5 }, run: true, overwritten: 0 });
    expect(event.connection).toMatchObject({ output: 'command', input: 'result', originator: { address: SCANNER } });
    expect(event.receivedUs).toBeGreaterThanOrEqual(before);
    expect(event.receivedUs).toBeLessThanOrEqual(Number(process.hrtime.bigint() / 1000n));
  });

  test('every change of value is told once, a repeated value is not', async () => {
    const adapter = await startedAdapter();
    const scanner = scannerFor(adapter);
    const recipes: number[] = [];
    adapter.output('command').on('data', ({ value }) => recipes.push(value.recipe));
    await scanner.open();
    for (const recipe of [0, 1, 2, 3]) {
      scanner.write(bytesOf({ recipe }));
      await until(`recipe ${recipe}`, () => recipes.at(-1) === recipe);
    }
    await delay(50);
    expect(recipes).toEqual([0, 1, 2, 3]);
  });

  test('idle is told with run false, and the value keeps the last run data', async () => {
    const adapter = await startedAdapter();
    const scanner = scannerFor(adapter);
    scanner.write(bytesOf({ recipe: 7 }));
    const events: DataEvent<Command>[] = [];
    adapter.output('command').on('data', (event) => events.push(event));
    await scanner.open();
    await until('run', () => events.at(-1)?.run === true);
    scanner.run = false;
    scanner.write(bytesOf({ recipe: 9 }));
    await until('idle', () => events.at(-1)?.run === false);
    expect(events.at(-1)?.value.recipe).toBe(7);
    expect(adapter.output('command').read()).toMatchObject({ value: { recipe: 7 }, run: false, connected: true });
    scanner.run = true;
    await until('run again', () => events.at(-1)?.run === true && events.at(-1)?.value.recipe === 9);
  });

  test('while JavaScript is busy newer values overwrite older ones, and the next event says how many', async () => {
    const adapter = await startedAdapter();
    const scanner = scannerFor(adapter, { rpiMs: 100 });
    await scanner.open();
    await firstValueSeen(adapter);
    const events: DataEvent<Command>[] = [];
    adapter.output('command').on('data', (event) => events.push(event));
    const counted = () => adapter.status().assemblies.command?.overwritten ?? 0;
    const before = counted();
    await sendBurst(
      adapter,
      Array.from({ length: 20 }, (_, i) => bytesOf({ recipe: i + 1 })),
    );
    await until('the last value', () => events.at(-1)?.value.recipe === 20);
    const overwritten = events.reduce((sum, event) => sum + event.overwritten, 0);
    expect(overwritten).toBeGreaterThan(0);
    expect(events.length + overwritten).toBe(20);
    expect(counted() - before).toBe(overwritten);
  });

  test('without a listener values do not wake the event loop, are not counted and can be read', async () => {
    const adapter = await startedAdapter();
    const scanner = scannerFor(adapter, { rpiMs: 100 });
    await scanner.open();
    await firstValueSeen(adapter);
    const counters = () => adapter.status().counters;
    const send = async (recipes: number[]) => {
      const values = recipes.map((recipe) => bytesOf({ recipe }));
      await sendBurst(adapter, values, undefined, 1000 + (recipes[0] ?? 0));
      await until('it is there', () => adapter.output('command').read().value.recipe === recipes.at(-1));
    };
    await send([1]);
    await wholeTurn(); // what the event loop was woken for has been looked at
    const { jsWakes } = counters();
    await send([2, 3, 4, 5]);
    expect(counters().jsWakes).toBe(jsWakes);
    expect(adapter.status().assemblies.command?.overwritten).toBe(0);
    const heard = once(adapter.output('command'), 'data');
    await send([6]);
    expect((await heard)[0].value.recipe).toBe(6);
    expect(counters().jsWakes).toBeGreaterThan(jsWakes ?? 0);
  });

  test('who listens once a connection has opened hears its first value', async () => {
    const adapter = await startedAdapter();
    const first = scannerFor(adapter);
    await first.open();
    await until('data that nobody hears', () => (adapter.status().counters.ioNewData ?? 0) > 0);
    await first.close();
    const heard = new Promise<DataEvent<Command>>((resolve) => {
      adapter.once('connection', () => adapter.output('command').once('data', resolve));
    });
    const second = scannerFor(adapter);
    second.write(bytesOf({ recipe: 7 }));
    await second.open();
    expect((await heard).value.recipe).toBe(7);
  });

  test('eventMinIntervalMs: fewer events, each with the latest value, the last one told', async () => {
    const adapter = await startedAdapter({ eventMinIntervalMs: 100 });
    const scanner = scannerFor(adapter);
    const recipes: number[] = [];
    adapter.output('command').on('data', ({ value }) => recipes.push(value.recipe));
    const began = performance.now();
    await scanner.open();
    for (let recipe = 1; recipe <= 60; recipe++) {
      scanner.write(bytesOf({ recipe }));
      await delay(5);
    }
    await until('the last value', () => recipes.at(-1) === 60);
    expect(recipes.length).toBeGreaterThanOrEqual(2);
    expect(recipes.length).toBeLessThanOrEqual(2 + (performance.now() - began) / 100);
  });

  test('read() gives value, run, connected and age without waiting for an event', async () => {
    const adapter = await startedAdapter();
    const command = adapter.output('command');
    expect(command.read()).toEqual({
      value: { start: false, recipe: 0, x: 0 },
      run: false,
      connected: false,
      ageMs: Number.POSITIVE_INFINITY,
    });
    const scanner = scannerFor(adapter);
    scanner.write(bytesOf({ recipe: 3 }));
    await scanner.open();
    await until('data', () => command.read().connected && command.read().value.recipe === 3);
    expect(command.read().ageMs).toBeLessThan(1000);
    await scanner.close();
    await until('gone', () => !command.read().connected);
    expect(command.read()).toMatchObject({ value: { recipe: 3 }, run: false });
  });

  test('an event waits until the connection that it came by was told as opened', async () => {
    const adapter = await startedAdapter();
    const scanner = scannerFor(adapter);
    const order: string[] = [];
    adapter.on('connection', ({ kind }) => order.push(kind));
    adapter.output('command').on('data', ({ connection }) => order.push(`data by ${connection?.output}`));
    await scanner.open();
    await until('data', () => order.length >= 3);
    await scanner.close();
    await until('the last data', () => order.at(-2) === 'closed');
    expect(order.slice(0, 2)).toEqual(['opened', 'run']);
    expect(order[2]).toBe('data by command');
    expect(order.slice(-2)).toEqual(['closed', 'data by command']);
  });
});

describe('explicit messages', () => {
  const session = async (adapter: RigAdapter) => {
    const { port } = adapter.status();
    return ExplicitSession.open({ host: ADAPTER, port: port ?? 0, bind: SCANNER });
  };
  const data = (instance: number) => ({ classId: 4, instance, attribute: 3 });

  test('set an explicit assembly: told without a connection, and read back', async () => {
    const adapter = await startedAdapter();
    const told = once(adapter.explicit('note'), 'data');
    const peer = await session(adapter);
    await peer.setAttributeSingle(data(154), Uint8Array.of(1, 2));
    const [event] = (await told) as [DataEvent<Uint8Array>];
    expect(event).toMatchObject({ value: Uint8Array.of(1, 2), connection: undefined });
    expect([...adapter.explicit('note').read().value]).toEqual([1, 2]);
    expect([...(await peer.getAttributeSingle(data(154)))]).toEqual([1, 2]);
    await peer.close();
  });

  test('set an output that nobody owns: its value changes, it does not say run', async () => {
    const adapter = await startedAdapter();
    const told = once(adapter.output('command'), 'data');
    const peer = await session(adapter);
    await peer.setAttributeSingle(data(150), bytesOf({ recipe: 5 }));
    const [event] = (await told) as [DataEvent<Command>];
    expect(event).toMatchObject({ value: { recipe: 5 }, run: false, connection: undefined });
    expect(adapter.output('command').read()).toMatchObject({ value: { recipe: 5 }, run: false, connected: false });
    await peer.close();
  });

  test('read an input: what was set last', async () => {
    const adapter = await startedAdapter();
    adapter.input('result').set({ count: 3 });
    const peer = await session(adapter);
    expect([...(await peer.getAttributeSingle(data(100)))]).toEqual([0, 0, 3, 0, 0, 0, 0, 0]);
    await peer.close();
  });
});

describe('configuration', () => {
  test('the data of a Forward Open is told with its connection', async () => {
    const adapter = await startedAdapter();
    const data = once(adapter.config('setup'), 'data');
    await scannerFor(adapter, { config: { instance: 151, data: Uint8Array.of(1, 2, 3, 4) } }).open();
    const [{ value, connection }] = (await data) as [DataEvent<Uint8Array>];
    expect([...value]).toEqual([1, 2, 3, 4]);
    expect(connection).toMatchObject({ config: 'setup', originator: { address: SCANNER } });
    expect([...adapter.config('setup').read().value]).toEqual([1, 2, 3, 4]);
  });

  test('of a wrong size is refused, and nothing is told', async () => {
    const adapter = await startedAdapter();
    adapter.config('setup').on('data', () => expect.unreachable());
    const scanner = scannerFor(adapter, { config: { instance: 151, data: Uint8Array.of(1, 2) } });
    await expect(scanner.open()).rejects.toMatchObject({ generalStatus: 0x01, extendedStatus: 0x0126 });
  });
});

describe('T->O', () => {
  test('what was set before the connection is in its first packet', async () => {
    const adapter = await startedAdapter();
    adapter.input('result').set({ count: 42, y: -0.5 });
    const scanner = scannerFor(adapter);
    const first = once(scanner, 'data');
    await scanner.open();
    const [{ value }] = (await first) as [InputPacket];
    expect([...value]).toEqual([0, 0, 42, 0, 0, 0, 0, 0xbf]);
  });

  test('what was set before start() is in the first packet', async () => {
    const adapter = await startedAdapter();
    await adapter.stop();
    await adapter.start();
    adapter.input('result').write([9], 7);
    await adapter.stop();
    await adapter.start();
    const scanner = scannerFor(adapter);
    const first = once(scanner, 'data');
    await scanner.open();
    expect([...((await first) as [InputPacket])[0].value]).toEqual([0, 0, 0, 0, 0, 0, 0, 9]);
  });

  test('the fields of one set appear together, never in parts', async () => {
    const adapter = await startedAdapter();
    const result = adapter.input('result');
    const scanner = scannerFor(adapter, { rpiMs: 2 });
    const values: [number, number][] = [];
    scanner.on('data', ({ value }) => {
      const view = new DataView(value.buffer, value.byteOffset, value.length);
      values.push([view.getInt16(2, true), view.getFloat32(4, true)]);
    });
    await scanner.open();
    const end = performance.now() + 150;
    for (let count = 1; performance.now() < end; count = (count + 1) % 30_000) {
      result.set({ count, y: count });
      if (count % 10 === 0) await new Promise((done) => setImmediate(done));
    }
    expect(values.filter(([count, y]) => count !== y)).toEqual([]);
    expect(new Set(values.map(([count]) => count)).size).toBeGreaterThan(10);
  });

  test('a refused set changes nothing on the wire', async () => {
    const adapter = await startedAdapter();
    adapter.input('result').set({ count: 5 });
    const scanner = scannerFor(adapter);
    const seen = new Set<string>();
    scanner.on('data', ({ value }) => seen.add(Buffer.from(value).toString('hex')));
    await scanner.open();
    expect(() => adapter.input('result').set({ count: 6, y: Number.NaN })).toThrow();
    expect(() => adapter.input('result').write(new Uint8Array(9).fill(1))).toThrow();
    await delay(50);
    expect([...seen]).toEqual(['0000050000000000']);
  });

  test('production goes on while JavaScript stands still', async () => {
    const adapter = await startedAdapter();
    const scanner = scannerFor(adapter, { rpiMs: 5, timeoutMultiplier: 7 });
    await scanner.open();
    const slots = () => {
      const { ioSent = 0, ioSkipped = 0 } = adapter.status().counters;
      return { sent: ioSent, all: ioSent + ioSkipped };
    };
    const [before, begun] = [slots(), performance.now()];
    block(400);
    const [after, ended] = [slots(), performance.now()];
    expect(Math.abs((after.all - before.all) / ((ended - begun) / 5) - 1)).toBeLessThan(0.1);
    expect(after.sent - before.sent).toBeGreaterThan(40);
  });
});

describe('mirror', () => {
  test('the input follows the output on the I/O thread; JavaScript may not write it', async () => {
    const adapter = await startedAdapter({ mirror: [{ output: 'command', input: 'result' }] });
    const scanner = scannerFor(adapter);
    let last: Uint8Array = new Uint8Array(0);
    scanner.on('data', ({ value }) => {
      last = value;
    });
    await scanner.open();
    for (const recipe of [1, 2]) {
      const sent = bytesOf({ start: true, recipe, x: recipe });
      scanner.write(sent);
      await until(`echo of ${recipe}`, () => Buffer.from(last).equals(sent));
    }
    expect(() => adapter.input('result').set({ count: 1 })).toThrow(
      expect.objectContaining({ code: 'EIP_INPUT_MIRRORED' }),
    );
  });
});
