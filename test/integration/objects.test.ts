/** Every attribute of every built-in object, read from a live adapter, against what the operating system says. */
import { readFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  assemblyObject,
  classAttributes,
  connectionManagerObject,
  ExplicitSession,
  ethernetLinkObject,
  identityObject,
  messageRouterObject,
  objectPath,
  portClassAttributes,
  portObject,
  qosObject,
  ServiceCode,
  tcpIpInterfaceObject,
} from '../../src/testing.js';
import { identity, type RigAdapter, startedAdapter } from './adapter-rig.js';

const HOST = '127.0.46.2';
const NOTHING = new Uint8Array(0);

let adapter: RigAdapter;
let session: ExplicitSession;
beforeEach(async () => {
  adapter = await startedAdapter({ host: HOST });
  session = await ExplicitSession.open({ host: HOST, port: adapter.status().port ?? 0 });
  return () => session.close();
});

const get = (classId: number, attribute: number, instance = 1) =>
  session.getAttributeSingle({ classId, instance, attribute });
const ask = (service: number, classId: number, instance = 1, attribute?: number) =>
  session.request({ service, path: objectPath(classId, instance, attribute), data: NOTHING });

interface Decodes {
  readonly classId: number;
  readonly attributes: Readonly<Record<string, { readonly id: number }>>;
  decode(name: string, data: Uint8Array): unknown;
}

/** Every attribute that the adapter has; undefined for those that it answers with 0x14. */
async function every(object: unknown): Promise<Record<string, unknown>> {
  const { classId, attributes } = object as Decodes;
  const values: Record<string, unknown> = {};
  for (const [name, { id }] of Object.entries(attributes)) {
    const reply = await ask(ServiceCode.getAttributeSingle, classId, 1, id);
    if (reply.status !== 0) expect(reply.status, name).toBe(0x14);
    values[name] = reply.status === 0 ? (object as Decodes).decode(name, reply.data) : undefined;
  }
  return values;
}

/** Bytes and packets of the loopback interface so far. */
function loopbackCounts() {
  const line = readFileSync('/proc/self/net/dev', 'utf8')
    .split('\n')
    .find((text) => text.trim().startsWith('lo:'));
  const [inOctets = 0, inPackets = 0, , , , , , , outOctets = 0] = (line ?? '')
    .trim()
    .split(/[\s:]+/)
    .slice(1)
    .map(Number);
  return { inOctets, inPackets, outOctets };
}

const link = (classId: number) => [
  { kind: 'logical', type: 'class', value: classId },
  { kind: 'logical', type: 'instance', value: 1 },
];

