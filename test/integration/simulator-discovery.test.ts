/** The simulated controller as `discover()` finds it: ListIdentity over UDP. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { decodeEncapsulation, encodeEncapsulation, listIdentityRequest } from '../../src/cip/index.js';
import { type DiscoveredDevice, discover } from '../../src/index.js';
import { LogixSimulator, type LogixSimulatorOptions } from '../../src/testing.js';

const OURS = '127.0.71.1';
const PORT = 44_971;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function started(options: LogixSimulatorOptions): Promise<LogixSimulator> {
  const plc = new LogixSimulator(options);
  await plc.start();
  cleanups.push(() => plc.stop());
  return plc;
}

async function socketAt(address: string, port: number): Promise<Socket> {
  const socket = createSocket('udp4').bind(port, address);
  await once(socket, 'listening');
  cleanups.push(() => new Promise<void>((done) => socket.close(() => done())));
  return socket;
}

async function first(options: Parameters<typeof discover>[0]): Promise<DiscoveredDevice | undefined> {
  for await (const device of discover({ timeoutMs: 10_000, ...options })) return device;
  return undefined;
}

describe('a simulated controller', () => {
  test('is found by its address, with its TCP port and who it is', async () => {
    const identity = { serialNumber: 0x1234, productName: 'Line 4', revision: [32, 7] as const };
    const plc = await started({ host: '127.0.71.2', port: 0, identity, mode: 'program', key: 'remote' });
    expect(await first({ bind: [OURS], addresses: ['127.0.71.2'], port: plc.port })).toEqual({
      address: '127.0.71.2',
      port: plc.port,
      local: OURS,
      vendorId: 1,
      deviceType: 14,
      productCode: 166,
      revision: { major: 32, minor: 7 },
      status: 0x3070,
      serialNumber: 0x1234,
      productName: 'Line 4',
      state: 3,
    });
  });

  test('two on one machine are both found by one broadcast', async () => {
    await started({ host: '127.0.71.3', port: PORT, identity: { serialNumber: 3 } });
    await started({ host: '127.0.71.4', port: PORT, identity: { serialNumber: 4 } });
    const found = new Map<number, string>();
    for await (const { serialNumber, address } of discover({ bind: ['127.0.0.1'], port: PORT, timeoutMs: 10_000 })) {
      found.set(serialNumber, address);
      if (found.size === 2) break;
    }
    expect([...found].sort()).toEqual([
      [3, '127.0.71.3'],
      [4, '127.0.71.4'],
    ]);
  });

  test('is not found any more when it is stopped, and again when it is started', async () => {
    const plc = await started({ host: '127.0.71.5', port: PORT });
    const search = { bind: [OURS], addresses: ['127.0.71.5'], port: PORT };
    expect(await first(search)).toMatchObject({ address: '127.0.71.5' });
    await plc.stop();
    expect(await first({ ...search, timeoutMs: 100 })).toBeUndefined();
    await plc.start();
    expect(await first(search)).toMatchObject({ address: '127.0.71.5' });
  });

  test('answers nothing but ListIdentity, whatever arrives', async () => {
    await started({ host: '127.0.71.6', port: PORT });
    const peer = await socketAt(OURS, 0);
    const asking = (context: string, more = {}) =>
      encodeEncapsulation({ ...listIdentityRequest(), context: Buffer.from(context), ...more });
    const others = [
      ...Array.from(asking('a prefix'), (_, size) => asking('a prefix').subarray(0, size)),
      asking('register', { command: 0x65 }),
      asking('a status', { status: 1 }),
      asking('options.', { options: 1 }),
      Buffer.alloc(60_000, 0x63),
    ];
    const replies: Buffer[] = [];
    const answered = new Promise<void>((done) =>
      peer.on('message', (bytes) => {
        replies.push(bytes);
        done();
      }),
    );
    for (const bytes of [...others, asking('question')]) {
      await new Promise((sent) => peer.send(bytes, PORT, '127.0.71.6', sent));
    }
    await answered;
    expect(replies.map((bytes) => Buffer.from(decodeEncapsulation(bytes).context).toString())).toEqual(['question']);
  });

  test('a UDP port that is taken is told, and nothing stays open', async () => {
    const other = await socketAt('127.0.71.7', PORT);
    const plc = new LogixSimulator({ host: '127.0.71.7', port: PORT });
    await expect(plc.start()).rejects.toMatchObject({ code: 'EIP_PORT_IN_USE', transport: 'udp' });
    expect(plc.status()).toMatchObject({ listening: false, port: null });
    await new Promise<void>((done) => other.close(() => done()));
    cleanups.length = 0;
    await plc.start();
    await plc.stop();
  });
});
