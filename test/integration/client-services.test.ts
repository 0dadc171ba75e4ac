/** The client against our own adapter, connected and not, and the frames of both as Wireshark sees them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Adapter, ExplicitClient, type ExplicitClientOptions } from '../../src/index.js';
import { Relay } from '../support/relay.js';
import { dissect, haveTshark } from '../support/tshark.js';
import { failure } from './client-rig.js';

const HOST = '127.0.62.2';
/** The dissectors go by the usual port. */
const RELAY = '127.0.62.3';
const identity = {
  vendorId: 1234,
  deviceType: 12,
  productCode: 7,
  revision: [1, 2],
  serialNumber: 0xabcdef01,
  productName: 'Vision cell',
} as const;

let adapter: Adapter;
let relay: Relay;
beforeAll(async () => {
  adapter = new Adapter({
    host: HOST,
    port: 0,
    ioPort: 0,
    identity,
    assemblies: {
      settable: { instance: 150, kind: 'output', size: 4 },
      result: { instance: 100, kind: 'input', size: 4 },
    },
    connections: [{ type: 'exclusiveOwner', output: 'settable', input: 'result' }],
  });
  await adapter.start();
  relay = await Relay.listen(RELAY, 44_818, { host: HOST, port: adapter.status().port ?? 0 });
});
afterAll(async () => {
  await relay.close();
  await adapter.stop();
});

const WAYS: readonly (readonly [string, Partial<ExplicitClientOptions>])[] = [
  ['connected', {}],
  ['with 500 bytes', { connectionSize: 500 }],
  ['unconnected', { connected: false }],
];

describe.each(WAYS)('%s', (_, options) => {
  const client = () => new ExplicitClient({ host: RELAY, route: [], ...options });

  test('identity, as the adapter has it', async () => {
    await using one = client();
    await one.connect();
    const { deviceType, vendorId, productCode, serialNumber, productName } = identity;
    const expected = { deviceType, vendorId, productCode, serialNumber, productName, revision: { major: 1, minor: 2 } };
    expect(await one.identity()).toMatchObject(expected);
    expect(await one.healthCheck()).toMatchObject({ healthy: true, identity: expected, route: null });
  });

  test('attributes: single, all, a list, set', async () => {
    await using one = client();
    await one.connect();
    const object = { classId: 1, instance: 1 };
    expect(await one.getAttributeSingle({ ...object, attribute: 1 })).toEqual(Uint8Array.of(0xd2, 0x04));
    expect((await one.getAttributeAll(object)).byteLength).toBe(26);
    await one.setAttributeSingle({ classId: 4, instance: 150, attribute: 3 }, Uint8Array.of(1, 2, 3, 4));
    expect(await one.getAttributeSingle({ classId: 4, instance: 150, attribute: 3 })).toEqual(
      Uint8Array.of(1, 2, 3, 4),
    );
    expect(await one.getAttributeList(object, { 1: 2, 6: 4, 7: 'shortString', 99: 2 })).toEqual([
      { attribute: 1, status: 0, data: Buffer.of(0xd2, 0x04) },
      { attribute: 6, status: 0, data: Buffer.of(0x01, 0xef, 0xcd, 0xab) },
      { attribute: 7, status: 0, data: Buffer.from(identity.productName) },
      { attribute: 99, status: 0x14, data: new Uint8Array(0) },
    ]);
    const assembly = { classId: 4, instance: 150 };
    expect(await failure(one.getAttributeList(assembly, { 3: 4 }))).toMatchObject({ generalStatus: 0x08 });
  });

  test('refusals in words', async () => {
    await using one = client();
    await one.connect();
    expect(await failure(one.getAttributeSingle({ classId: 1, instance: 1, attribute: 99 }))).toMatchObject({
      code: 'EIP_READ_REFUSED',
      generalStatus: 0x14,
    });
    expect(
      await failure(one.setAttributeSingle({ classId: 1, instance: 1, attribute: 1 }, Uint8Array.of(1, 2))),
    ).toMatchObject({
      code: 'EIP_WRITE_REFUSED',
      generalStatus: 0x08,
    });
    expect(await one.generic(0x4b, Uint8Array.of(0x20, 0x01, 0x24, 0x01))).toMatchObject({ status: 0x08 });
  });
});

test('a route that leads nowhere is refused in words', async () => {
  const client = new ExplicitClient({ host: RELAY, connected: false, slot: 1, retries: 0 });
  expect(await failure(client.connect())).toMatchObject({ generalStatus: 0x01, extendedStatus: 0x0311 });
  await client.close();
  const connected = new ExplicitClient({ host: RELAY, slot: 1 });
  expect(await failure(connected.connect())).toMatchObject({ code: 'EIP_OPEN_REFUSED', extendedStatus: 0x0311 });
  await connected.close();
});

test('all of it leaves nothing open in the adapter', async () => {
  await relay.ended();
  await expect.poll(() => adapter.status().counters).toMatchObject({ sessions: 0 });
});

describe.skipIf(!haveTshark)(`tshark${haveTshark ? '' : ' is not installed'}`, () => {
  test('finds nothing wrong in a single frame of ours', () => {
    const frames = dissect(relay.packets.filter(({ to }) => to.port === 44_818));
    expect(frames.length).toBeGreaterThan(40);
    expect(frames.filter(({ malformed, errors }) => malformed || errors !== '')).toEqual([]);
    expect(frames.filter(({ protocols }) => protocols.includes('enip')).length).toBe(frames.length);
    expect(frames.filter(({ protocols }) => protocols.includes('cip')).length).toBeGreaterThan(25);
  });
});
