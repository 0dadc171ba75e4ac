import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  DEFAULT_TIMING,
  EncapsulationCommand,
  encodeRequest,
  forwardCloseRequest,
  objectPath,
  ServiceCode,
  sendRrData,
} from '../../src/cip/index.js';
import { Adapter } from '../../src/index.js';
import {
  ExplicitConnection,
  ExplicitSession,
  exchangeDatagram,
  portSegment,
  Scanner,
  type ScannerOptions,
  type WirePacket,
} from '../../src/testing.js';
import { dissect, type Frame, haveTshark } from '../support/tshark.js';

/** The dissectors go by the usual ports, so both sides have them, each on its own address. */
const ADAPTER = '127.0.34.2';
const SCANNER = '127.0.34.1';
const KEEPER = '127.0.34.3';

const seen: WirePacket[] = [];
const tap = (packet: WirePacket): void => {
  seen.push({ ...packet, bytes: Uint8Array.from(packet.bytes) });
};
const explicit = { host: ADAPTER, bind: SCANNER, timeoutMs: 300, tap };

const IDENTITY = { service: ServiceCode.getAttributesAll, path: objectPath(1, 1), data: new Uint8Array(0) };

async function encapsulationCommands(): Promise<void> {
  const { listServices, listIdentity, listInterfaces, registerSession, nop } = EncapsulationCommand;
  for (const command of [listServices, listIdentity, listInterfaces]) await exchangeDatagram({ command }, explicit);
  await using session = await ExplicitSession.open(explicit);
  for (const command of [listServices, listIdentity, listInterfaces]) await session.exchange({ command });
  await session.exchange({ command: 0x0001 });
  await session.exchange({ command: registerSession, data: Uint8Array.of(1, 0, 0, 0) });
  await session.exchange({ command: registerSession, data: Uint8Array.of(9, 0, 0, 0) });
  await session.exchange({ ...sendRrData(0xbad, encodeRequest(IDENTITY)), session: 0xbad });
  await session.exchange({ command: nop }).catch(() => {});
  const other = await ExplicitSession.open(explicit);
  await other.request(IDENTITY);
  await other.close();
}

async function explicitMessages(): Promise<void> {
  await using session = await ExplicitSession.open(explicit);
  const ask = (service: number, path: ReturnType<typeof objectPath>, data = new Uint8Array(0)) =>
    session.request({ service, path, data });
  for (const classId of [1, 2, 4, 6, 0x48, 0xf5, 0xf6, 0x300]) {
    for (const attribute of [1, 2, 3, 4, 5, 6, 7, 8, 9]) {
      await ask(ServiceCode.getAttributeSingle, objectPath(classId, 0, attribute));
      await ask(ServiceCode.getAttributeSingle, objectPath(classId, 1, attribute));
    }
    await ask(ServiceCode.getAttributesAll, objectPath(classId, 1));
  }
  for (const instance of [100, 150, 151, 77]) {
    await ask(ServiceCode.getAttributeSingle, objectPath(4, instance, 3));
    await ask(ServiceCode.getAttributeSingle, objectPath(4, instance, 4));
    await ask(ServiceCode.setAttributeSingle, objectPath(4, instance, 3), new Uint8Array(32).fill(7));
  }
  await ask(0x4b, objectPath(1, 1));
  const triad = { connectionSerial: 1, vendorId: 2, originatorSerial: 3 };
  const unknown = forwardCloseRequest({ timing: DEFAULT_TIMING, triad, path: objectPath(4, 151) });
  expect((await session.request(unknown)).extendedStatus).toEqual([0x0107]);
}

async function open(options: Partial<ScannerOptions>): Promise<string> {
  const scanner = new Scanner({ host: ADAPTER, bind: SCANNER, tap, timeoutMs: 1_000, ...options });
  try {
    await scanner.open();
    if (options.type === undefined) scanner.write(Uint8Array.of(1, 2, 3));
    await delay(100);
    scanner.run = false;
    await delay(50);
    return 'opened';
  } catch (error) {
    return (error as { extendedStatus?: number }).extendedStatus?.toString(16) ?? String(error);
  } finally {
    await scanner.close();
  }
}

