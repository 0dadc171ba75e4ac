/** An adapter with its scanner, and a source over it; all ended after each test. */
import { afterEach } from 'vitest';
import { ImplicitSource } from '../../src/gateway/sources/implicit-source.js';
import { historyFor } from '../../src/gateway/sources/implied-history.js';
import type { ImplicitSourceOptions } from '../../src/gateway/sources/option-types.js';
import { Adapter, type AdapterOptions, bool, int, layout, real, udint } from '../../src/index.js';
import { Scanner, type ScannerOptions } from '../../src/testing.js';
import { Emitted } from './source-rig.js';

export const HOST = '127.0.47.2';
export const PEER = '127.0.47.1';
export const APP = { name: 'test', instance: 'one' };

export const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export const CELL = {
  host: HOST,
  port: 0,
  ioPort: 0,
  livenessMs: 0,
  identity: { vendorId: 1234, serialNumber: 1, productName: 'Source rig' },
  assemblies: {
    command: {
      instance: 150,
      kind: 'output',
      size: 8,
      layout: layout({ start: bool(0, 0), recipe: int(2), count: udint(4) }),
    },
    result: { instance: 100, kind: 'input', size: 8, layout: layout({ ready: bool(0, 0), score: real(4) }) },
    raw: { instance: 160, kind: 'output', size: 4 },
    answer: { instance: 110, kind: 'input', size: 4 },
  },
  connections: [
    { type: 'exclusiveOwner', output: 'command', input: 'result' },
    { type: 'exclusiveOwner', output: 'raw', input: 'answer' },
  ],
} as const satisfies AdapterOptions;

export interface RigOptions {
  readonly adapter?: Partial<AdapterOptions>;
  /** Without an implied history. */
  readonly plain?: boolean;
}

export function sourceFor(options: ImplicitSourceOptions, { adapter: more, plain }: RigOptions = {}) {
  const whole: AdapterOptions = { ...CELL, ...more };
  const adapter = new Adapter(plain ? whole : historyFor(whole, options)) as Adapter;
  const source = new ImplicitSource('cell', options, { adapter, app: APP });
  cleanups.push(
    () => adapter.stop(),
    () => source.stop(),
  );
  return { adapter, source };
}

/** A source that runs. */
export async function listening(options: ImplicitSourceOptions, more: RigOptions = {}) {
  const { adapter, source } = sourceFor(options, more);
  const emitted = new Emitted();
  await source.start(emitted.emit);
  return { adapter, source, emitted };
}

/** Of `command`, or of `raw`; its watchdog is longer than any pause of a busy machine. */
export function scannerFor(adapter: Adapter, options: Partial<ScannerOptions> = {}): Scanner {
  const { address, port } = adapter.status();
  if (address === null || port === null) throw new Error('a started adapter tells its address');
  const sizes = { output: { instance: 150, size: 8 }, input: { instance: 100, size: 8 } };
  const patient = { rpiMs: 10, timeoutMultiplier: 7 };
  const scanner = new Scanner({
    host: address,
    port,
    bind: PEER,
    ioPort: 0,
    config: null,
    ...patient,
    ...sizes,
    ...options,
  });
  cleanups.push(() => scanner.destroy());
  return scanner;
}

export const RAW = { output: { instance: 160, size: 4 }, input: { instance: 110, size: 4 } };

/** Bytes of `command`. */
export function command({ start = true, recipe = 0, count = 0 } = {}): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint8(0, start ? 1 : 0);
  view.setInt16(2, recipe, true);
  view.setUint32(4, count, true);
  return new Uint8Array(view.buffer);
}

export const numbers = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);

/** Of the group `order`. */
export const overrunsOf = (source: ImplicitSource) => source.status().groups.order?.overruns ?? 0;

/** An open connection that sends nothing by itself for a second; its first packet is told. */
export async function connected(adapter: Adapter, emitted: Emitted): Promise<void> {
  const scanner = scannerFor(adapter, { rpiMs: 1_000 });
  scanner.write(command({ count: 0xffff_ffff }));
  await scanner.open();
  await emitted.untilGood('count', 0xffff_ffff);
  await emitted.until(() => emitted.alarms.length > 0);
}
