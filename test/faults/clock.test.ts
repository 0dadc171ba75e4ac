/** The wall clock jumps, as it does when a device without a battery gets the time: nothing here goes by it. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ADAPTER, hears, scannerOf, tool } from './support/local.js';
import { AdapterProcess, cleanups } from './support/remote.js';

const DAY_S = 86_400;

/** The words of clock_shim.c. */
class Shim {
  readonly path: string;

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'eip-clock-'));
    cleanups.push(() => rmSync(folder, { recursive: true }));
    this.path = join(folder, 'clock');
    this.write(Buffer.alloc(24), 'w');
  }

  jump(seconds: number): void {
    const word = Buffer.alloc(8);
    word.writeBigInt64LE(BigInt(seconds));
    this.write(word, 'r+');
  }

  /** How often the adapter's threads asked for which time. */
  get readings(): { readonly wall: number; readonly monotonic: number } {
    const bytes = readFileSync(this.path);
    return { wall: Number(bytes.readBigUInt64LE(8)), monotonic: Number(bytes.readBigUInt64LE(16)) };
  }

  private write(bytes: Buffer, flags: string): void {
    const file = openSync(this.path, flags);
    writeSync(file, bytes, 0, bytes.length, 0);
    closeSync(file);
  }
}

test('a day forwards, two days back: the connection goes on, and the threads of the adapter never asked', async () => {
  const shim = new Shim();
  const env = { LD_PRELOAD: tool('clock_shim.so'), EIP_CLOCK_SHIM: shim.path };
  const result = { watchdogMs: 60_000, onWatchdog: 'zero' };
  const adapter = await AdapterProcess.start({ host: ADAPTER, livenessMs: 60_000, result }, { env });
  const scanner = await scannerOf(adapter);
  await hears(scanner, 3);
  for (const seconds of [DAY_S, -DAY_S, 0]) {
    shim.jump(seconds);
    const off = (await adapter.do<number>('wallClock')) - Date.now() - seconds * 1000;
    expect(Math.abs(off), 'the clock of the process has jumped').toBeLessThan(3_600_000);
    await hears(scanner, 20);
  }
  const { counters, assemblies } = await adapter.status();
  expect(counters).toMatchObject({ timeouts: 0, livenessStops: 0, ioConnections: 1, opens: 1 });
  expect(assemblies.result?.watchdog).toMatchObject({ expired: false, expirations: 0 });
  expect(adapter.connections.filter((kind) => kind === 'timedOut' || kind === 'aborted')).toEqual([]);
  expect(shim.readings.monotonic).toBeGreaterThan(60);
  expect(shim.readings.wall).toBe(0);
});

test('the addon imports no other clock', () => {
  const addon = resolve(__dirname, '../../build/Release/eip_native.node');
  const symbols = execFileSync('objdump', ['-T', addon], { encoding: 'utf8' });
  expect(symbols).toContain('clock_gettime');
  expect(symbols).not.toMatch(/ (gettimeofday|time|ftime|timespec_get|settimeofday|clock_settime)$/m);
  expect(symbols).not.toContain('system_clock');
});
