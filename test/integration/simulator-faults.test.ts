/** What goes wrong between a client and the simulated controller, and what the controller tells. */
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import * as cip from '../../src/cip/index.js';
import * as logix from '../../src/logix/index.js';
import type { SimulatorRequest } from '../../src/testing.js';
import { statusOf } from '../support/simulated-controller.js';
import { dintOf, messageOf, read, SimulatorRig, write } from './simulator-rig.js';

const hexOf = (data: Uint8Array) => Buffer.from(data).toString('hex');

const rig = new SimulatorRig('127.0.63.2');
afterEach(() => rig.stop());

describe('faults', () => {
  /** Sends without waiting: replies are told apart by their context. */
  async function raced(...requests: cip.RouterRequest[]) {
    const raw = await rig.raw();
    const handle = await raw.register();
    raw.send(
      ...requests.map((request, i) => ({
        ...cip.sendRrData(handle, cip.encodeRequest(request)),
        context: Uint8Array.of(i, 0, 0, 0, 0, 0, 0, 0),
      })),
    );
    return raw;
  }

  const numberOf = (message: cip.EncapsulationMessage | undefined) => message?.context[0];

  test('hold: the reply comes when it is released, behind others', async () => {
    await rig.start();
    const fault = rig.plc.addFault({ action: 'hold', tag: 'a' });
    const raw = await raced(read('A'), read('B'));
    const met = await raw.next();
    expect(numberOf(met)).toBe(1);
    expect([fault.hits, fault.holding]).toEqual([1, 1]);
    fault.release();
    const late = await raw.next();
    expect([numberOf(late), dintOf(messageOf(late!))]).toEqual([0, 1]);
    expect(fault.holding).toBe(0);
  });

  test('reorder: behind the next one', async () => {
    await rig.start({ faults: [{ action: 'reorder', service: 'readTag' }] });
    const raw = await raced(read('A'), read('B'), read('A'));
    expect([numberOf(await raw.next()), numberOf(await raw.next()), numberOf(await raw.next())]).toEqual([1, 0, 2]);
  });

  test('reorder: all of them are pairs that change places', async () => {
    await rig.start({ faults: [{ action: 'reorder', times: 0 }] });
    const raw = await raced(read('A'), read('B'), read('A'), read('B'));
    const order = [await raw.next(), await raw.next(), await raw.next(), await raw.next()].map(numberOf);
    expect(order).toEqual([1, 0, 3, 2]);
  });

  test('duplicate: twice', async () => {
    await rig.start({ faults: [{ action: 'duplicate' }] });
    const raw = await raced(read('A'), read('B'));
    expect([numberOf(await raw.next()), numberOf(await raw.next()), numberOf(await raw.next())]).toEqual([0, 0, 1]);
    expect(rig.plc.status().requests).toBe(2);
  });

  test('delay: later, and those behind it do not wait', async () => {
    await rig.start({ faults: [{ action: 'delay', delayMs: 30 }] });
    const raw = await raced(read('A'), read('B'));
    expect([numberOf(await raw.next()), numberOf(await raw.next())]).toEqual([1, 0]);
  });

  test.each([
    ['dropRequest', 1],
    ['dropReply', 5],
  ] as const)('%s: no reply, and the tag holds %s', async (action, value) => {
    await rig.start({ faults: [{ action, service: 'writeTag' }] });
    const raw = await raced(write('A', 5), read('B'));
    expect(numberOf(await raw.next())).toBe(1);
    expect(rig.plc.read('A')).toBe(value);
  });

  test.each([
    ['cutBefore', 1],
    ['cutAfter', 5],
  ] as const)('%s: the connection ends, and the tag holds %s', async (action, value) => {
    await rig.start({ faults: [{ action, service: 'writeTag' }] });
    const raw = await raced(write('A', 5), read('B'));
    expect(await raw.next()).toBeUndefined();
    expect(rig.plc.read('A')).toBe(value);
    await using again = await rig.session();
    expect(dintOf(await again.request(read('A')))).toBe(value);
  });

  test('refuse: only that request, also within a packet, and it is not run', async () => {
    await rig.start({ faults: [{ action: 'refuse', tag: 'A', status: 0xff, extendedStatus: 0x2018, times: 2 }] });
    await using open = await rig.connection();
    const [first, second, third] = await open.requestAll([read('B'), write('A', 5), read('B')]);
    expect([first, second, third].map((reply) => statusOf(reply!))).toEqual(['0', 'ff/2018', '0']);
    expect(rig.plc.read('A')).toBe(1);
    expect(statusOf(await open.request(read('A')))).toBe('ff/2018');
    expect(statusOf(await open.request(read('A')))).toBe('0');
  });

  test('refuse: a connection', async () => {
    await rig.start({ faults: [{ action: 'refuse', service: 'largeForwardOpen', status: 8 }] });
    await expect(rig.connection({ size: 4_002 })).rejects.toMatchObject({ generalStatus: 8 });
    await using open = await rig.connection({ size: 4_002 });
    expect(dintOf(await open.request(read('A')))).toBe(1);
  });

  test('skip and times choose, and each is told', async () => {
    await rig.start();
    const told: unknown[] = [];
    rig.plc.on('fault', ({ fault, requests }) => told.push([fault.rule.action, requests]));
    const fault = rig.plc.addFault({ action: 'refuse', service: 'readTag', skip: 1, times: 2 });
    await using open = await rig.session();
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) statuses.push((await open.request(read('B'))).status);
    expect(statuses).toEqual([0, 2, 2, 0, 0]);
    expect(told).toEqual(Array(2).fill(['refuse', [{ service: 'readTag', tag: 'B' }]]));
    expect(fault.hits).toBe(2);
  });

  test('times 0 is for ever, until it is taken away; what is held leaves then', async () => {
    await rig.start();
    rig.plc.addFault({ action: 'hold', times: 0, service: 'readTag' });
    const raw = await raced(read('A'), read('B'));
    const met = once(rig.plc, 'fault');
    await met;
    rig.plc.clearFaults();
    expect([numberOf(await raw.next()), numberOf(await raw.next())]).toEqual([0, 1]);
    await using open = await rig.session();
    expect(dintOf(await open.request(read('A')))).toBe(1);
  });

  test('of a packet and of a message behind a route: what is in it counts', async () => {
    await rig.start();
    const drop = rig.plc.addFault({ action: 'dropReply', tag: 'A' });
    const raw = await raced(cip.multipleServiceRequest([read('B'), write('A', 7)].map(cip.encodeRequest)), read('B'));
    expect(numberOf(await raw.next())).toBe(1);
    expect([drop.hits, rig.plc.read('A')]).toEqual([1, 7]);
    const lost = rig.plc.addFault({ action: 'dropRequest', tag: 'A' });
    const message = cip.encodeRequest(write('A', 8));
    const routed = cip.unconnectedSendRequest({ timing: cip.DEFAULT_TIMING, message, route: [cip.portSegment(1, 0)] });
    const second = await raced(routed, read('B'));
    expect(numberOf(await second.next())).toBe(1);
    expect([lost.hits, rig.plc.read('A')]).toEqual([1, 7]);
  });

  test('a rule that makes no sense is refused by its path', async () => {
    await rig.start();
    expect(() => rig.plc.addFault({ action: 'delay', delayMs: 0 })).toThrow('delayMs');
  });

  test('what is held when everything ends is forgotten', async () => {
    await rig.start();
    const fault = rig.plc.addFault({ action: 'hold' });
    rig.plc.addFault({ action: 'delay', delayMs: 600_000 });
    const met = new Promise<void>((done) =>
      rig.plc.on('fault', ({ fault: { rule } }) => rule.action === 'delay' && done()),
    );
    const raw = await raced(read('A'), read('B'));
    await met;
    await rig.plc.stop();
    fault.release();
    expect(await raw.next()).toBeUndefined();
  });

  test('the cable: every connection at once', async () => {
    await rig.start();
    const raws = [await rig.raw(), await rig.raw()];
    for (const raw of raws) await raw.register();
    rig.plc.cutConnections();
    for (const raw of raws) expect(await raw.next()).toBeUndefined();
    await using again = await rig.session();
    expect(dintOf(await again.request(read('A')))).toBe(1);
  });
});