describe('the objects about the network say what the operating system says', () => {
  test('TCP/IP Interface', async () => {
    const lo = networkInterfaces().lo?.find(({ family }) => family === 'IPv4');
    const resolver = readFileSync('/etc/resolv.conf', 'utf8');
    const servers = [...resolver.matchAll(/^nameserver\s+(\d+\.\d+\.\d+\.\d+)/gm)].map(([, address]) => address);
    const values = await every(tcpIpInterfaceObject);
    expect(values).toMatchObject({
      status: 'valid',
      capability: { dhcpClient: false, settable: false, conflictDetection: false },
      control: 'static',
      physicalLink: link(0xf6),
      configuration: {
        address: HOST,
        mask: lo?.netmask,
        gateway: '0.0.0.0',
        nameServer: servers[0] ?? '0.0.0.0',
        nameServer2: servers[1] ?? '0.0.0.0',
      },
      hostName: hostname().slice(0, 64),
      ttl: 1,
      multicast: { allocation: 'rule', count: 32 },
      inactivityTimeout: 120,
    });
    for (const lacking of ['safetyNetworkNumber', 'detectsConflicts', 'lastConflict', 'quickConnect']) {
      expect(values[lacking], lacking).toBeUndefined();
    }
  });

  test('multicast addresses follow the rule for our address and mask', async () => {
    const { first } = tcpIpInterfaceObject.decode('multicast', await get(0xf5, 9));
    const hostPart = ((46 << 8) | 2) - 1;
    const number = 0xefc00100 + 32 * (hostPart & 0x3ff);
    expect(first).toBe([24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.'));
  });

  test('Ethernet Link', async () => {
    const lo = networkInterfaces().lo?.find(({ family }) => family === 'IPv4');
    expect(await every(ethernetLinkObject)).toMatchObject({
      speed: 0,
      flags: { link: true, fullDuplex: false, negotiation: 'none' },
      mac: lo?.mac,
      control: { negotiate: false, forcedSpeed: 0 },
      type: 'internal',
      state: 'up',
      adminState: 'enabled',
      label: 'lo',
      capability: { canNegotiate: false, settable: false, speeds: [] },
    });
  });

  test('Ethernet Link: counters go with those of the system', async () => {
    const before = loopbackCounts();
    let { inOctets, inUnicast, outOctets } = ethernetLinkObject.decode('interfaceCounters', await get(0xf6, 4));
    // Refreshed once a second while somebody is there: until they are of after we began to look.
    while (((inOctets - before.inOctets) | 0) <= 0) {
      ({ inOctets, inUnicast, outOctets } = ethernetLinkObject.decode('interfaceCounters', await get(0xf6, 4)));
    }
    const after = loopbackCounts();
    const within = (value: number, most: number) => expect((most - value) >>> 0).toBeLessThan(0x8000_0000);
    within(inOctets, after.inOctets);
    within(inUnicast, after.inPackets);
    within(outOctets, after.outOctets);
  });

  test('Ethernet Link: Get_And_Clear answers with the values, which then begin at 0', async () => {
    const last = await ask(ServiceCode.getAndClear, 0xf6, 1, 4);
    expect(last.status).toBe(0);
    const before = ethernetLinkObject.decode('interfaceCounters', last.data);
    const now = ethernetLinkObject.decode('interfaceCounters', await get(0xf6, 4));
    expect(before.inOctets === 0 || now.inOctets < before.inOctets).toBe(true);
    expect((await ask(ServiceCode.getAndClear, 0xf6, 1, 5)).status).toBe(0);
  });

  test('QoS', async () => {
    expect(await every(qosObject)).toEqual({ urgent: 55, scheduled: 47, high: 43, low: 31, explicit: 27 });
  });

  test('Port', async () => {
    expect(await every(portObject)).toMatchObject({
      type: 'tcpIp',
      number: 2,
      linkObject: link(0xf5),
      nodeAddress: { kind: 'port', port: 2, link: Buffer.from(HOST) },
    });
    const all = await ask(ServiceCode.getAttributesAll, 0xf4, 0);
    expect(portClassAttributes.decodeAll(all.data)).toEqual({
      revision: 1,
      highestInstance: 1,
      instances: 1,
      entryPort: 1,
      ports: [
        { type: 0, number: 0 },
        { type: 'tcpIp', number: 2 },
      ],
    });
  });
});

test('Identity, Message Router, Connection Manager and Assembly decode to what the adapter is', async () => {
  expect(await every(identityObject)).toMatchObject({
    vendorId: identity.vendorId,
    deviceType: 12,
    revision: { major: 1, minor: 1 },
    status: { owned: false, io: 'none' },
    serialNumber: identity.serialNumber,
    productName: identity.productName,
    state: 'operational',
  });
  const router = await every(messageRouterObject);
  expect(router.objects).toEqual(expect.arrayContaining([1, 2, 4, 6, 0x48, 0xf4, 0xf5, 0xf6]));
  expect(await every(connectionManagerObject)).toMatchObject({ opens: 0, timeouts: 0 });
  expect(assemblyObject.decode('size', await get(4, 4, 154))).toBe(2);
  expect([...assemblyObject.decode('data', await get(4, 3, 154))]).toEqual([0, 0]);
});

const OBJECTS = [identityObject, tcpIpInterfaceObject, ethernetLinkObject, portObject] as const;

test.each(OBJECTS)('Get_Attributes_All of $name is what the single attributes are', async (object) => {
  const reply = await ask(ServiceCode.getAttributesAll, object.classId);
  expect(reply.status).toBe(0);
  const all = object.decodeAll(reply.data) as Record<string, unknown>;
  const single = await every(object);
  for (const [name, value] of Object.entries(all)) {
    if (name.endsWith('Counters') || single[name] === undefined) continue; // go on; lacking
    expect(value, name).toEqual(single[name]);
  }
});

const CLASSES = [0x01, 0x02, 0x04, 0x06, 0x48, 0xf4, 0xf5, 0xf6];

test.each(CLASSES)('class attributes of 0x%x', async (classId) => {
  const revision = classAttributes.decode('revision', await get(classId, 1, 0));
  expect(revision).toBe({ 4: 2, 245: 4, 246: 4 }[classId] ?? 1);
  const instances = classAttributes.decode('instances', await get(classId, 3, 0));
  expect(instances).toBe(classId === 4 ? 4 : 1);
});

test('status() tells the same interface', () => {
  const { network } = adapter.status();
  expect(network).toMatchObject({ interface: 'lo', present: true, link: true, address: HOST, hostName: hostname() });
});
