import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { Adapter, EipConnectionError, EipError, type LivenessEvent } from '../../src/index.js';
import {
  ADAPTER,
  block,
  connectionEvents,
  identity,
  newAdapter,
  SCANNER,
  scannerFor,
  startedAdapter,
  until,
} from './adapter-rig.js';

/** What an adapter of a process without CAP_SYS_NICE gets. The privilege is dropped, not the user: a checkout may be root's own. */
async function schedulingUnprivileged(scheduling: string): Promise<unknown> {
  const script = `
    const { Adapter } = require('./dist/index.js');
    const identity = { vendorId: 1, serialNumber: 1, productName: 'x' };
    const adapter = new Adapter({ host: '${ADAPTER}', port: 0, ioPort: 0, identity, assemblies: {}, scheduling: '${scheduling}' });
    adapter.start().then(() => adapter.status().scheduling, (error) => error).then((result) => {
      console.log(JSON.stringify(result));
      return adapter.stop();
    });`;
  const dropped = ['--bounding-set=-sys_nice', '--inh-caps=-sys_nice', process.execPath, '-e', script];
  const { stdout } = await promisify(execFile)('setpriv', dropped, { cwd: join(__dirname, '../..') });
  return JSON.parse(stdout);
}

const bare = (host: string) => new Adapter({ host, port: 0, ioPort: 0, identity, assemblies: {} });

describe('start and stop', () => {
  test('start() twice is refused, the adapter runs on', async () => {
    const adapter = await startedAdapter();
    await expect(adapter.start()).rejects.toMatchObject({ code: 'EIP_ADAPTER_STARTED' });
    expect(adapter.status().state).toBe('running');
  });

  test('stop() twice is nothing', async () => {
    const adapter = await startedAdapter();
    await adapter.stop();
    await adapter.stop();
    expect(adapter.status().state).toBe('stopped');
  });

  test('what is used after stop() is an EipError, no crash', async () => {
    const adapter = await startedAdapter();
    await adapter.stop();
    const refused = expect.objectContaining({ code: 'EIP_ADAPTER_NOT_STARTED' });
    for (const use of [
      () => adapter.output('command').read(),
      () => adapter.config('setup').read(),
      () => adapter.input('result').set({ ready: true }),
      () => adapter.input('result').write([1]),
    ]) {
      expect(use).toThrow(EipError);
      expect(use).toThrow(refused);
    }
    expect(adapter.status().connections).toEqual([]);
  });

  test('after stop() it may start again, on the same ports', async () => {
    const adapter = await startedAdapter();
    const { port, ioPort } = adapter.status();
    await adapter.stop();
    const again = await startedAdapter({ port: port ?? 0, ioPort: ioPort ?? 0 });
    expect(again.status()).toMatchObject({ port, ioPort });
    await again.stop();
    await again.start();
    await scannerFor(again).open();
  });

  test('stop() ends the connections and tells them as aborted', async () => {
    const adapter = await startedAdapter();
    await scannerFor(adapter).open();
    const events = connectionEvents(adapter, 'aborted');
    await until('opened', () => adapter.status().connections.length === 1);
    await adapter.stop();
    expect((await events).at(-1)).toMatchObject({ kind: 'aborted', reason: 'the adapter was stopped' });
    expect(adapter.status().connections).toEqual([]);
  });

  test('stop() inside a handler: nothing is told after it but the end of the connections', async () => {
    const adapter = await startedAdapter();
    const told: string[] = [];
    adapter.on('connection', ({ kind }) => told.push(kind));
    const stopped = new Promise<void>((done) => {
      adapter.output('command').on('data', () => {
        told.push('data');
        adapter.stop().then(done);
      });
    });
    await scannerFor(adapter).open();
    await stopped;
    await delay(30);
    expect(told.filter((what) => what === 'data')).toHaveLength(1);
    expect(told.at(-1)).toBe('aborted');
    expect(adapter.status().state).toBe('stopped');
  });

  test('start() inside the handler that hears of the end begins anew', async () => {
    const adapter = await startedAdapter();
    await scannerFor(adapter).open();
    await until('opened', () => adapter.status().connections.length === 1);
    const again = new Promise<void>((done, failed) => {
      adapter.on('connection', ({ kind }) => {
        if (kind === 'aborted') adapter.start().then(done, failed);
      });
    });
    await adapter.stop();
    await again;
    expect(adapter.status()).toMatchObject({ state: 'running', counters: { opens: 0 }, connections: [] });
    await scannerFor(adapter).open();
    await until('opened again', () => adapter.status().connections.length === 1);
  });

  test('await using stops it', async () => {
    const adapter = newAdapter();
    await adapter.start();
    await adapter[Symbol.asyncDispose]();
    expect(adapter.status().state).toBe('stopped');
  });

  test('a failed start leaves an adapter that can be started', async () => {
    const first = await startedAdapter();
    const { port } = first.status();
    const second = newAdapter({ port: port ?? 0 });
    await expect(second.start()).rejects.toBeInstanceOf(EipConnectionError);
    expect(second.status().state).toBe('new');
    second.input('result').set({ count: 3 });
    await first.stop();
    await second.start();
    expect(second.input('result').value.count).toBe(3);
  });
});

