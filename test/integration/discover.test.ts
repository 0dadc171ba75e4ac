import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import {
  decodeEncapsulation,
  EncapsulationCommand,
  encodeEncapsulation,
  encodeListIdentityReply,
  listIdentityDelayMs,
} from '../../src/cip/index.js';
import { Adapter, type DiscoveredDevice, discover } from '../../src/index.js';

const OURS = '127.0.63.1';
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function adapterAt(host: string, serialNumber: number, port: number): Promise<void> {
  const identity = {
    vendorId: 1234,
    deviceType: 12,
    productCode: 7,
    revision: [1, 2] as const,
    serialNumber,
    productName: `Cell ${serialNumber}`,
  };
  const adapter = new Adapter({ host, port, ioPort: 0, identity, assemblies: {} });
  await adapter.start();
  cleanups.push(() => adapter.stop());
}

/** A UDP socket at that address that answers what the test says. */
async function responder(
  address: string,
  port: number,
  answer: (bytes: Uint8Array, reply: (bytes: Uint8Array) => void) => void,
): Promise<Socket> {
  const socket = createSocket('udp4').on('message', (bytes, from) =>
    answer(bytes, (reply) => socket.send(reply, from.port, from.address)),
  );
  socket.bind(port, address);
  await once(socket, 'listening');
  cleanups.push(() => socket.close());
  return socket;
}

const device = (serialNumber: number, productName = 'x') => ({
  protocolVersion: 1,
  socketAddress: { family: 2, port: 44_818, address: '127.0.63.9' },
  vendorId: 1,
  deviceType: 14,
  productCode: 3,
  revision: { major: 4, minor: 5 },
  status: 0x60,
  serialNumber,
  productName,
  state: 3,
});
const answerOf = (serialNumber: number, request: Uint8Array): Uint8Array =>
  encodeEncapsulation({ ...decodeEncapsulation(request), data: encodeListIdentityReply(device(serialNumber)) });

async function all(found: AsyncIterable<DiscoveredDevice>): Promise<DiscoveredDevice[]> {
  const devices: DiscoveredDevice[] = [];
  for await (const one of found) devices.push(one);
  return devices;
}

describe('discover()', () => {
  test('finds our adapters, each once, with who they are', async () => {
    await adapterAt('127.0.63.2', 2, 44_918);
    await adapterAt('127.0.63.3', 3, 44_918);
    const found = await all(
      discover({ bind: [OURS], addresses: ['127.0.63.2', '127.0.63.3', '127.0.63.4'], port: 44_918, timeoutMs: 800 }),
    );
    expect(found.sort((a, b) => a.serialNumber - b.serialNumber)).toEqual(
      [2, 3].map((n) => ({
        address: `127.0.63.${n}`,
        port: 44_918,
        local: OURS,
        vendorId: 1234,
        deviceType: 12,
        productCode: 7,
        revision: { major: 1, minor: 2 },
        status: expect.any(Number),
        serialNumber: n,
        productName: `Cell ${n}`,
        state: expect.any(Number),
      })),
    );
  });

  test('asks the broadcast address of the subnet of each of our addresses', async () => {
    const heard = new Promise<Uint8Array>((resolve) => {
      void responder('127.255.255.255', 44_919, (bytes) => resolve(bytes));
    });
    const found = all(discover({ bind: ['127.0.0.1'], port: 44_919, timeoutMs: 1_000 }));
    const request = decodeEncapsulation(await heard);
    expect(request.command).toBe(EncapsulationCommand.listIdentity);
    expect(listIdentityDelayMs(request.context)).toBe(500);
    await found;
  });

  test('gives a device as soon as it answers, and ends with the loop', async () => {
    await responder('127.0.63.5', 44_920, (bytes, reply) => reply(answerOf(5, bytes)));
    let seen = 0;
    for await (const { serialNumber } of discover({
      bind: [OURS],
      addresses: ['127.0.63.5'],
      port: 44_920,
      timeoutMs: 60_000,
    })) {
      expect(serialNumber).toBe(5);
      seen++;
      break;
    }
    expect(seen).toBe(1);
  });

  test('asks again: one datagram that is lost hides nobody', async () => {
    let asked = 0;
    await responder('127.0.63.6', 44_921, (bytes, reply) => ++asked > 1 && reply(answerOf(6, bytes)));
    const search = discover({ bind: [OURS], addresses: ['127.0.63.6'], port: 44_921, timeoutMs: 3_000 });
    expect((await search.next()).value).toMatchObject({ serialNumber: 6 });
    await search.return();
  });

  test('takes no bytes that are no answer for one', async () => {
    await responder('127.0.63.7', 44_922, (bytes, reply) => {
      const good = answerOf(7, bytes);
      for (let size = 0; size < good.byteLength; size++) reply(good.subarray(0, size));
      reply(encodeEncapsulation({ ...decodeEncapsulation(good), status: 1 }));
      reply(encodeEncapsulation({ ...decodeEncapsulation(good), command: EncapsulationCommand.listServices }));
      reply(good);
    });
    const found = await all(discover({ bind: [OURS], addresses: ['127.0.63.7'], port: 44_922, timeoutMs: 400 }));
    expect(found.map(({ serialNumber }) => serialNumber)).toEqual([7]);
  });

  test('throws the reason of its signal', async () => {
    const stop = new AbortController();
    const search = all(
      discover({ bind: [OURS], addresses: ['127.0.63.8'], port: 44_923, timeoutMs: 60_000, signal: stop.signal }),
    );
    stop.abort(new Error('enough'));
    await expect(search).rejects.toThrow('enough');
  });

  test('throws where none of our addresses is to be had', async () => {
    const search = all(discover({ bind: ['192.0.2.1'], addresses: ['192.0.2.2'] }));
    await expect(search).rejects.toMatchObject({ code: 'EIP_ADDRESS_UNAVAILABLE', address: '192.0.2.1' });
  });

  test.each([{ timeoutMs: 1 }, { addresses: [] }, { addresses: ['x'] }, { bind: ['x'] }, { port: 0 }, { nonsense: 1 }])(
    'refuses the options %o',
    async (options) => {
      await expect(all(discover(options as never))).rejects.toMatchObject({ code: 'EIP_OPTION_INVALID' });
    },
  );
});
