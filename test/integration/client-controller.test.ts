/** What a controller tells of itself: its project, its clock, and attributes by number. */
import { describe, expect, test } from 'vitest';
import { ServiceCode } from '../../src/cip/index.js';
import { ExplicitClient } from '../../src/client/index.js';
import { LogixSimulator, type LogixSimulatorOptions } from '../../src/testing.js';
import { type Forged, ScriptedPlc } from '../support/scripted-plc.js';
import { cleanups } from './client-tag-rig.js';

const PLC = '127.0.74.2';
const SCRIPTED = '127.0.74.3';

async function clientOf(host: string, port: number): Promise<ExplicitClient> {
  const client = new ExplicitClient({ host, port });
  cleanups.push(() => client.close());
  await client.connect();
  return client;
}

async function rig(options: LogixSimulatorOptions = {}) {
  const plc = new LogixSimulator({ host: PLC, port: 0, name: 'Line_4', ...options });
  await plc.start();
  cleanups.push(() => plc.stop());
  return { plc, client: await clientOf(PLC, plc.port) };
}

/** A controller that answers as the test says, and how often it was asked so. */
async function scripted(service: number, answer: Forged | 'silent') {
  let asked = 0;
  const plc = await ScriptedPlc.listen(SCRIPTED, {
    onRequest: (arrived) => {
      if (arrived.request.service !== service) return arrived.reply();
      asked++;
      if (answer !== 'silent') arrived.reply(answer);
    },
  });
  cleanups.push(() => plc.close());
  return { client: await clientOf(SCRIPTED, plc.port), asked: () => asked };
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('projectName()', () => {
  test('is that of the controller, also after a download', async () => {
    const { plc, client } = await rig();
    expect(await client.projectName()).toBe('Line_4');
    plc.download({ name: 'Line_5' });
    expect(await client.projectName()).toBe('Line_5');
  });

  test.each([
    ['nothing', []],
    ['half a length', [4]],
    ['a name that is cut', [4, 0, 65, 66, 67]],
  ])('%s is no name', async (_, bytes) => {
    const { client } = await scripted(ServiceCode.getAttributesAll, { data: Uint8Array.from(bytes) });
    expect(await failure(client.projectName())).toMatchObject({ code: 'EIP_REPLY_INVALID' });
  });

  test('a controller without one says so', async () => {
    const { client } = await scripted(ServiceCode.getAttributesAll, { status: 5 });
    expect(await failure(client.projectName())).toMatchObject({ code: 'EIP_READ_REFUSED', generalStatus: 5 });
  });
});

const entry = (id: number, status: number, ...value: number[]) => ({
  data: Uint8Array.of(1, 0, id, 0, status, 0, ...value),
});

describe('the clock', () => {
  test('is set and read to the microsecond', async () => {
    const { plc, client } = await rig();
    const base = 1_700_000_000_123_456n;
    await client.setControllerTime(base);
    const { date, microseconds } = await client.getControllerTime();
    expect(microseconds >= base && microseconds < base + 60_000_000n).toBe(true);
    expect(date.getTime()).toBe(Number(microseconds / 1_000n));
    await client.setControllerTime(new Date('2024-02-29T12:00:00.500Z'));
    expect((await client.getControllerTime()).date.toISOString()).toMatch(/^2024-02-29T12:00:/);
    expect(plc.status().requests).toBeGreaterThanOrEqual(4);
  });

  test('the fields of attribute 5 tell the same time', async () => {
    const { client } = await rig();
    await client.setControllerTime(new Date('2024-02-29T12:34:56.789Z'));
    const bytes = await client.getAttributeSingle({ classId: 0x8b, instance: 1, attribute: 5 });
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    expect(Array.from({ length: 5 }, (_, i) => view.getUint32(4 * i, true))).toEqual([2024, 2, 29, 12, 34]);
  });

  test.each([
    [new Date(Number.NaN)],
    [new Date('1969-12-31T23:59:59.999Z')],
    [-1n],
    [2n ** 64n],
    [1_700_000_000_000],
    ['2024-01-01'],
    [undefined],
  ])('%s is no time: nothing is sent', async (time) => {
    const { plc, client } = await rig();
    let sets = 0;
    plc.on('request', ({ service }) => {
      if (service === 'setAttributeList') sets++;
    });
    expect(await failure(client.setControllerTime(time as never))).toMatchObject({
      code: 'EIP_VALUE_REFUSED',
      outcome: 'notSent',
    });
    expect(sets).toBe(0);
  });

  test('a client that only reads reads it and browses, and does not set it', async () => {
    const { plc } = await rig({ tags: { Speed: 'DINT', Name: 'STRING' } });
    const client = new ExplicitClient({ host: PLC, port: plc.port, readOnly: true });
    cleanups.push(() => client.close());
    await client.connect();
    const services: unknown[] = [];
    plc.on('request', ({ service }) => services.push(service));
    expect(await failure(client.setControllerTime(0n))).toMatchObject({
      code: 'EIP_WRITE_NOT_ALLOWED',
      message: expect.stringContaining("the controller's clock was not sent"),
    });
    expect((await client.getControllerTime()).date.getTime()).toBeGreaterThan(0);
    expect((await client.browse()).map(({ dataType }) => dataType)).toEqual(['DINT', 'STRING']);
    expect(services).not.toContain('setAttributeList');
  });

  test.each([
    ['refused as a whole', { status: 0x0f }, { code: 'EIP_WRITE_REFUSED', generalStatus: 0x0f, outcome: 'refused' }],
    ['refused for its attribute', { status: 0x0a, ...entry(6, 0x0e) }, { generalStatus: 0x0e, outcome: 'refused' }],
    ['refused within success', entry(6, 0x0e), { generalStatus: 0x0e, outcome: 'refused' }],
    ['0x0A without a word', { status: 0x0a }, { generalStatus: 0x0a, outcome: 'refused' }],
    ['a reply that is cut', { data: Uint8Array.of(1, 0, 6) }, { code: 'EIP_REPLY_INVALID' }],
  ] as const)('set: %s', async (_, answer, expected) => {
    const { client } = await scripted(ServiceCode.setAttributeList, answer);
    expect(await failure(client.setControllerTime(0n))).toMatchObject(expected);
  });

  test('set and not answered: sent once, and its outcome is unknown', async () => {
    const { client, asked } = await scripted(ServiceCode.setAttributeList, 'silent');
    expect(await failure(client.setControllerTime(0n, { timeoutMs: 100 }))).toMatchObject({
      code: 'EIP_WRITE_UNCERTAIN',
      outcome: 'unknown',
    });
    expect(asked()).toBe(1);
  });

  test.each([
    ['refused', { status: 0x08 }, 'EIP_READ_REFUSED'],
    ['refused for its attribute', entry(11, 0x14), 'EIP_REPLY_INVALID'],
    ['cut', entry(11, 0, 1, 2, 3), 'EIP_REPLY_INVALID'],
    ['of another attribute', entry(5, 0, 0, 0, 0, 0, 0, 0, 0, 0), 'EIP_REPLY_INVALID'],
    ['beyond what a Date holds', entry(11, 0, ...Array<number>(8).fill(0xff)), 'EIP_REPLY_INVALID'],
  ])('read: %s', async (_, answer, code) => {
    const { client } = await scripted(ServiceCode.getAttributeList, answer);
    expect(await failure(client.getControllerTime())).toMatchObject({ code });
  });
});

describe('objects by number', () => {
  test('getAttributeList(): each attribute with its status, strings by their length', async () => {
    const { client } = await rig({ types: { Pair: { A: 'DINT', B: 'DINT' } }, tags: { One: 'Pair' } });
    const template = { classId: 0x6c, instance: 0x100 };
    expect(await client.getAttributeList(template, { 5: 4, 2: 2, 99: 2 })).toEqual([
      { attribute: 2, status: 0, data: Buffer.of(2, 0) },
      { attribute: 5, status: 0, data: Buffer.of(8, 0, 0, 0) },
      { attribute: 99, status: 0x14, data: new Uint8Array(0) },
    ]);
  });

  test('generic(): the reply of any service, as it came', async () => {
    const { client } = await rig();
    const reply = await client.generic(ServiceCode.getAttributesAll, { classId: 0x64, instance: 1 });
    expect({ ...reply, data: Buffer.from(reply.data).toString('latin1') }).toEqual({
      status: 0,
      extendedStatus: [],
      data: '\u0006\u0000Line_4',
    });
    expect(
      await client.generic(0x4c, { classId: 0x6c, instance: 0xeff }, Uint8Array.of(0, 0, 0, 0, 4, 0)),
    ).toMatchObject({ status: 5 });
  });
});