async function connections(): Promise<string[]> {
  const key = { vendorId: 1234, deviceType: 12, productCode: 7, majorRevision: 1, minorRevision: 2 };
  const outcomes: string[] = [];
  const cases: Partial<ScannerOptions>[] = [
    {},
    { large: true },
    { config: null },
    { config: { instance: 151, data: new Uint8Array(10).fill(3) } },
    { electronicKey: key },
    { electronicKey: { ...key, vendorId: 9 } },
    { electronicKey: { ...key, deviceType: 9 } },
    { electronicKey: { ...key, majorRevision: 9 } },
    { rpiMs: 0.5 },
    { output: { instance: 150, size: 16 } },
    { input: { instance: 100, size: 16 } },
    { output: { instance: 66, size: 32 } },
    { input: { instance: 66, size: 32 } },
    { config: { instance: 66 } },
    { config: { instance: 151, data: new Uint8Array(4) } },
  ];
  for (const options of cases) outcomes.push(await open(options));
  return outcomes;
}

/** All that an owner may ask for besides the usual. */
async function kinds(): Promise<string[]> {
  const output = { instance: 150, size: 32 };
  const input = { instance: 100, size: 32 };
  const outcomes: string[] = [];
  const cases: Partial<ScannerOptions>[] = [
    { transportClass: 0 },
    { transportClass: 0, trigger: 'changeOfState' },
    { trigger: 'changeOfState', inhibitMs: 5 },
    { trigger: 'application', inhibitMs: 2.5 },
    { input: { ...input, multicast: true } },
    { input: { ...input, multicast: true }, transportClass: 0 },
    { output: { ...output, variable: true, priority: 'urgent' }, input: { ...input, variable: true, priority: 'low' } },
    { redundantOwner: true },
    { type: 'input', output: { instance: 66, size: 0 } },
    { type: 'listen', output: { instance: 66, size: 0, format: 'zeroLength' }, transportClass: 0 },
  ];
  for (const options of cases) outcomes.push(await open(options));
  return outcomes;
}

/** Input only alone; listen only beside another connection to the same input, to each alone and by multicast. */
async function readers(): Promise<string[]> {
  const input = { instance: 100, size: 32 };
  const group = { ...input, multicast: true };
  const outcomes = [
    await open({ type: 'listen' }),
    await open({ type: 'input' }),
    await open({ type: 'input', transportClass: 0 }),
    await open({ type: 'input', output: { instance: 152, size: 0, format: 'heartbeat' }, trigger: 'changeOfState' }),
  ];
  await using other = new Scanner({ host: ADAPTER, bind: KEEPER, tap, type: 'input', input: group });
  await other.open();
  outcomes.push(await open({ type: 'listen' }));
  outcomes.push(await open({ type: 'listen', input: group }));
  outcomes.push(await open({ type: 'listen', input: { ...group, priority: 'low' } }));
  return outcomes;
}

/** Class 3 connections, Multiple Service Packets, Unconnected Sends: taken and refused, one in the other. */
async function explicitWays(): Promise<string[]> {
  const outcomes: string[] = [];
  const ask = async (explicit: ExplicitSession | ExplicitConnection) => {
    const unknown = { ...IDENTITY, service: 0x4b };
    const own = { ...IDENTITY, service: 0x4b, path: objectPath(0x64, 1), data: Uint8Array.of(1, 2, 3) };
    const replies = await explicit.requestAll([IDENTITY, unknown, own, IDENTITY]);
    outcomes.push(replies.map(({ status }) => status).join(' '));
    outcomes.push(`${(await explicit.requestThrough([], own)).status}`);
    const elsewhere = explicit.requestThrough([portSegment(1, 0)], IDENTITY);
    outcomes.push(await elsewhere.then(String, ({ extendedStatus }) => extendedStatus.toString(16)));
  };
  await using session = await ExplicitSession.open(explicit);
  await ask(session);
  for (const options of [{}, { size: 900 }]) {
    await using connection = await ExplicitConnection.over(session, options);
    await ask(connection);
    await connection.getAttributeSingle({ classId: 1, instance: 1, attribute: 7 });
    await connection.repeat();
  }
  const refused = ExplicitConnection.over(session, { size: 4002 });
  outcomes.push(await refused.then(String, ({ extendedStatus }) => extendedStatus.toString(16)));
  return outcomes;
}

