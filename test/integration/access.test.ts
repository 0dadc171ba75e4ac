/** Who may talk: an adapter, and peers at several addresses of the loopback network. */
import { fork } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { Adapter, type AdapterOptions, type EipError, real } from '../../src/index.js';
import { ExplicitSession, objectPath, Scanner, type ScannerOptions } from '../../src/testing.js';
import { until } from './adapter-rig.js';

const ADAPTER = '127.0.47.2';
const PLC = '127.0.47.1';
const HMI = '127.0.47.9';
const STRANGER = '127.0.48.1';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function started(extra: Partial<AdapterOptions>, host = ADAPTER) {
  const adapter = new Adapter({
    host,
    identity: { vendorId: 1234, serialNumber: 1, productName: 'Guarded' },
    assemblies: {
      command: { instance: 150, kind: 'output', size: 32 },
      result: { instance: 100, kind: 'input', size: 32 },
      setup: { instance: 151, kind: 'config', size: 10 },
      note: { instance: 154, kind: 'explicit', size: 2 },
    },
    connections: [{ type: 'exclusiveOwner', output: 'command', input: 'result', config: 'setup' }],
    ...extra,
  });
  const warnings: EipError[] = [];
  adapter.on('warning', (warning) => warnings.push(warning));
  await adapter.start();
  cleanups.push(() => adapter.stop());
  const count = (counter: string) => adapter.status().counters[counter] ?? -1;
  return { adapter, warnings, count };
}

function scannerAt(bind: string, extra: Partial<ScannerOptions> = {}): Scanner {
  const scanner = new Scanner({ host: ADAPTER, bind, timeoutMultiplier: 7, ...extra });
  cleanups.push(() => scanner.destroy());
  return scanner;
}

async function sessionAt(bind: string): Promise<ExplicitSession> {
  const session = await ExplicitSession.open({ host: ADAPTER, bind });
  cleanups.push(() => session.destroy());
  return session;
}

/** Resolved when the adapter has ended the connection; what it sent before that. */
async function connectionAt(localAddress: string): Promise<Buffer> {
  const socket = connect({ host: ADAPTER, port: 44818, localAddress });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk)).on('error', () => {});
  await new Promise((done) => socket.once('close', done));
  return Buffer.concat(chunks);
}

const note = { classId: 4, instance: 154, attribute: 3 };

describe('allow', () => {
  const lists = { explicit: [PLC, '127.0.47.8/29'], io: [PLC] };

  test('the PLC scans, the HMI reads, a stranger gets nothing', async () => {
    const { adapter, warnings, count } = await started({ allow: lists });
    const scanner = scannerAt(PLC);
    await scanner.open();
    await until('packets both ways', () => scanner.stats().received > 3 && count('ioNewData') > 0);
    const hmi = await sessionAt(HMI);
    expect([...(await hmi.getAttributeSingle(note))]).toEqual([0, 0]);
    expect(await connectionAt(STRANGER)).toEqual(Buffer.alloc(0));
    await until('a warning', () => warnings.length > 0);
    expect(warnings.map(({ code, address, counter, count }) => ({ code, address, counter, count }))).toEqual([
      { code: 'EIP_PEER_DENIED', address: STRANGER, counter: 'tcpDenied', count: 1 },
    ]);
    expect(warnings[0]?.message).toContain(`${STRANGER} was denied a TCP connection`);
    await until('the connection', () => adapter.status().connections.length === 1);
    expect([count('tcpDenied'), count('udpDenied'), count('opensDenied'), count('ioDenied')]).toEqual([1, 0, 0, 0]);
  });

  test('the HMI may not open I/O: 0x0F', async () => {
    const { adapter, warnings, count } = await started({ allow: lists });
    await expect(scannerAt(HMI).open()).rejects.toMatchObject({ code: 'EIP_OPEN_REFUSED', generalStatus: 0x0f });
    await until('a warning', () => warnings.length > 0);
    expect(warnings[0]).toMatchObject({ address: HMI, counter: 'opensDenied', count: 1 });
    expect([count('opensDenied'), adapter.status().connections]).toEqual([1, []]);
  });

  test('a stranger can forge neither the address nor the id of a connection', async () => {
    const { adapter, count } = await started({ allow: lists });
    const scanner = scannerAt(PLC);
    await scanner.open();
    await until('packets both ways', () => count('ioNewData') > 0 && adapter.status().connections.length === 1);
    const before = adapter.status().connections[0]?.figures.rejected;
    const socket = createSocket('udp4').bind({ address: STRANGER, port: 0 });
    await once(socket, 'listening');
    for (let i = 0; i < 50; i++) socket.send(Buffer.alloc(52, i), 2222, ADAPTER);
    await until('each denied', () => count('ioDenied') === 50);
    socket.close();
    expect([before, adapter.status().connections[0]?.figures.rejected]).toEqual([0, 0]);
  });

  test('a plain list is for everything, and discovery from elsewhere finds nothing', async () => {
    const { count } = await started({ allow: [PLC] });
    const listIdentity = Buffer.concat([Buffer.of(0x63), Buffer.alloc(23)]);
    const answered: string[] = [];
    for (const address of [STRANGER, HMI, PLC]) {
      const socket = createSocket('udp4').bind({ address, port: 0 });
      await once(socket, 'listening');
      cleanups.push(() => socket.close());
      socket.on('message', () => answered.push(address)).send(listIdentity, 44818, ADAPTER);
    }
    await until('the answer', () => answered.length > 0 && count('udpDenied') === 2);
    expect(answered).toEqual([PLC]);
  });
});

