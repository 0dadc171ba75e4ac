/** The simulated controller over real sockets: sessions, connections, limits. */
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import * as cip from '../../src/cip/index.js';
import { EipConnectionError, EipError } from '../../src/index.js';
import * as logix from '../../src/logix/index.js';
import { LogixSimulator, type LogixSimulatorOptions } from '../../src/testing.js';
import { pathOf, statusOf } from '../support/simulated-controller.js';
import { dintOf, messageOf, read, SimulatorRig, write } from './simulator-rig.js';

const HOST = '127.0.62.2';
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const hexOf = (data: Uint8Array) => Buffer.from(data).toString('hex');

const rig = new SimulatorRig(HOST);
afterEach(() => rig.stop());

describe('start and stop', () => {
  test('any port, told by status(); nothing is left after stop, and it starts again', async () => {
    await rig.start();
    const { port } = rig.plc;
    expect(rig.plc.status()).toMatchObject({ listening: true, address: HOST, port, sessions: 0, connections: 0 });
    const raw = await rig.raw();
    await raw.register();
    expect(rig.plc.status()).toMatchObject({ tcpConnections: 1, sessions: 1 });
    await rig.plc.stop();
    expect(await raw.next()).toBeUndefined();
    expect(rig.plc.status()).toMatchObject({ listening: false, port: null, tcpConnections: 0, sessions: 0 });
    await rig.plc.stop();
    await rig.plc.start();
    await using again = await rig.session();
    expect(dintOf(await again.request(read('A')))).toBe(1);
  });

  test('a second start, and a port before the start, are refused', async () => {
    await using plc = new LogixSimulator({ host: HOST, port: 0 });
    expect(() => plc.port).toThrow(EipError);
    const first = plc.start();
    await expect(plc.start()).rejects.toMatchObject({ code: 'EIP_ADAPTER_STARTED' });
    await first;
    await expect(plc.start()).rejects.toMatchObject({ code: 'EIP_ADAPTER_STARTED' });
  });

  test('a port that is taken, an address of somebody else', async () => {
    const { port } = await rig.start();
    const second = new LogixSimulator({ host: HOST, port });
    await expect(second.start()).rejects.toMatchObject({ code: 'EIP_PORT_IN_USE', port });
    const foreign = new LogixSimulator({ host: '192.0.2.1', port: 0 });
    await expect(foreign.start()).rejects.toBeInstanceOf(EipConnectionError);
  });
});

