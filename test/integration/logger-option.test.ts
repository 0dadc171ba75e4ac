/** The option `logger`: what becomes of connections stands in a log file, told by a real adapter, scanner and controller. */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Adapter, ExplicitClient, ImplicitClient } from '../../src/index.js';
import { createLogging, type Logging } from '../../src/logging.js';
import { LogixSimulator, Scanner } from '../../src/testing.js';
import { type Parsed, parsedLines } from '../support/log-lines.js';
import { ADAPTER, cleanups, identity, SCANNER, scannerFor, sessionWith, startedAdapter } from './adapter-rig.js';

let folder = '';
let log: Logging;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eip-log-'));
  log = createLogging({ console: 'off', level: 'debug', file: { path: join(folder, 'app.log') } });
});
afterEach(async () => {
  await log.close();
  rmSync(folder, { recursive: true, force: true });
});

async function lines(): Promise<Parsed[]> {
  await log.flush();
  return parsedLines(readFileSync(join(folder, 'app.log'), 'utf8'));
}

const short = (all: readonly Parsed[]) => all.map(({ level, event }) => `${level} ${event}`);

describe('an adapter', () => {
  test('the life of a connection, and its own', async () => {
    const adapter = await startedAdapter({ logger: log.getLogger('line.adapter') });
    const scanner = scannerFor(adapter);
    const [opened, run] = [nextOf(adapter, 'opened'), nextOf(adapter, 'run')];
    await scanner.open();
    await Promise.all([opened, run]);
    const idle = nextOf(adapter, 'idle');
    scanner.run = false;
    await idle;
    const closed = nextOf(adapter, 'closed');
    await scanner.close();
    await closed;
    await adapter.stop();
    const all = await lines();
    expect(short(all)).toEqual([
      'info adapter.started',
      'info connection.opened',
      'info connection.run',
      'info connection.idle',
      'info connection.closed',
      'info adapter.stopped',
    ]);
    expect(all[0]).toMatchObject({ module: 'line.adapter', address: ADAPTER, port: expect.any(Number) });
    expect(all[1]).toMatchObject({
      msg: `Connection opened: ${SCANNER}, Forward Open accepted`,
      peer: SCANNER,
      reason: 'Forward Open accepted',
      connection: { type: 'exclusiveOwner', output: 'command', input: 'result', originator: { address: SCANNER } },
    });
  });

  test('a scanner that is gone is a warning, an adapter that is stopped is none', async () => {
    const adapter = await startedAdapter({ logger: log.getLogger() });
    const first = scannerFor(adapter);
    await first.open();
    const timedOut = nextOf(adapter, 'timedOut');
    first.destroy();
    await timedOut;
    const opened = nextOf(adapter, 'opened');
    await scannerFor(adapter).open();
    await opened;
    await adapter.stop();
    const seen = short(await lines());
    expect(seen).toContain('warn connection.timedOut');
    expect(seen.slice(-2)).toEqual(['info connection.aborted', 'info adapter.stopped']);
  });

  test('an event loop that stood still', async () => {
    const adapter = await startedAdapter({ livenessMs: 20, logger: log.getLogger() });
    const stood = once(adapter, 'liveness');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    await stood;
    const all = await lines();
    expect(all.find(({ event }) => event === 'adapter.liveness')).toMatchObject({
      level: 'warn',
      forMs: expect.any(Number),
    });
  });

  test('denied peers and a watchdog', async () => {
    const adapter = new Adapter({
      host: ADAPTER,
      port: 0,
      ioPort: 0,
      identity,
      assemblies: {
        result: { instance: 100, kind: 'input', size: 4, watchdogMs: 20, onWatchdog: 'hold' },
        note: { instance: 154, kind: 'explicit', size: 2 },
      },
      connections: [{ type: 'inputOnly', input: 'result' }],
      readOnly: true,
      logger: log.getLogger(),
    });
    cleanups.push(() => adapter.stop());
    adapter.on('warning', () => {});
    const expired = once(adapter, 'watchdog');
    await adapter.start();
    const { port } = adapter.status();
    const input = { instance: 100, size: 4 };
    const scanner = new Scanner({
      host: ADAPTER,
      port: port ?? 0,
      bind: SCANNER,
      ioPort: 0,
      type: 'input',
      input,
      config: null,
    });
    cleanups.push(() => scanner.destroy());
    await scanner.open();
    await expired;
    const again = once(adapter, 'watchdog');
    adapter.input('result').touch();
    await again;
    const denied = once(adapter, 'warning');
    const session = await sessionWith(adapter as never);
    await session.setAttributeSingle({ classId: 4, instance: 154, attribute: 3 }, Buffer.alloc(2)).catch(() => {});
    await denied;
    const all = await lines();
    expect(short(all)).toEqual(
      expect.arrayContaining(['warn adapter.watchdog', 'info adapter.watchdog', 'warn adapter.warning']),
    );
    expect(all.find(({ event }) => event === 'adapter.warning')).toMatchObject({
      code: 'EIP_PEER_DENIED',
      err: { type: 'EipConnectionError', code: 'EIP_PEER_DENIED' },
    });
  });

  test('any pino logger will do, and one that throws harms nobody', async () => {
    const seen: Parsed[] = [];
    const own = pino({}, { write: (line: string) => seen.push(JSON.parse(line)) });
    const fails = () => {
      throw new Error('no log');
    };
    const adapter = await startedAdapter({ logger: own });
    await adapter.stop();
    expect(seen.map(({ event }) => event)).toEqual(['adapter.started', 'adapter.stopped']);
    const other = await startedAdapter({ logger: { debug: fails, info: fails, warn: fails, error: fails } });
    const opened = nextOf(other, 'opened');
    await scannerFor(other).open();
    expect(await opened).toMatchObject({ kind: 'opened' });
  });
});