describe('a flood', () => {
  test('of connections and datagrams from many addresses: counted, a few warnings, a connection that goes on', async () => {
    const { warnings, count } = await started({ allow: [PLC] });
    const scanner = scannerAt(PLC);
    await scanner.open();
    const strangers = Array.from({ length: 60 }, (_, i) => `127.0.48.${i + 1}`);
    const closed = strangers.flatMap((address) => Array.from({ length: 10 }, () => connectionAt(address)));
    const socket = createSocket('udp4').bind({ address: STRANGER, port: 0 });
    await once(socket, 'listening');
    for (let i = 0; i < 1000; i++) socket.send(Buffer.alloc(30), 44818, ADAPTER);
    await Promise.all(closed);
    socket.close();
    await until('all counted', () => count('tcpDenied') === 600 && count('udpDenied') > 0);
    await until('packets behind it', () => scanner.stats().received > 10);
    await until('a warning', () => warnings.length > 0);
    // What had come until then, in a bounded number of places; all the rest waits for the minute to pass.
    expect(warnings.length).toBeLessThanOrEqual(16 + 6);
    expect(count('timeouts')).toBe(0);
  });
});

test('maxSessionsPerPeer: one address can not take the places of all', async () => {
  const { adapter, warnings, count } = await started({ maxSessionsPerPeer: 2, limits: { peers: 4 } });
  const sessions = [await sessionAt(HMI), await sessionAt(HMI)];
  await connectionAt(HMI);
  await until('a warning', () => warnings.length > 0);
  expect(warnings[0]).toMatchObject({ address: HMI, counter: 'perPeerDenied', count: 1 });
  const scanner = scannerAt(PLC);
  await scanner.open();
  await until('the connection', () => adapter.status().connections.length === 1);
  sessions[0]?.destroy();
  await until('one is gone', () => count('peers') === 2);
  await sessionAt(HMI);
  expect(count('perPeerDenied')).toBe(1);
});

describe('readOnly', () => {
  test('nothing is written, no handler is asked; I/O opens with its configuration', async () => {
    const { adapter, count } = await started({ readOnly: true });
    const asked: string[] = [];
    adapter.onReset(() => void asked.push('reset'));
    adapter.explicit('note').onWrite(() => void asked.push('write'));
    adapter.config('setup').onConfig(() => void asked.push('config'));
    const session = await sessionAt(HMI);
    await expect(session.setAttributeSingle(note, Uint8Array.of(1, 2))).rejects.toMatchObject({ generalStatus: 0x0f });
    const reset = await session.request({ service: 5, path: objectPath(1, 1), data: new Uint8Array(0) });
    expect(reset.status).toBe(0x0f);
    const scanner = scannerAt(PLC, { config: { instance: 151, data: new Uint8Array(10) } });
    await scanner.open();
    expect(asked).toEqual(['config']);
    expect(count('writesDenied')).toBe(2);
  });

  test('st-ethernet-ip reads an own class and an assembly, and is refused each Set with 0x0F', async () => {
    const host = '127.0.0.2';
    const { adapter, warnings, count } = await started({ readOnly: true }, host);
    let speed = 1.5;
    const set = ({ value }: { value: number }) => {
      speed = value;
    };
    adapter.define({
      classId: 0x64,
      name: 'Drive',
      attributes: { speed: { id: 2, type: real, get: () => speed, set } },
    });
    const child = fork(resolve(__dirname, '../support/foreign-writer.cjs'), [host], { stdio: 'inherit' });
    const answer = async () => (await once(child, 'message'))[0];
    const ask = (what: object) => {
      const answered = answer();
      child.send(what);
      return answered;
    };
    try {
      expect(await answer()).toEqual({ event: 'connected' });
      const drive = { classId: 0x64, instance: 1, attribute: 2 };
      expect(await ask(drive)).toEqual({ value: '0000c03f' });
      expect(await ask({ ...drive, set: '00000040' })).toEqual({ error: 0x0f });
      expect(await ask({ ...note, set: '0102' })).toEqual({ error: 0x0f });
      expect(await ask(note)).toEqual({ value: '0000' });
      expect(await ask({ classId: 0x48, instance: 1, attribute: 4, set: '01' })).toEqual({ error: 0x0f });
      expect([speed, count('writesDenied')]).toEqual([1.5, 3]);
      await until('a warning', () => warnings.length > 0);
      expect(warnings[0]).toMatchObject({ address: '127.0.0.1', counter: 'writesDenied' });
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });
});
