/**
 * Class 1 Forward Opens as real controllers send them, on an adapter that is configured for each: our own vectors of
 * these shapes always, those of the captures where the folder is there.
 */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  decodeForwardOpen,
  decodeForwardOpenReply,
  decodeIoDatagram,
  encodeIoDatagram,
  type ForwardOpen,
  type ForwardOpenReply,
  forwardCloseRequest,
  forwardOpenRequest,
  IO_PORT,
  type IoDatagram,
  joinIoData,
  RUN,
} from '../../src/cip/index.js';
import { Adapter } from '../../src/index.js';
import { ExplicitSession } from '../../src/testing.js';
import { optionsFor } from '../support/adapter-for-open.js';
import { bytesOf, loadCaptures, nameOf } from '../support/captures.js';
import { dissect } from '../support/dissect.js';

const ADAPTER = '127.0.35.2';
const SCANNER = '127.0.35.1';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Shape {
  readonly name: string;
  readonly open: ForwardOpen;
}

function ownShapes(): Shape[] {
  const file = resolve(__dirname, '../vectors/class1-opens.jsonl');
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const { name, hex } = JSON.parse(line) as { name: string; hex: string };
    return { name, open: decodeForwardOpen(bytesOf(hex.replaceAll(' ', '')), false) };
  });
}

const FOLDER = resolve(__dirname, '../..', process.env.EIP_CAPTURES || '../shared/captures');
const captures = loadCaptures(FOLDER);

/** Every class 1 request of the folder that has a path; those without are no connection of anybody. */
function capturedShapes(): Shape[] {
  const asked = (captures ?? []).filter(({ dir, malformed }) => dir === 'to_target' && malformed !== true);
  return asked.flatMap((message) => {
    if (message.proto === 'io' || message.cm === undefined) return [];
    const service = dissect(bytesOf(message.hex), message.proto).message?.service;
    if (service?.kind !== 'forwardOpen' || service.value.transport.class !== 1) return [];
    return [{ name: nameOf(message), open: service.value }];
  });
}

async function adapterFor(open: ForwardOpen) {
  const adapter = new Adapter(optionsFor(open, ADAPTER));
  await adapter.start();
  cleanups.push(() => adapter.stop());
  return adapter;
}

async function bound(address: string): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true }).bind(IO_PORT, address);
  await once(socket, 'listening');
  cleanups.push(() => socket.close());
  return socket;
}

interface Opened {
  readonly grant: ForwardOpenReply;
  /** Where T->O arrives. */
  readonly receiver: Socket;
}

/** Sends the request as it is; its T->O is received where the reply says. */
async function opened(session: ExplicitSession, open: ForwardOpen, socket: Socket): Promise<Opened> {
  const reply = await session.request(forwardOpenRequest(open));
  expect({ status: reply.status, extended: reply.extendedStatus }).toEqual({ status: 0, extended: [] });
  const grant = decodeForwardOpenReply(reply.data);
  expect(grant.triad).toEqual(open.triad);
  if (open.tToO.parameters.type !== 'multicast') return { grant, receiver: socket };
  const group = reply.further.find(({ type }) => type === 'socketAddressTToO');
  if (group?.type !== 'socketAddressTToO') throw new Error('a multicast reply names its group');
  const receiver = await bound(group.address.address);
  receiver.addMembership(group.address.address, SCANNER);
  return { grant, receiver };
}

async function firstOf({ grant, receiver }: Opened): Promise<IoDatagram> {
  for await (const [bytes] of events(receiver)) {
    const datagram = decodeIoDatagram(bytes);
    if (datagram.connectionId === grant.tToO.connectionId) return datagram;
  }
  throw new Error('the socket was closed');
}

async function* events(socket: Socket): AsyncGenerator<[Uint8Array]> {
  for (;;) yield (await once(socket, 'message')) as [Uint8Array];
}

function outputOf(open: ForwardOpen, grant: ForwardOpenReply): Uint8Array {
  const payload = new Uint8Array(open.oToT.parameters.size - 6).fill(0x5a);
  const data = joinIoData({ sequenceCount: 1, header: RUN, payload });
  return encodeIoDatagram({ connectionId: grant.oToT.connectionId, sequence: 1, data });
}

function suite(shapes: readonly Shape[]): void {
  test.each(shapes)('$name: opens, is fed, is heard, closes', async ({ open }) => {
    const adapter = await adapterFor(open);
    const socket = await bound(SCANNER);
    const session = await ExplicitSession.open({ host: ADAPTER, bind: SCANNER });
    cleanups.push(() => session.destroy());

    const first = await opened(session, open, socket);
    const { data } = await firstOf(first);
    expect(data.byteLength).toBe(open.tToO.parameters.size);
    const { timing, triad, path } = open;
    const closed = await session.request(forwardCloseRequest({ timing, triad, path }));
    expect(closed.status).toBe(0);
    await vi.waitUntil(() => adapter.status().connections.length === 0, 10_000);

    // A second time for O->T: from its first packet on the watchdog is short, and nobody here keeps a pace.
    const { grant } = await opened(session, open, socket);
    const heard = once(adapter.output('output'), 'data');
    socket.send(outputOf(open, grant), IO_PORT, ADAPTER);
    const [{ value, run }] = await heard;
    expect([run, [...value]]).toEqual([true, Array(value.byteLength).fill(0x5a)]);
  });
}

describe('shapes of real requests, made by hand', () => suite(ownShapes()));

describe.skipIf(captures === undefined)(`requests of the captures in ${FOLDER}`, () => {
  const shapes = capturedShapes();
  test('there are some', () => expect(shapes.length).toBeGreaterThan(0));
  suite(shapes);
});
