/** Requests of several calls on the way: how many, in whose turn, and how a call ends before they are answered. */
import { Socket } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { ExplicitClient } from '../../src/client/index.js';
import { LogixSimulator } from '../../src/simulator/logix-simulator.js';
import type { Arrived } from '../support/scripted-plc.js';
import { cleanups, DEFINITION, met, PLC, rig, valuesOf } from './client-plan-rig.js';
import { connectedClient, plcWith } from './client-rig.js';

const NAMES = Array.from({ length: 1_000 }, (_, i) => `T${i}`);

/** Encapsulation messages, one behind the other. */
function framesIn(bytes: Buffer): number {
  let count = 0;
  for (let at = 0; at < bytes.byteLength; at += 24 + bytes.readUInt16LE(at + 2)) count++;
  return count;
}

describe('several on the way', () => {
  test('parts of a large tag, one on each connection', async () => {
    const { plc, client } = await rig({ connections: 3 });
    await client.readTag('Long');
    const fault = plc.addFault({ action: 'hold', service: 'readTagFragmented', times: 3 });
    const all = met(plc, 3);
    const reading = client.readTag('Long');
    await all;
    expect(plc.status().connections).toBe(3);
    fault.release();
    expect(await reading).toEqual(DEFINITION.tags.Long.value);
  });

  test('packets of many tags, one on each connection', async () => {
    const { plc, client } = await rig({ connections: 3, connectionSize: 504 });
    await client.readTags(NAMES);
    const fault = plc.addFault({ action: 'hold', service: 'multipleServicePacket', times: 3 });
    const all = met(plc, 3);
    const reading = client.readTags(NAMES);
    await all;
    fault.release();
    expect(valuesOf(await reading)).toEqual(Object.fromEntries(NAMES.map((name, i) => [name, i])));
  });

  test('what is asked at once leaves in one write', async () => {
    const { client } = await rig({ connections: 3, connectionSize: 504 });
    await client.readTags(NAMES);
    await new Promise((resolve) => setImmediate(resolve));
    const write = vi.spyOn(Socket.prototype, 'write');
    const reading = client.readTags(NAMES);
    const frames = write.mock.calls.map(([bytes]) => framesIn(bytes as unknown as Buffer));
    write.mockRestore();
    expect(frames).toEqual([3]);
    await reading;
  });

  test('what follows several replies that came at once leaves in one write, also a close', async () => {
    const arrived: Arrived[] = [];
    const waiting = await plcWith({ onRequest: (one) => arrived.push(one) });
    const client = await connectedClient(waiting, { connections: 3 });
    const ask = () => client.generic(1, { classId: 1, instance: 1 }, undefined, { repeatable: true });
    const asked = [1, 2, 3].map(() => ask().then(ask));
    await waiting.until(() => arrived.length === 3);
    const write = vi.spyOn(Socket.prototype, 'write');
    const [{ socket } = {} as never] = arrived;
    socket.cork();
    for (const one of arrived.splice(0)) one.reply();
    socket.uncork();
    await waiting.until(() => arrived.length === 3);
    const frames = write.mock.calls.map(([bytes]) => framesIn(Buffer.from(bytes as Uint8Array)));
    write.mockRestore();
    expect(frames).toContain(3);
    socket.cork();
    for (const one of arrived) one.reply();
    socket.uncork();
    await Promise.all(asked);
    await client.close();
    await waiting.until(() => waiting.tcpConnections === 0);
    expect([waiting.openConnections, waiting.commands.at(-1)]).toEqual([0, 0x66]);
  });

  test('parts that come back in another order are put where they belong', async () => {
    const { plc, client } = await rig({ connections: 4 });
    await client.readTag('Long');
    plc.addFault({ action: 'delay', service: 'readTagFragmented', skip: 1, times: 2, delayMs: 20 });
    expect(await client.readTag('Long')).toEqual(DEFINITION.tags.Long.value);
  });
});