describe('what cannot be opened says what to check', () => {
  test('a port that another adapter has', async () => {
    const { port } = (await startedAdapter()).status();
    const error = await newAdapter({ port: port ?? 0 })
      .start()
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'EIP_PORT_IN_USE', address: ADAPTER, port });
    expect((error as Error).message).toContain('ss -tulpn');
  });

  test('a TCP port that another program has', async () => {
    const server = createServer().listen(0, ADAPTER);
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const error = await newAdapter({ port })
      .start()
      .catch((reason: unknown) => reason);
    server.close();
    expect(error).toMatchObject({ code: 'EIP_PORT_IN_USE', port, transport: 'tcp' });
  });

  test('an I/O port in use', async () => {
    const { ioPort } = (await startedAdapter()).status();
    const error = await newAdapter({ ioPort: ioPort ?? 0 })
      .start()
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'EIP_PORT_IN_USE', port: ioPort, transport: 'udp' });
  });

  test('an address that is not of this machine, with those that are', async () => {
    const error = await bare('192.0.2.77')
      .start()
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(EipConnectionError);
    expect(error).toMatchObject({ code: 'EIP_ADDRESS_UNAVAILABLE', address: '192.0.2.77' });
    expect((error as Error).message).toContain('127.0.0.1 (lo)');
  });
});

describe('connection events', () => {
  test('opened, run, closed: with originator, intervals and sizes', async () => {
    const adapter = await startedAdapter();
    const events = connectionEvents(adapter, 'closed');
    const scanner = scannerFor(adapter, { rpiMs: 7.5, vendorId: 77, originatorSerial: 88, connectionSerial: 99 });
    await scanner.open();
    await until('run', () => adapter.status().connections[0]?.run === true);
    await scanner.close();
    const told = await events;
    expect(told.map(({ kind }) => kind)).toEqual(['opened', 'run', 'closed']);
    expect(told[0]).toMatchObject({
      reason: 'Forward Open accepted',
      connection: {
        type: 'exclusiveOwner',
        output: 'command',
        input: 'result',
        config: 'setup',
        originator: { address: SCANNER, vendorId: 77, serialNumber: 88 },
        connectionSerial: 99,
        outputApiMs: 7.5,
        inputApiMs: 7.5,
        outputSize: 8,
        inputSize: 8,
      },
    });
    expect(told[2]).toMatchObject({ reason: 'closed by the originator (Forward Close)' });
    expect(told[2]?.atUs).toBeGreaterThan(told[0]?.atUs ?? Number.POSITIVE_INFINITY);
  });

  test('run and idle follow the header', async () => {
    const adapter = await startedAdapter();
    const events = connectionEvents(adapter, 'idle');
    const scanner = scannerFor(adapter);
    await scanner.open();
    await until('run', () => adapter.status().connections[0]?.run === true);
    scanner.run = false;
    expect((await events).map(({ kind }) => kind)).toEqual(['opened', 'run', 'idle']);
    expect(adapter.status().connections[0]?.run).toBe(false);
  });

  test('a scanner that vanished times out, and its value no longer says run', async () => {
    const adapter = await startedAdapter();
    const scanner = scannerFor(adapter, { rpiMs: 5, timeoutMultiplier: 3 });
    const events = connectionEvents(adapter, 'timedOut');
    await scanner.open();
    await until('run', () => adapter.output('command').read().run);
    scanner.destroy();
    const last = (await events).at(-1);
    expect(last?.reason).toBe(`no packet from ${SCANNER} within the watchdog's time`);
    expect(last?.connection.timeoutMs).toBe(160);
    expect(adapter.output('command').read()).toMatchObject({ run: false, connected: false });
  });
});