describe('encapsulation', () => {
  test('what needs no session is answered without one', async () => {
    await rig.start({ identity: { productName: 'Sim' } });
    const raw = await rig.raw();
    const context = bytes('5f7079636f6d6d5f');
    const identity = await raw.ask({ command: cip.EncapsulationCommand.listIdentity, context });
    const [listed] = cip.listedIdentities(cip.decodeItems(identity!.data));
    expect(listed).toMatchObject({
      productName: 'Sim',
      vendorId: 1,
      status: 0x3060,
      socketAddress: { port: rig.plc.port },
    });
    expect(hexOf(identity!.context)).toBe(hexOf(context));
    const services = await raw.ask({ command: cip.EncapsulationCommand.listServices });
    expect(cip.listedServices(cip.decodeItems(services!.data))).toMatchObject([{ name: 'Communications' }]);
    expect(hexOf((await raw.ask({ command: cip.EncapsulationCommand.listInterfaces }))!.data)).toBe('0000');
  });

  test.each<[string, cip.EncapsulationInit, number]>([
    ['an unknown command', { command: 0x99 }, 0x01],
    ['another protocol version', { command: 0x65, data: bytes('0200 0000') }, 0x69],
    ['a RegisterSession that is cut', { command: 0x65, data: bytes('01') }, 0x65],
    ['SendRRData without a session', cip.sendRrData(5, bytes('01022001')), 0x64],
    ['SendUnitData without a session', cip.sendUnitData(5, 1, 1, bytes('01')), 0x64],
    ['the end of a foreign session', { command: 0x66, session: 77 }, 0x64],
  ])('%s is refused, and the connection stays', async (_name, message, status) => {
    await rig.start();
    const raw = await rig.raw();
    expect((await raw.ask(message))?.status).toBe(status);
    expect(await raw.register()).not.toBe(0);
    expect((await raw.ask(cip.registerSessionRequest()))?.status).toBe(0x01);
  });

  test.each([
    ['items that are cut', '00000000 0000 0200 0000'],
    ['one item', '00000000 0000 0100 00000000'],
    ['the wrong pair', '00000000 0000 0200 00000000 b1000200 0100'],
    ['bytes left over', '00000000 0000 0200 00000000 b2000000 ff'],
  ])('%s are 0x03', async (_name, data) => {
    await rig.start();
    const raw = await rig.raw();
    const handle = await raw.register();
    expect((await raw.ask({ command: 0x6f, session: handle, data: bytes(data) }))?.status).toBe(0x03);
    expect((await raw.ask({ command: 0x70, session: handle, data: bytes(data.replace('b100', 'b200')) }))?.status).toBe(
      0x03,
    );
  });

  test('bytes by bytes, and many messages at once', async () => {
    await rig.start();
    const raw = await rig.raw();
    const handle = await raw.register();
    const message = cip.encodeEncapsulation(cip.sendRrData(handle, cip.encodeRequest(read('B'))));
    for (const byte of message) raw.socket.write(Uint8Array.of(byte));
    expect((await raw.next())?.status).toBe(0);
    raw.socket.write(Buffer.concat(Array(50).fill(message)));
    for (let i = 0; i < 50; i++) expect((await raw.next())?.status).toBe(0);
  });

  test('NOP, options and a status get no answer', async () => {
    await rig.start();
    const raw = await rig.raw();
    raw.send({ command: 0 }, { command: 4, options: 1 }, { command: 4, status: 1 }, { command: 0x64 });
    expect((await raw.next())?.command).toBe(0x64);
  });

  test('a message that is too long is 0x65, and the connection ends', async () => {
    await rig.start();
    const raw = await rig.raw();
    expect((await raw.ask({ command: 4, data: new Uint8Array(60_000) }))?.status).toBe(0x65);
    expect(await raw.next()).toBeUndefined();
  });

  test('a peer that takes no replies is cut off', async () => {
    await rig.start();
    const raw = await rig.raw();
    const handle = await raw.register();
    raw.socket.pause();
    const message = cip.encodeEncapsulation(cip.sendRrData(handle, cip.encodeRequest(read('List', 2000))));
    for (let i = 0; i < 400 && !raw.ended; i++) raw.socket.write(Buffer.concat(Array(100).fill(message)));
    await expect.poll(() => rig.plc.status().tcpConnections, { timeout: 20_000 }).toBe(0);
    raw.socket.destroy();
  });

  test('garbage does no harm', async () => {
    await rig.start();
    const raw = await rig.raw();
    raw.socket.write(Buffer.from('GET / HTTP/1.1\r\nHost: plc\r\n\r\n'.repeat(20)));
    raw.socket.end();
    await using other = await rig.session();
    expect(dintOf(await other.request(read('A')))).toBe(1);
  });

  test('one session more than allowed is 0x02, and there is room again afterwards', async () => {
    await rig.start({ limits: { sessions: 2 } });
    const raws = [await rig.raw(), await rig.raw(), await rig.raw()];
    await raws[0]!.register();
    await raws[1]!.register();
    expect((await raws[2]!.ask(cip.registerSessionRequest()))?.status).toBe(0x02);
    raws[0]!.send({ command: 0x66, session: 0 });
    raws[0]!.socket.destroy();
    await expect.poll(() => rig.plc.status().sessions).toBe(1);
    expect((await raws[2]!.ask(cip.registerSessionRequest()))?.status).toBe(0);
  });
});

describe('without a connection', () => {
  const slot = (number: number) => [cip.portSegment(1, number)];

  test('direct, and by any slot', async () => {
    await rig.start();
    await using open = await rig.session();
    expect(dintOf(await open.request(read('B')))).toBe(2);
    expect(dintOf(await open.requestThrough(slot(0), read('B')))).toBe(2);
    expect(dintOf(await open.requestThrough(slot(7), read('B')))).toBe(2);
    expect(dintOf(await open.requestThrough([], read('B')))).toBe(2);
  });

  test.each([
    ['another slot', slot(3), 0x0312],
    ['another port', [cip.portSegment(2, '192.168.1.10')], 0x0311],
    ['two hops', [...slot(0), ...slot(0)], 0x0311],
  ])('%s is a failure of the router', async (_name, route, extended) => {
    await rig.start({ slot: 0 });
    await using open = await rig.session();
    const request = cip.unconnectedSendRequest({
      timing: cip.DEFAULT_TIMING,
      message: cip.encodeRequest(read('A')),
      route,
    });
    expect(await open.request(request)).toMatchObject({
      service: 0x52,
      status: 1,
      extendedStatus: [extended],
    });
  });

  test('replies of 504 bytes, in parts', async () => {
    await rig.start();
    await using open = await rig.session();
    const first = await open.requestThrough(slot(0), read('List', 2000));
    expect([first.status, first.data.byteLength]).toEqual([6, 2 + 496]);
  });

  test('a packet behind a route whose replies do not fit is 0x1B, and was run', async () => {
    await rig.start();
    await using open = await rig.session();
    const message = cip.encodeRequest(
      cip.multipleServiceRequest([write('A', 9), read('List', 100), read('List', 100)].map(cip.encodeRequest)),
    );
    const reply = await open.request(
      cip.unconnectedSendRequest({ timing: cip.DEFAULT_TIMING, message, route: slot(0) }),
    );
    expect([reply.service, statusOf(reply)]).toEqual([0x52, '1b']);
    expect(rig.plc.read('A')).toBe(9);
  });

  test('a request that is too long for the route is 0x1A', async () => {
    await rig.start();
    await using open = await rig.session();
    const data = new Uint8Array(500);
    const message = cip.encodeRequest(logix.writeTagRequest(pathOf('List'), { type: 0xc4, count: 125, data }));
    const reply = await open.request(
      cip.unconnectedSendRequest({ timing: cip.DEFAULT_TIMING, message, route: slot(0) }),
    );
    expect([reply.service, statusOf(reply)]).toEqual([0x52, '1a']);
  });
});

