import { describe, expect, test } from 'vitest';
import { ADAPTER, scannerFor, sendBurst, startedAdapter, until } from './adapter-rig.js';

describe('status()', () => {
  test('is JSON, with what is in effect', async () => {
    const adapter = await startedAdapter();
    const scanner = scannerFor(adapter, { rpiMs: 10 });
    await scanner.open();
    await until('packets both ways', () => scanner.stats().received > 5);
    const status = adapter.status();
    expect(JSON.parse(JSON.stringify(status))).toEqual(status);
    expect(status).toMatchObject({
      state: 'running',
      address: ADAPTER,
      port: expect.any(Number),
      scheduling: {
        policy: expect.stringMatching(/^(fifo|other)$/),
        timer: 'timerfd',
        memoryLocked: expect.any(Boolean),
      },
      counters: { opens: 1, sessions: 1, ioConnections: 1, timeouts: 0 },
      assemblies: { command: { connections: 1 }, result: { connections: null } },
    });
    expect(status.connections).toMatchObject([
      {
        type: 'exclusiveOwner',
        output: 'command',
        input: 'result',
        run: true,
        outputApiMs: 10,
        inputApiMs: 10,
        outputSize: 8,
        inputSize: 8,
      },
    ]);
  });

  test('figures move with the packets, and lateness counts each one sent', async () => {
    const adapter = await startedAdapter();
    const scanner = scannerFor(adapter);
    await scanner.open();
    await until('packets both ways', () => scanner.stats().received > 20);
    const { connections, counters, lateness } = adapter.status();
    expect(connections[0]?.figures.sent).toBeGreaterThan(20);
    expect(connections[0]?.figures.received).toBeGreaterThanOrEqual(1);
    expect(counters.ioSent).toBeGreaterThan(20);
    expect(lateness.counts).toHaveLength(lateness.boundsUs.length + 1);
    expect(lateness.counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(20);
  });

  test('run is what the I/O thread saw last, whether its event was told or not', async () => {
    const adapter = await startedAdapter();
    const scanner = scannerFor(adapter, { rpiMs: 200 });
    const kinds: string[] = [];
    adapter.on('connection', ({ kind }) => kinds.push(kind));
    const run = () => adapter.status().connections[0]?.run;
    await scanner.open();
    await until('run', () => run() === true && kinds.includes('run'));
    await sendBurst(adapter, [new Uint8Array(8)], 0);
    expect([run(), kinds.includes('idle')]).toEqual([false, false]);
    await until('idle', () => kinds.includes('idle'));
  });

  test('keeps the figures after stop()', async () => {
    const adapter = await startedAdapter();
    const scanner = scannerFor(adapter);
    await scanner.open();
    await scanner.close();
    await until('closed', () => adapter.status().counters.closes === 1);
    await adapter.stop();
    expect(adapter.status()).toMatchObject({ state: 'stopped', counters: { opens: 1, closes: 1 } });
  });
});