describe('liveness', () => {
  test('an event loop that stands still ends the connections; JavaScript hears it afterwards', async () => {
    const adapter = await startedAdapter({ livenessMs: 100 });
    const scanner = scannerFor(adapter);
    await scanner.open();
    await until('run', () => adapter.output('command').read().run);
    const events = connectionEvents(adapter, 'aborted');
    const liveness = once(adapter, 'liveness') as Promise<[LivenessEvent]>;
    block(500);
    expect(adapter.output('command').read().connected).toBe(false);
    expect((await events).at(-1)).toMatchObject({ reason: 'the event loop of this process stood still (livenessMs)' });
    const [{ forMs }] = await liveness;
    expect(forMs).toBeGreaterThan(200);
    expect(forMs).toBeLessThan(5000);
    expect(adapter.status().counters.livenessStops).toBe(1);
    await scannerFor(adapter).open();
  });

  test('a moving event loop never trips it', async () => {
    const adapter = await startedAdapter({ livenessMs: 1500 });
    const scanner = scannerFor(adapter, { timeoutMultiplier: 7 });
    await scanner.open();
    await delay(2500);
    expect(adapter.status()).toMatchObject({ counters: { livenessStops: 0, ioConnections: 1 } });
  });

  test('0 switches it off', async () => {
    const adapter = await startedAdapter({ livenessMs: 0 });
    const scanner = scannerFor(adapter, { timeoutMultiplier: 7 });
    await scanner.open();
    block(300);
    expect(adapter.status().counters).toMatchObject({ livenessStops: 0, ioConnections: 1 });
  });
});

describe('scheduling', () => {
  test('auto is real time where permitted, else says why not', async () => {
    const { scheduling } = (await startedAdapter()).status();
    if (scheduling?.policy === 'fifo') expect(scheduling).toMatchObject({ priority: 50, refused: null });
    else expect(scheduling).toMatchObject({ priority: null, refused: expect.stringMatching(/^E[A-Z]+$/) });
  });

  test('fifo is real time or an error that says how to grant it', async () => {
    const mayBeRealTime = (await startedAdapter()).status().scheduling?.policy === 'fifo';
    const adapter = newAdapter({ scheduling: 'fifo' });
    const start = adapter.start();
    if (mayBeRealTime) {
      await start;
      expect(adapter.status().scheduling).toMatchObject({ policy: 'fifo', priority: 50 });
    } else {
      await expect(start).rejects.toThrow('CAP_SYS_NICE');
      await expect(start).rejects.toMatchObject({ code: 'EIP_SCHEDULING_REFUSED', option: 'scheduling.policy' });
      expect(adapter.status().state).toBe('new');
    }
  });

  test.runIf(process.getuid?.() === 0)('without the privilege fifo is refused and auto is not', async () => {
    expect(await schedulingUnprivileged('fifo')).toMatchObject({ code: 'EIP_SCHEDULING_REFUSED' });
    expect(await schedulingUnprivileged('auto')).toMatchObject({ policy: 'other', refused: 'EPERM' });
  });

  test('a CPU that is not there is refused', async () => {
    const start = newAdapter({ scheduling: { cpu: 1023 } }).start();
    await expect(start).rejects.toMatchObject({ code: 'EIP_SCHEDULING_REFUSED', option: 'scheduling.cpu' });
  });

  test('a CPU that is there is in effect', async () => {
    const adapter = await startedAdapter({ scheduling: { cpu: 0 } });
    expect(adapter.status().scheduling?.cpu).toBe(0);
  });

  test('other never is real time', async () => {
    const adapter = await startedAdapter({ scheduling: 'other' });
    expect(adapter.status().scheduling).toMatchObject({ policy: 'other', priority: null, refused: null });
  });
});

describe('a handler that throws', () => {
  const caught: unknown[] = [];
  const before = process.listeners('uncaughtException');
  afterEach(() => {
    process.removeAllListeners('uncaughtException');
    for (const listener of before) process.on('uncaughtException', listener);
  });

  test('is an uncaught exception, and the next events go on', async () => {
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', (error) => caught.push(error));
    const adapter = await startedAdapter();
    const error = new Error('in the handler');
    let calls = 0;
    adapter.output('command').on('data', () => {
      calls++;
      throw error;
    });
    const scanner = scannerFor(adapter);
    await scanner.open();
    await until('the first event', () => calls === 1);
    scanner.write(Uint8Array.of(1));
    await until('the second event', () => calls === 2);
    expect(caught).toEqual([error, error]);
  });
});