describe('what it tells', () => {
  test('each request that was run, once', async () => {
    await rig.start();
    const told: SimulatorRequest[] = [];
    rig.plc.on('request', (request) => told.push(request));
    await using open = await rig.connection();
    await open.requestAll([read('B'), write('A', 3)]);
    await open.request(read('Nothing'));
    expect(
      told.map(({ service, tag, embedded, status, extendedStatus }) => [
        service,
        tag,
        embedded,
        status,
        extendedStatus,
      ]),
    ).toEqual([
      ['readTag', 'B', true, 0, undefined],
      ['writeTag', 'A', true, 0, undefined],
      ['multipleServicePacket', undefined, false, 0, undefined],
      ['readTag', 'Nothing', false, 4, 0],
    ]);
    expect(hexOf(told[1]!.data)).toBe('c400010003000000');
  });

  test('a download shows at once, on connections that stay', async () => {
    await rig.start();
    await using open = await rig.connection();
    const before = (await open.request(logix.programChangesRequest())).data;
    rig.plc.download({ tags: { A: { type: 'REAL', value: 2.5 } } });
    expect(logix.sameProgram((await open.request(logix.programChangesRequest())).data, before)).toBe(false);
    expect(logix.decodeTagData((await open.request(read('A'))).data).type).toBe(0xca);
    expect(statusOf(await open.request(read('B')))).toBe('4/0');
  });

  test('the mode', async () => {
    await rig.start();
    await using open = await rig.session();
    rig.plc.setMode('program', 'program');
    const status = await open.getAttributeSingle({ classId: 1, instance: 1, attribute: 5 });
    expect(hexOf(status)).toBe('7020');
    rig.plc.setMode('run', 'run');
    expect(statusOf(await open.request(write('A', 1)))).toBe('10/2101');
  });
});
