/** An adapter in its process on an address of this machine, and scanners in ours. */
import { resolve } from 'node:path';
import { Scanner, type ScannerOptions } from '../../../src/testing.js';
import { type AdapterProcess, cleanups } from './remote.js';

export const ADAPTER = '127.0.66.2';
export const SCANNER = '127.0.66.1';
export const SIZE = 32;

/** A program or library that scripts/test-faults.mjs has built. */
export const tool = (name: string) => resolve(__dirname, '../../../build-faults', name);

export const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Waits until it holds. @throws after 20 s, naming what was waited for */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await sleep(5);
  }
}

/** Open; its timeout is 5 s unless told otherwise, so that a busy machine ends no connection. */
export async function scannerOf(adapter: AdapterProcess, options: Partial<ScannerOptions> = {}): Promise<Scanner> {
  const { port } = await adapter.ports();
  const scanner = new Scanner({
    host: ADAPTER,
    port,
    bind: SCANNER,
    ioPort: 0,
    config: null,
    rpiMs: 10,
    timeoutMultiplier: 7,
    output: { instance: 150, size: SIZE },
    input: { instance: 100, size: SIZE },
    ...options,
  });
  cleanups.push(() => scanner.destroy());
  await scanner.open();
  return scanner;
}

/** Waits until it has got `count` more packets than now. */
export async function hears(scanner: Scanner, count: number): Promise<void> {
  const wanted = scanner.stats().received + count;
  await until(`${count} packets more`, () => scanner.stats().received >= wanted);
}
