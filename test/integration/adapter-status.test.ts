import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { encodeIoDatagram, joinIoData, RUN } from '../../src/cip/index.js';
import { ADAPTER, SCANNER, scannerFor, sendBurst, startedAdapter, until } from './adapter-rig.js';

async function boundSocket(address: string) {
  const socket = createSocket('udp4').bind({ address, port: 0 });
  await once(socket, 'listening');
  return socket;
}

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

  test('the sum of all lateness is what its buckets allow', async () => {
    const adapter = await startedAdapter();
    const scanner = scannerFor(adapter);
    await scanner.open();
    await until('packets', () => scanner.stats().received > 20);
    await adapter.stop();
    const { boundsUs, counts, sumUs } = adapter.status().lateness;
    const least = counts.reduce((sum, count, bucket) => sum + count * (boundsUs[bucket - 1] ?? 0), 0);
    const most = counts.reduce((sum, count, bucket) => sum + count * (boundsUs[bucket] ?? Number.MAX_VALUE), 0);
    expect(sumUs).toBeGreaterThan(0);
    expect(sumUs).toBeGreaterThanOrEqual(least);
    expect(sumUs).toBeLessThanOrEqual(most);
  });

  test('figures of class 0: every packet is new data, with a sequence number or without; the rest is counted apart', async () => {
    const adapter = await startedAdapter();
    // So slow that all packets but the first are those of this test.
    const scanner = scannerFor(adapter, { transportClass: 0, rpiMs: 60_000 });
    await scanner.open();
    const figures = () => adapter.status().connections[0]?.figures ?? {};
    await until('the first packet', () => figures().received === 1);
    const { connections, counters, address, ioPort } = adapter.status();
    const connectionId = connections[0]?.outputConnectionId ?? 0;
    expect(connections[0]).toMatchObject({ transportClass: 0, outputSize: 8, inputSize: 8, multicast: false });
    const data = joinIoData({ sequenceCount: undefined, header: RUN, payload: new Uint8Array(8).fill(3) });
    const packets = [
      { connectionId, sequence: 10, data },
      { connectionId, sequence: 11, data },
      { connectionId, sequence: undefined, data },
      { connectionId, sequence: 11, data },
      { connectionId, sequence: 12, data: data.subarray(1) },
    ];
    await using socket = await boundSocket(SCANNER);
    for (const packet of packets) socket.send(encodeIoDatagram(packet), ioPort ?? 0, address ?? '');
    await until('all of them', () => figures().rejected === 2);
    expect(figures()).toMatchObject({ received: 4, repeated: 0, rejected: 2 });
    const moved = (name: string) => (adapter.status().counters[name] ?? 0) - (counters[name] ?? 0);
    expect(['ioNewData', 'ioRepeated', 'ioOld', 'ioMalformed'].map(moved)).toEqual([3, 0, 1, 1]);
    expect(adapter.output('command').read().value.recipe).toBe(0x0303);
    expect(figures().sent).toBe(1);
  });

  test('every packet sent is in both histograms', async () => {
    const adapter = await startedAdapter();
    const scanner = scannerFor(adapter, { rpiMs: 2 });
    await scanner.open();
    await until('some packets', () => scanner.stats().received > 50);
    await adapter.stop();
    const { counters, lateness, intervals } = adapter.status();
    const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
    expect(intervals.counts).toHaveLength(intervals.boundsPercent.length + 1);
    expect(intervals.first).toBe(1);
    expect([sum(lateness.counts), intervals.first + sum(intervals.counts)]).toEqual([counters.ioSent, counters.ioSent]);
    expect(counters.ioLate).toBeLessThanOrEqual(counters.ioSent ?? 0);
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