/** Nothing is opened: a ping, with configuration, with a path that is not there. */
async function nullOpens(): Promise<void> {
  const common = { host: ADAPTER, bind: SCANNER, tap };
  await new Scanner(common).nullOpen();
  await new Scanner(common).nullOpen({ config: new Uint8Array(10) });
  const nowhere = new Scanner({ ...common, input: { instance: 66, size: 32 } });
  await expect(nowhere.nullOpen()).rejects.toMatchObject({ extendedStatus: 0x012b });
}

/** The second owner is refused. */
async function conflict(): Promise<void> {
  await using owner = new Scanner({ host: ADAPTER, bind: SCANNER, tap });
  await owner.open();
  expect(await open({ ioPort: 0 })).toBe('106');
}

describe.skipIf(!haveTshark)(`tshark${haveTshark ? '' : ' is not installed'}`, () => {
  let stop: () => Promise<void> = async () => {};
  let outcomes: string[];
  let kindOutcomes: string[];
  let readerOutcomes: string[];
  let wayOutcomes: string[];
  let frames: Frame[];

  beforeAll(async () => {
    const adapter = new Adapter({
      host: ADAPTER,
      identity: { vendorId: 1234, productCode: 7, revision: [1, 2], serialNumber: 1, productName: 'Dissected' },
      assemblies: {
        output: { instance: 150, kind: 'output', size: 32 },
        input: { instance: 100, kind: 'input', size: 32 },
        config: { instance: 151, kind: 'config', size: 10 },
      },
      connections: [
        { type: 'exclusiveOwner', output: 'output', input: 'input', config: 'config' },
        { type: 'inputOnly', input: 'input', config: 'config' },
        { type: 'listenOnly', input: 'input', config: 'config' },
      ],
    });
    adapter.define({
      classId: 0x64,
      name: 'Echo',
      services: { echo: { code: 0x4b, run: async ({ value }) => value } },
    });
    await adapter.start();
    stop = () => adapter.stop();
    await encapsulationCommands();
    await explicitMessages();
    outcomes = await connections();
    await conflict();
    kindOutcomes = await kinds();
    readerOutcomes = await readers();
    wayOutcomes = await explicitWays();
    await nullOpens();
    frames = dissect(seen);
  });
  afterAll(() => stop());

  test('the exchange was what it should be: opened, refused for each reason', () => {
    const opened = Array(5).fill('opened');
    expect(outcomes).toEqual([...opened, ...['114', '115', '116', '112', '127', '128', '12a', '12b', '129', '126']]);
  });

  test('and of every kind', () => {
    expect(kindOutcomes).toEqual([...Array(8).fill('opened'), '12a', '12a']);
  });

  test('input only and listen only', () => {
    expect(readerOutcomes).toEqual(['119', 'opened', 'opened', 'opened', 'opened', 'opened', '136']);
  });

  test('explicit messages each way', () => {
    const each = ['0 8 0 0', '0', '311'];
    expect(wayOutcomes).toEqual([...each, ...each, ...each, '109']);
  });

  test('every frame is recognised: encapsulation, CIP, cyclic data', () => {
    expect(frames.length).toBe(seen.length);
    const unknown = frames.flatMap(({ protocols }, index) =>
      /:(enip|cipio)/.test(protocols) ? [] : [`${index}: ${protocols}`],
    );
    expect(unknown).toEqual([]);
    const counted = (protocol: string) => frames.filter(({ protocols }) => protocols.includes(protocol)).length;
    expect(counted('cipcm')).toBeGreaterThan(30);
    expect(counted('cipio')).toBeGreaterThan(50);
    expect(counted(':cip')).toBeGreaterThan(200);
  });

  test('no frame is malformed, in either direction', () => {
    const bad = frames.flatMap((frame, index) => {
      const packet = seen[index];
      const hex = Buffer.from(packet?.bytes ?? []).toString('hex');
      return frame.malformed ? [`${packet?.from.address}: ${frame.protocols} ${frame.errors} ${hex}`] : [];
    });
    expect(bad).toEqual([]);
  });

  test('it would have found one: a reply cut short is malformed', () => {
    const opens = seen.findIndex(({ from, bytes }) => from.address === ADAPTER && bytes[0] === 0x63);
    const cut = seen.map((packet, index) =>
      index === opens ? { ...packet, bytes: packet.bytes.subarray(0, 40) } : packet,
    );
    expect(dissect(cut).filter(({ malformed }) => malformed)).toHaveLength(1);
  });
});
