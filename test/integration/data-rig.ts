/** Adapters with whatever options a test is about, and scanners against them; all ended after each test. */
import { afterEach } from 'vitest';
import {
  Adapter,
  type AdapterOptions,
  type AssemblyOptions,
  type ConnectionEvent,
  type ReceivedAssembly,
} from '../../src/index.js';
import { type InputPacket, Scanner, type ScannerOptions } from '../../src/testing.js';

export const HOST = '127.0.44.2';
export const PEER = '127.0.44.1';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const identity = { vendorId: 1234, serialNumber: 1, productName: 'Data rig' } as const;

/** What a test changes of the usual cell: output `command` and input `result` of 8 bytes, one owner. */
export interface CellOptions {
  readonly command?: Partial<AssemblyOptions>;
  readonly result?: Partial<AssemblyOptions>;
  readonly connections?: AdapterOptions['connections'];
  readonly more?: Partial<AdapterOptions>;
}

export async function cell({ command, result, connections, more }: CellOptions = {}): Promise<Adapter> {
  const adapter = new Adapter({
    host: HOST,
    port: 0,
    ioPort: 0,
    identity,
    assemblies: {
      command: { instance: 150, kind: 'output', size: 8, ...command },
      result: { instance: 100, kind: 'input', size: 8, ...result },
    },
    connections: connections ?? [{ type: 'exclusiveOwner', output: 'command', input: 'result' }],
    ...more,
  } as AdapterOptions) as Adapter;
  cleanups.push(() => adapter.stop());
  await adapter.start();
  return adapter;
}

export function outputOf(adapter: Adapter, name = 'command') {
  return adapter.output(name) as ReceivedAssembly<Uint8Array>;
}

/** Not open yet; an owner unless the options say else. */
export function peer(adapter: Adapter, options: Partial<ScannerOptions> = {}): Scanner {
  const { address, port } = adapter.status();
  if (address === null || port === null) throw new Error('a started adapter tells its address');
  const owner = options.type === undefined || options.type === 'owner';
  const scanner = new Scanner({
    host: address,
    port,
    bind: PEER,
    ioPort: 0,
    rpiMs: 5,
    config: null,
    input: { instance: 100, size: 8 },
    ...(owner ? { output: { instance: 150, size: 8 } } : {}),
    ...options,
  });
  cleanups.push(() => scanner.destroy());
  return scanner;
}

/** The connection events from now until one of this kind, which is the last. */
export function eventsUntil(adapter: Adapter, last: ConnectionEvent['kind']): Promise<ConnectionEvent[]> {
  const events: ConnectionEvent[] = [];
  return new Promise((done) => {
    adapter.on('connection', (event) => {
      events.push(event);
      if (event.kind === last) done(events);
    });
  });
}

/** The next packet for which `wanted` holds. */
export function packetWhere(scanner: Scanner, wanted: (packet: InputPacket) => boolean): Promise<InputPacket> {
  return new Promise((done) => {
    const look = (packet: InputPacket) => {
      if (!wanted(packet)) return;
      scanner.off('data', look);
      done(packet);
    };
    scanner.on('data', look);
  });
}

export const filled = (fill: number, size = 8) => new Uint8Array(size).fill(fill);