describe('an explicit client', () => {
  test('its connection, lost and had again, and writes that a guard refuses', async () => {
    const plc = new LogixSimulator({ host: '127.0.42.2', tags: { Speed: { type: 'DINT', value: 5 } } });
    cleanups.push(() => plc.stop());
    await plc.start();
    const client = new ExplicitClient({
      host: '127.0.42.2',
      reconnectMinMs: 1,
      reconnectMaxMs: 10,
      tags: { speed: { tag: 'Speed', max: 10 } },
      logger: log.getLogger('plc'),
    });
    cleanups.push(() => client.close());
    await client.connect();
    await expect(client.writeTag('speed', 11)).rejects.toThrow(/max 10/);
    await client.writeTag('speed', 7);
    const [disconnected, connected] = [once(client, 'disconnected'), once(client, 'connected')];
    await plc.stop();
    await disconnected;
    await plc.start();
    await connected;
    await client.close();
    const all = await lines();
    const seen = short(all).filter((line, i, those) => line !== those[i - 1]);
    expect(seen).toEqual([
      'info client.connected',
      'warn client.writeRefused',
      'warn client.disconnected',
      'info client.reconnecting',
      'info client.connected',
      'info client.disconnected',
    ]);
    expect(all[0]).toMatchObject({ module: 'plc', target: '127.0.42.2', peers: ['127.0.42.2:44818'] });
    expect(all[1]).toMatchObject({ code: 'EIP_WRITE_OUT_OF_LIMITS', tag: 'Speed' });
  });

  test('one for reading only tells what it refuses', async () => {
    const plc = new LogixSimulator({ host: '127.0.42.2', tags: { Speed: { type: 'DINT', value: 5 } } });
    cleanups.push(() => plc.stop());
    await plc.start();
    const client = new ExplicitClient({ host: '127.0.42.2', readOnly: true, logger: log.getLogger() });
    cleanups.push(() => client.close());
    await client.connect();
    await expect(client.writeTag('Speed', 1)).rejects.toThrow(/readOnly/);
    await expect(
      client.setAttributeSingle({ classId: 1, instance: 1, attribute: 7 }, new Uint8Array(1)),
    ).rejects.toThrow();
    const refused = (await lines()).filter(({ event }) => event === 'client.writeRefused');
    expect(refused).toHaveLength(2);
    expect(refused[0]).toMatchObject({ code: 'EIP_WRITE_NOT_ALLOWED', tag: 'Speed' });
  });
});

test('an implicit client tells its connection, its refusals, and the adapter that it makes', async () => {
  const client = new ImplicitClient({
    adapter: {
      host: ADAPTER,
      port: 0,
      ioPort: 0,
      identity,
      assemblies: {
        command: { instance: 150, kind: 'output', size: 8 },
        result: { instance: 100, kind: 'input', size: 8 },
      },
      connections: [{ type: 'exclusiveOwner', output: 'command', input: 'result' }],
    },
    tags: {
      Count: { assembly: 'result', offset: 0, type: 'int', max: 5 },
      Recipe: { assembly: 'command', offset: 0, type: 'int' },
    },
    logger: log.getLogger(),
  });
  cleanups.push(() => client.close());
  await client.connect();
  await expect(client.writeTag('Count', 6)).rejects.toThrow(/max 5/);
  const connected = once(client, 'connected');
  const scanner = scannerFor(client.adapter as never, { config: null });
  await scanner.open();
  await connected;
  const disconnected = once(client, 'disconnected');
  await scanner.close();
  await disconnected;
  await client.close();
  const seen = short(await lines());
  for (const line of [
    'info adapter.started',
    'warn client.writeRefused',
    'info client.connected',
    'info connection.opened',
    'info client.reconnecting',
    'info connection.closed',
    'info adapter.stopped',
  ]) {
    expect(seen).toContain(line);
  }
});

function nextOf(adapter: Adapter, kind: string): Promise<unknown> {
  return new Promise((resolve) => {
    adapter.on('connection', (event) => {
      if (event.kind === kind) resolve(event);
    });
  });
}