describe('no call starves another', () => {
  test('a single read comes next although another call has 10,000 tags to read', async () => {
    const tags = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`D${i}`, 'DINT']));
    const plc = new LogixSimulator({ host: PLC, port: 0, tags: { ...tags, Single: { type: 'DINT', value: 9 } } });
    await plc.start();
    cleanups.push(() => plc.stop());
    const client = new ExplicitClient({ host: PLC, port: plc.port, connections: 2, timeoutMs: 60_000 });
    cleanups.push(() => client.close());
    await client.connect();
    const names = Object.keys(tags);
    await client.readTags([...names, 'Single']);
    const held = plc.addFault({ action: 'hold', service: 'multipleServicePacket', times: 2 });
    const both = met(plc, 2);
    const asked: (string | undefined)[] = [];
    const large = client.readTags(names);
    await both;
    const single = client.readTag('Single');
    plc.on('request', ({ embedded, service, tag }) => !embedded && asked.push(tag ?? service));
    held.release();
    expect(await single).toBe(9);
    expect(Object.keys(await large).length).toBe(10_000);
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.indexOf('Single')).toBeLessThanOrEqual(2);
  });

  test('nor do large tags: their parts wait for their turn', async () => {
    const { plc, client } = await rig({ connections: 2 });
    await client.readTags(['Long', 'Speed']);
    const held = plc.addFault({ action: 'hold', service: 'readTagFragmented', times: 2 });
    const both = met(plc, 2);
    const asked: (string | undefined)[] = [];
    const large = client.readTags({ a: 'Long', b: 'long', c: 'LONG' });
    await both;
    const single = client.readTag('Speed');
    plc.on('request', ({ tag }) => asked.push(tag));
    held.release();
    expect(await single).toBe(1_500);
    expect((await large).c.value).toEqual(DEFINITION.tags.Long.value);
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.indexOf('Speed')).toBeLessThanOrEqual(2);
  });

  test.each<[string, (client: ExplicitClient) => Promise<unknown>]>([
    ['many single reads', (client) => Promise.all(NAMES.map((name) => client.readTag(name)))],
    [
      'one call for many tags',
      (client) => client.readTags(NAMES).then((read) => NAMES.map((name) => read[name]?.value)),
    ],
  ])('%s: never more on the way than there are connections, the rest waits and none is refused', async (_, call) => {
    const { line, client } = await rig({ connections: 2, connectionSize: 504, timeoutMs: 60_000 });
    await client.readTags(NAMES);
    const before = line.packets.length;
    expect(await call(client)).toEqual(NAMES.map((_, i) => i));
    let [now, most] = [0, 0];
    for (const { to, bytes } of line.packets.slice(before)) {
      if (bytes[0] !== 0x70) continue;
      now += to.port === line.port ? 1 : -1;
      most = Math.max(most, now);
    }
    expect([now, most]).toEqual([0, 2]);
  });
});

describe('signals and times of a call', () => {
  test.each([
    [
      'many tags',
      (client: ExplicitClient, signal: AbortSignal) => client.readTags(['Counts[1]', 'Speed', 'Long'], { signal }),
    ],
    ['a large tag', (client: ExplicitClient, signal: AbortSignal) => client.readTag('Long', { signal })],
    ['a part', (client: ExplicitClient, signal: AbortSignal) => client.readTag('Long[3]{5000}', { signal })],
    [
      'a write in parts',
      (client: ExplicitClient, signal: AbortSignal) =>
        client.writeTag('Long[3]{5000}', new Array(5_000).fill(1), { signal }),
    ],
  ])('%s: the signal ends it, nothing more is asked, and the next call goes on', async (_, call) => {
    const { plc, client } = await rig({ connections: 2 });
    await client.readTags(['Counts[1]', 'Speed', 'Long', 'Long[3]{5000}']);
    const stop = new AbortController();
    const held = plc.addFault({ action: 'hold', times: 0 });
    const first = met(plc, 1);
    const calling = call(client, stop.signal);
    await first;
    stop.abort(new Error('enough'));
    await expect(calling).rejects.toThrow('enough');
    plc.clearFaults();
    held.release();
    const asked: unknown[] = [];
    plc.on('request', ({ tag }) => asked.push(tag));
    expect(await client.readTag('Speed')).toBe(1_500);
    expect(asked.filter((tag) => tag !== 'Speed').length).toBeLessThanOrEqual(1);
  });

  test('the time of a call is that of all its requests: what is not there by then says so', async () => {
    const { plc, client } = await rig({ connections: 2, retries: 0 });
    const names = { a: 'Speed', b: 'Long', c: 'Counts[3]', d: 'Counts[4]' };
    await client.readTags(names);
    plc.addFault({ action: 'dropRequest', times: 0 });
    const read = await client.readTags(names, { timeoutMs: 50 });
    for (const { quality, value, error } of Object.values(read)) {
      expect([quality, value, error?.code]).toEqual(['disconnected', undefined, 'EIP_READ_FAILED']);
    }
    plc.clearFaults();
    expect((await client.readTags(names)).d.value).toBe(16);
  });

  test('a signal that is over already: nothing is sent', async () => {
    const { plc, client } = await rig();
    await client.readTags(['Speed', 'Word']);
    const { requests } = plc.status();
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(client.readTags(['Speed', 'Word'], { signal })).rejects.toThrow('too late');
    await expect(client.readTag('Speed', { signal })).rejects.toThrow('too late');
    await expect(client.writeTags({ Speed: 1, Word: 2 }, { signal })).rejects.toThrow('too late');
    expect(plc.status().requests).toBe(requests);
  });
});
