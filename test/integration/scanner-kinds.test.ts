/** Kinds of connections beyond the usual owner, against a scripted target. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import { decodeForwardOpen, encodeIoDatagram, joinIoData } from '../../src/cip/index.js';
import {
  type InputPacket,
  type RouterRequest,
  type Scanner,
  type ScannerOptions,
  ServiceCode,
} from '../../src/testing.js';
import type { ScriptedTarget } from '../support/scripted-target.js';
import { cleanups, failure, OURS, PATIENCE, SIZE, scannerFor, TARGET, target, us } from './scanner-rig.js';

async function opened(one: ScriptedTarget, options: Partial<ScannerOptions>): Promise<Scanner> {
  const scanner = scannerFor(one, options);
  await scanner.open();
  return scanner;
}

describe('what goes out', () => {
  test.each([
    { type: 'input', instance: 152 },
    { type: 'listen', instance: 153 },
  ] as const)('type $type: a heartbeat on $instance, two bytes of count a packet', async ({ type, instance }) => {
    const one = await target();
    await opened(one, { type });
    await vi.waitUntil(() => one.outputs.length >= 2, PATIENCE);
    expect(one.opened?.path).toContainEqual(expect.objectContaining({ type: 'connectionPoint', value: instance }));
    expect(one.opened?.oToT.parameters.size).toBe(2);
    expect(one.outputs.map(({ data }) => [...data]).slice(0, 2)).toEqual(Array(2).fill([1, 0]));
  });

  test('a heartbeat of class 0 is an empty data item with a sequenced address', async () => {
    const one = await target();
    await opened(one, { type: 'input', transportClass: 0 });
    await vi.waitUntil(() => one.outputs.length >= 2, PATIENCE);
    const [first, second] = one.outputs;
    expect(one.opened?.oToT.parameters.size).toBe(0);
    expect([first?.data.byteLength, first?.sequence, second?.sequence]).toEqual([0, 1, 2]);
  });

  test('zero length: data in run, none in idle', async () => {
    const one = await target();
    const output = { instance: 150, size: SIZE, format: 'zeroLength' } as const;
    const scanner = await opened(one, { output });
    scanner.run = false;
    await vi.waitUntil(() => one.outputs.some(({ data }) => data.byteLength === 2), PATIENCE);
    expect(one.outputs[0]?.data.byteLength).toBe(2 + SIZE);
  });

  test('trigger, inhibit time and class stand in the request', async () => {
    const one = await target();
    await opened(one, { trigger: 'changeOfState', inhibitMs: 3, transportClass: 0 });
    expect(one.opened?.transport).toEqual({ class: 0, trigger: 'changeOfState', server: false });
    expect(one.opened?.path[0]).toEqual({ kind: 'network', id: 0x43, data: Buffer.of(3) });
  });

  test('a heartbeat has nothing to write', async () => {
    const scanner = scannerFor(await target(), { type: 'listen' });
    expect(() => scanner.write(Uint8Array.of(1))).toThrow(RangeError);
  });
});

test('class 0 input without a sequence number is taken', async () => {
  const one = await target();
  const scanner = await opened(one, { transportClass: 0 });
  const packets: InputPacket[] = [];
  scanner.on('data', (packet) => packets.push(packet));
  const connectionId = one.opened?.tToO.connectionId ?? 0;
  const bytes = encodeIoDatagram({ connectionId, sequence: undefined, data: new Uint8Array(SIZE) });
  one.sendRaw(us, bytes);
  await vi.waitUntil(() => packets.length === 1, PATIENCE);
  expect(packets[0]).toMatchObject({ isNew: true, cipSequence: undefined, sequence: undefined });
});

describe('multicast', () => {
  const group = { address: '239.192.31.1', port: 2222 };
  const input = { instance: 100, size: SIZE, multicast: true };
  const id = 0x00c0_ffee;

  test('two scanners on one machine join the group and both receive what is sent once', async () => {
    const one = await target({ group, inputConnectionId: id });
    const first = await opened(one, { type: 'listen', input });
    const second = await opened(one, { type: 'listen', input, bind: '127.0.31.3' });
    expect(first.connection?.group).toEqual(group);
    const both = Promise.all([first, second].map((scanner) => once(scanner, 'data')));
    one.produce(group, Uint8Array.of(1, 2, 3, 4));
    for (const [packet] of await both) expect([...packet.value]).toEqual([1, 2, 3, 4]);
    expect([first, second].map((scanner) => scanner.stats().received)).toEqual([1, 1]);
  });

  test('one that closes leaves; the other one goes on', async () => {
    const one = await target({ group, inputConnectionId: id });
    const first = await opened(one, { type: 'listen', input });
    const second = await opened(one, { type: 'listen', input, bind: '127.0.31.3' });
    await first.close();
    one.produce(group, new Uint8Array(SIZE));
    await once(second, 'data');
    expect(first.stats().received).toBe(0);
  });

  test('another connection id in the group is ignored', async () => {
    const one = await target({ group, inputConnectionId: id });
    const scanner = await opened(one, { type: 'listen', input });
    const data = joinIoData({ sequenceCount: 1, header: undefined, payload: new Uint8Array(SIZE) });
    one.sendRaw(group, encodeIoDatagram({ connectionId: id + 1, sequence: 1, data }));
    one.produce(group, new Uint8Array(SIZE));
    await once(scanner, 'data');
    expect(scanner.stats()).toMatchObject({ received: 1, ignored: 1 });
  });

  test.each([
    { name: 'no group', script: {} },
    { name: 'an address that is no group', script: { group: { address: OURS, port: 2222 } } },
  ])('a reply that names $name: an error, and the connection is closed again', async ({ script }) => {
    const one = await target(script);
    const error = await failure(scannerFor(one, { type: 'listen', input }).open());
    expect(error.code).toBe('EIP_REPLY_INVALID');
    expect(error.message).toContain('it names no multicast group for T->O');
    expect(one.services).toEqual([0x54, 0x4e]);
  });

  test('a port that somebody holds for himself: an error, and the connection is closed again', async () => {
    const holder = createSocket('udp4').bind(0, group.address);
    cleanups.push(() => holder.close());
    await once(holder, 'listening');
    const { port } = holder.address();
    const one = await target({ group: { ...group, port } });
    const error = await failure(scannerFor(one, { type: 'listen', input }).open());
    expect(error).toMatchObject({ code: 'EIP_OPEN_FAILED', address: group.address, port, transport: 'udp' });
    expect(error.message).toContain(`can not be joined on ${OURS}: EADDRINUSE`);
    expect(one.services).toEqual([0x54, 0x4e]);
  });
});

function isNull({ service, data }: RouterRequest): boolean {
  return service === ServiceCode.forwardOpen && decodeForwardOpen(data, false).oToT.parameters.type === 'null';
}

describe('Null Forward Open', () => {
  const data = Uint8Array.of(1, 2, 3, 4);

  test('before open(): a session of its own, nothing is opened, then it opens', async () => {
    const one = await target();
    const scanner = scannerFor(one);
    const reply = await scanner.nullOpen();
    expect(reply.triad).toEqual(one.opened?.triad);
    expect([one.opened?.oToT.parameters.type, one.opened?.tToO.parameters.type]).toEqual(['null', 'null']);
    expect(one.commands).toEqual([0x65, 0x6f, 0x66]);
    await scanner.open();
    expect(one.opened?.oToT.parameters.type).toBe('pointToPoint');
  });

  test('on the open connection: new configuration under its triad and session', async () => {
    const one = await target();
    const scanner = await opened(one, {});
    const { triad } = one.opened ?? {};
    await scanner.nullOpen({ config: data });
    expect(one.opened?.triad).toEqual(triad);
    expect(one.opened?.path.at(-1)).toEqual({ kind: 'data', data: Buffer.from(data) });
    expect(one.commands).toEqual([0x65, 0x6f, 0x6f]);
    expect(scanner.state).toBe('open');
  });

  test('a refusal has its status in words, and leaves the connection open', async () => {
    const one = await target({
      router: (request) => (isNull(request) ? { status: 1, extendedStatus: [0x0132] } : 'usual'),
    });
    const scanner = await opened(one, {});
    const error = await failure(scanner.nullOpen());
    expect(error).toMatchObject({ code: 'EIP_OPEN_REFUSED', extendedStatus: 0x0132, address: TARGET });
    expect(scanner.state).toBe('open');
  });

  test('not once closed', async () => {
    const scanner = await opened(await target(), {});
    await scanner.close();
    expect((await failure(scanner.nullOpen())).code).toBe('EIP_SCANNER_UNUSABLE');
  });
});
