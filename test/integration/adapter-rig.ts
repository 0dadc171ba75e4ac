/** An adapter on an address of its own and a scanner against it, both ended after each test. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach } from 'vitest';
import { encodeIoDatagram, joinIoData, RUN } from '../../src/cip/index.js';
import { Adapter, type AdapterOptions, bool, type ConnectionEvent, int, layout, real } from '../../src/index.js';
import { ExplicitSession, Scanner, type ScannerOptions } from '../../src/testing.js';

export const ADAPTER = '127.0.41.2';
export const SCANNER = '127.0.41.1';

export const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export const identity = { vendorId: 1234, serialNumber: 1, productName: 'Rig' } as const;

const assemblies = {
  command: {
    instance: 150,
    kind: 'output',
    size: 8,
    layout: layout({ start: bool(0, 0), recipe: int(2), x: real(4) }),
  },
  result: { instance: 100, kind: 'input', size: 8, layout: layout({ ready: bool(0, 0), count: int(2), y: real(4) }) },
  setup: { instance: 151, kind: 'config', size: 4 },
  note: { instance: 154, kind: 'explicit', size: 2 },
} as const;

interface Extra {
  readonly livenessMs?: number;
  readonly eventMinIntervalMs?: number;
  readonly mirror?: readonly [{ readonly output: 'command'; readonly input: 'result' }];
  readonly port?: number;
  readonly ioPort?: number;
  readonly host?: string;
  readonly scheduling?: AdapterOptions['scheduling'];
  readonly requestTimeoutMs?: number;
  readonly limits?: AdapterOptions['limits'];
  readonly logger?: AdapterOptions['logger'];
}

export function newAdapter(extra: Extra = {}) {
  const adapter = new Adapter({
    host: ADAPTER,
    port: 0,
    ioPort: 0,
    identity,
    assemblies,
    connections: [{ type: 'exclusiveOwner', output: 'command', input: 'result', config: 'setup' }],
    ...extra,
  });
  cleanups.push(() => adapter.stop());
  return adapter;
}

export type RigAdapter = ReturnType<typeof newAdapter>;

export async function startedAdapter(extra: Extra = {}): Promise<RigAdapter> {
  const adapter = newAdapter(extra);
  await adapter.start();
  return adapter;
}

export function scannerFor(adapter: RigAdapter, options: Partial<ScannerOptions> = {}): Scanner {
  const { address, port } = adapter.status();
  if (address === null || port === null) throw new Error('a started adapter tells its address');
  const sizes = { output: { instance: 150, size: 8 }, input: { instance: 100, size: 8 } };
  const scanner = new Scanner({ host: address, port, bind: SCANNER, ioPort: 0, rpiMs: 5, ...sizes, ...options });
  cleanups.push(() => scanner.destroy());
  return scanner;
}

/** A session for explicit messages with the adapter. */
export async function sessionWith(adapter: RigAdapter): Promise<ExplicitSession> {
  const { address, port } = adapter.status();
  if (address === null || port === null) throw new Error('a started adapter tells its address');
  const session = await ExplicitSession.open({ host: address, port, bind: SCANNER });
  cleanups.push(() => session.destroy());
  return session;
}

/** The connection events from now until one of this kind, which is the last. */
export function connectionEvents(adapter: RigAdapter, last: ConnectionEvent['kind']): Promise<ConnectionEvent[]> {
  const events: ConnectionEvent[] = [];
  return new Promise((done) => {
    adapter.on('connection', (event) => {
      events.push(event);
      if (event.kind === last) done(events);
    });
  });
}

/**
 * Sends values on the adapter's only connection while the event loop stands still: the I/O thread gets all of them
 * before JavaScript hears of one, and so does whoever looks before the next turn of the event loop.
 * @param header RUN or idle (0)
 * @param first sequence number of the first one: above those that were sent before
 */
export async function sendBurst(
  adapter: Pick<RigAdapter, 'status'>,
  values: readonly Uint8Array[],
  header = RUN,
  first = 1000,
): Promise<void> {
  const { address, ioPort, connections } = adapter.status();
  const [connection] = connections;
  if (address === null || ioPort === null || connection === undefined) throw new Error('no connection to send on');
  const socket = createSocket('udp4').bind({ address: connection.originator.address, port: 0 });
  await once(socket, 'listening');
  socket.connect(ioPort, address);
  await once(socket, 'connect');
  // A connected socket sends at once; any other one looks the address up first.
  for (const [i, payload] of values.entries()) {
    const data = joinIoData({ sequenceCount: first + i, header, payload });
    socket.send(encodeIoDatagram({ connectionId: connection.outputConnectionId, sequence: first + i, data }));
  }
  block(50);
  socket.close();
}

/** Waits until `condition` holds. @throws after ten seconds, naming what was waited for. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const end = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((done) => setTimeout(done, 2));
  }
}

/** The event loop stands still. */
export function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