describe('class 3 connections', () => {
  test('replies up to the size of the connection', async () => {
    await rig.start();
    await using large = await rig.connection({ size: 4_002 });
    const reply = await large.request(read('List', 1000));
    // 4,000 bytes: 4 of the reply, 2 of the type.
    expect([reply.status, reply.data.byteLength]).toEqual([6, 2 + 3_992]);
    await using small = await rig.connection({ size: 500 });
    expect((await small.request(read('List', 1000))).data).toHaveLength(2 + 492);
    expect(rig.plc.status().connections).toBe(2);
  });

  test('through a slot, told when it opens and closes', async () => {
    await rig.start();
    const told: unknown[] = [];
    rig.plc.on('connection', ({ kind, address }) => told.push([kind, address]));
    const open = await rig.connection({ route: [cip.portSegment(1, 4)] });
    expect(dintOf(await open.request(read('A')))).toBe(1);
    await open.close();
    expect(told).toEqual([
      ['opened', '127.0.0.1'],
      ['closed', '127.0.0.1'],
    ]);
    expect(rig.plc.status().connections).toBe(0);
  });

  test.each<[string, LogixSimulatorOptions, object, number, number[]]>([
    [
      'a size beyond the limit, with the limit',
      { limits: { connectionSize: 1_000 } },
      { size: 1_002 },
      1,
      [0x0109, 1_000],
    ],
    ['another slot', { slot: 0 }, { route: [cip.portSegment(1, 3)] }, 1, [0x0312]],
    ['another port', {}, { route: [cip.portSegment(2, '10.0.0.1')] }, 1, [0x0311]],
    ['a Large Forward Open of old firmware', { identity: { revision: [19, 1] } }, { size: 4_002 }, 8, []],
  ])('%s is refused', async (_name, options, asked, generalStatus, [extendedStatus]) => {
    await rig.start(options);
    await expect(rig.connection(asked)).rejects.toMatchObject({
      generalStatus,
      ...(extendedStatus && { extendedStatus }),
    });
    expect(rig.plc.status().connections).toBe(0);
  });

  test('the same triad twice is 01/0100, one more than allowed 01/0113', async () => {
    await rig.start({ limits: { connections: 2 } });
    const triad = { connectionSerial: 1, vendorId: 2, originatorSerial: 3 };
    await using first = await rig.connection(triad);
    await expect(rig.connection(triad)).rejects.toMatchObject({ extendedStatus: 0x0100 });
    await using second = await rig.connection();
    await expect(rig.connection()).rejects.toMatchObject({ extendedStatus: 0x0113 });
    await second.close();
    await using third = await rig.connection();
    expect([first, third].length).toBe(rig.plc.status().connections);
  });

  const openOf = (change: object) => {
    const direction = {
      connectionId: 0x100,
      rpiUs: 2_000_000,
      parameters: { size: 500, variable: true, priority: 'low', type: 'pointToPoint', redundantOwner: false } as const,
    };
    return cip.forwardOpenRequest({
      large: false,
      timing: cip.DEFAULT_TIMING,
      oToT: direction,
      tToO: direction,
      triad: { connectionSerial: 9, vendorId: 9, originatorSerial: 9 },
      timeoutMultiplier: 3,
      transport: { class: 3, trigger: 'applicationObject', server: true },
      path: cip.objectPath(2, 1),
      ...change,
    });
  };

  test.each([
    ['class 1', { transport: { class: 1, trigger: 'cyclic', server: false } }, '1/103'],
    ['a multiplier', { timeoutMultiplier: 8 }, '1/133'],
    ['no path', { path: [] }, '1/315'],
    ['another object', { path: cip.objectPath(4, 100) }, '1/315'],
    ['no interval', { oToT: { connectionId: 0, rpiUs: 0, parameters: openParameters(500) } }, '1/112'],
    ['no size', { tToO: { connectionId: 5, rpiUs: 1, parameters: openParameters(4) } }, '1/109/fa2'],
    [
      'a group',
      { tToO: { connectionId: 5, rpiUs: 1, parameters: { ...openParameters(500), type: 'multicast' } } },
      '1/124',
    ],
    [
      'nothing from the originator',
      { oToT: { connectionId: 5, rpiUs: 1, parameters: { ...openParameters(500), type: 'null' } } },
      '1/123',
    ],
  ])('%s is refused', async (_name, change, status) => {
    await rig.start();
    await using open = await rig.session();
    expect(statusOf(await open.request(openOf(change)))).toBe(status);
    expect((await open.request(openOf({}))).status).toBe(0);
  });

  test('Forward Opens that are cut, and closes of nobody, do no harm', async () => {
    await rig.start();
    await using open = await rig.session();
    const request = openOf({});
    for (let length = 0; length < request.data.byteLength; length++) {
      const reply = await open.request({ ...request, data: request.data.slice(0, length) });
      expect(reply.status).not.toBe(0);
    }
    const triad = { connectionSerial: 1, vendorId: 1, originatorSerial: 1 };
    const close = cip.forwardCloseRequest({ timing: cip.DEFAULT_TIMING, triad, path: [] });
    expect(statusOf(await open.request(close))).toBe('1/107');
    expect(statusOf(await open.request({ ...close, data: bytes('0a') }))).toBe('13');
    expect(statusOf(await open.request({ ...close, service: 0x4b }))).toBe('8');
    expect(rig.plc.status().connections).toBe(0);
  });

  test('a count that comes again gets the stored reply, and is not run again', async () => {
    await rig.start();
    await using open = await rig.connection();
    const first = await open.request(logix.readModifyWriteRequest(pathOf('A'), logix.bitMasks(4, [[4, true]])));
    rig.plc.write('A', 0);
    expect(await open.repeat()).toEqual(first);
    expect(rig.plc.read('A')).toBe(0);
    expect(rig.plc.status().requests).toBe(1);
  });

  test('a request longer than the connection is 0x15', async () => {
    await rig.start();
    const raw = await rig.raw();
    const handle = await raw.register();
    const opened = await raw.ask(cip.sendRrData(handle, cip.encodeRequest(openOf({}))));
    const id = cip.decodeForwardOpenReply(messageOf(opened!).data).oToT.connectionId;
    const long = cip.encodeRequest(
      logix.writeTagRequest(pathOf('List'), { type: 0xc4, count: 125, data: new Uint8Array(500) }),
    );
    expect(messageOf((await raw.ask(cip.sendUnitData(handle, id, 1, long)))!).status).toBe(0x15);
    // An id of nobody gets nothing: the next answer is that of the next request.
    raw.send(cip.sendUnitData(handle, (id ^ 1) >>> 0, 2, cip.encodeRequest(read('A'))));
    expect(dintOf(messageOf((await raw.ask(cip.sendUnitData(handle, id, 3, cip.encodeRequest(read('B')))))!))).toBe(2);
  });

  test('one that is quiet for too long is gone and answers nothing; its place is free', async () => {
    await rig.start({ limits: { connections: 1 } });
    const timedOut = once(rig.plc, 'connection').then(() => once(rig.plc, 'connection'));
    await using open = await rig.connection({ rpiMs: 1, timeoutMultiplier: 0, timeoutMs: 150 });
    await expect.poll(() => rig.plc.status().connections).toBe(0);
    expect((await timedOut)[0]).toMatchObject({ kind: 'timedOut' });
    await expect(open.request(read('A'))).rejects.toMatchObject({ code: 'EIP_REPLY_TIMEOUT' });
    await using next = await rig.connection();
    expect(dintOf(await next.request(read('A')))).toBe(1);
  });

  test('the end of TCP does not close it: who does not close holds its place', async () => {
    await rig.start({ limits: { connections: 1 } });
    const open = await rig.connection();
    open.destroy();
    await expect.poll(() => rig.plc.status().tcpConnections).toBe(0);
    expect(rig.plc.status().connections).toBe(1);
    await expect(rig.connection()).rejects.toMatchObject({ extendedStatus: 0x0113 });
  });
});

function openParameters(size: number) {
  return { size, variable: true, priority: 'low', type: 'pointToPoint', redundantOwner: false } as const;
}
