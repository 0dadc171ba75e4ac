/** What the simulated controller sends, as Wireshark reads it: every service of tags, refused and cut ones among them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { objectPath, portSegment, type RouterRequest, ServiceCode } from '../../src/cip/index.js';
import * as logix from '../../src/logix/index.js';
import { ExplicitConnection, ExplicitSession, LogixSimulator, type WirePacket } from '../../src/testing.js';
import { pcapOf } from '../support/pcap.js';
import { EXAMPLE, pathOf } from '../support/simulated-controller.js';

/** The dissectors go by the usual port. */
const HOST = '127.0.65.2';

const haveTshark = spawnSync('tshark', ['--version']).status === 0;
if (!haveTshark && process.env.CI) throw new Error('tshark has to be there in CI: apt-get install tshark');

const seen: WirePacket[] = [];
const tap = (packet: WirePacket): void => {
  seen.push({ ...packet, bytes: Uint8Array.from(packet.bytes) });
};

const FIELDS = ['frame.protocols', '_ws.malformed', '_ws.expert.message', 'cip.sc', 'cip.genstat'];

interface Frame {
  readonly protocols: string;
  readonly malformed: boolean;
  readonly errors: string;
  readonly services: readonly string[];
  readonly statuses: readonly string[];
}

function dissect(packets: readonly WirePacket[]): Frame[] {
  const folder = mkdtempSync(join(tmpdir(), 'eip-tshark-'));
  const file = join(folder, 'exchange.pcap');
  writeFileSync(file, pcapOf(packets));
  const fields = FIELDS.flatMap((field) => ['-e', field]);
  const args = ['-r', file, '-o', 'tcp.desegment_tcp_streams:FALSE', '-T', 'fields', ...fields];
  const { stdout, status, stderr } = spawnSync('tshark', args, { encoding: 'utf8', maxBuffer: 1 << 27 });
  rmSync(folder, { recursive: true });
  if (status !== 0) throw new Error(`tshark -r: ${stderr}`);
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [protocols = '', malformed = '', errors = '', services = '', statuses = ''] = line.split('\t');
      return {
        protocols,
        malformed: malformed !== '',
        errors,
        services: services.split(','),
        statuses: statuses.split(','),
      };
    });
}

const read = (name: string, count = 1) => logix.readTagRequest(pathOf(name), count);
const write = (name: string, type: number, data: number[]) =>
  logix.writeTagRequest(pathOf(name), { type, count: 1, data: Uint8Array.from(data) });
const get = (service: number, classId: number, attribute?: number): RouterRequest => ({
  service,
  path: objectPath(classId, 1, attribute),
  data: new Uint8Array(0),
});

/** Every service, refused ones too. */
const REQUESTS: readonly RouterRequest[] = [
  ...['Speed', 'Level', 'On', 'Bits', 'Recipe', 'Code', 'Grid[1,2,3]', 'Program:Main.Counter', 'Recipe.T.PRE'].map(
    (name) => read(name),
  ),
  ...['Nothing', 'List[1000]', 'Secret'].map((name) => read(name)),
  read('List', 1000),
  logix.readTagFragmentRequest(pathOf('List'), 1000, 400),
  logix.readTagFragmentRequest(pathOf('List'), 1000, 4000),
  write('Speed', 0xc4, [1, 0, 0, 0]),
  write('Speed', 0xc3, [1, 0]),
  write('Fixed', 0xc4, [1, 0, 0, 0]),
  logix.writeTagFragmentRequest(pathOf('List'), { type: 0xc4, count: 3, offset: 4, data: new Uint8Array(8) }),
  logix.readModifyWriteRequest(pathOf('Speed'), logix.bitMasks(4, [[3, true]])),
  logix.symbolListRequest(0, ['name', 'type', 'dimensions', 'externalAccess']),
  logix.symbolListRequest(0, ['name', 'type'], 'Main'),
  logix.templateAttributesRequest(0xfce),
  logix.readTemplateRequest(0xfce, { offset: 0, bytes: 60 }),
  logix.readTemplateRequest(0x7ff, { offset: 0, bytes: 60 }),
  logix.readClockRequest(),
  logix.setClockRequest(1_700_000_000_000_000n),
  logix.programChangesRequest(),
  get(ServiceCode.getAttributesAll, 0x01),
  get(ServiceCode.getAttributesAll, 0x64),
  get(ServiceCode.getAttributeSingle, 0x8b, 5),
  get(ServiceCode.getAttributesAll, 0x300),
];

async function exchange(): Promise<void> {
  await using plc = new LogixSimulator({ ...EXAMPLE, host: HOST });
  await plc.start();
  await using session = await ExplicitSession.open({ host: HOST, tap });
  for (const request of REQUESTS) await session.request(request);
  for (const request of REQUESTS) await session.requestThrough([portSegment(1, 0)], request);
  await session.requestThrough([portSegment(2, '10.0.0.1')], read('Speed')).catch(() => {});
  for (const size of [500, 4_002]) {
    await using connection = await ExplicitConnection.open({ host: HOST, size, route: [portSegment(1, 0)], tap });
    for (const request of REQUESTS) await connection.request(request);
    await connection.requestAll(REQUESTS.slice(0, 12));
    await connection.requestAll([read('Speed'), read('List', 1000), read('Recipes', 20), read('Level')]);
  }
  const refused = ExplicitConnection.open({ host: HOST, size: 4_003, route: [portSegment(1, 0)], tap });
  await expect(refused).rejects.toMatchObject({ extendedStatus: 0x0109 });
}

describe.skipIf(!haveTshark)(`tshark${haveTshark ? '' : ' is not installed'}`, () => {
  let frames: Frame[];

  beforeAll(async () => {
    await exchange();
    frames = dissect(seen);
  });

  test('recognises every frame', () => {
    expect(frames.length).toBe(seen.length);
    expect(frames.length).toBeGreaterThan(8 * REQUESTS.length);
    expect(frames.filter(({ protocols }) => !protocols.includes(':enip')).map(({ protocols }) => protocols)).toEqual(
      [],
    );
  });

  test('finds none malformed', () => {
    const bad = frames.flatMap(({ malformed, protocols, errors }, index) => {
      const hex = Buffer.from(seen[index]?.bytes ?? []).toString('hex');
      return malformed ? [`${seen[index]?.from.address}: ${protocols} ${errors} ${hex}`] : [];
    });
    expect(bad).toEqual([]);
  });

  test('sees the services of tags, and the statuses that were meant', () => {
    const services = new Set(frames.flatMap((frame) => frame.services));
    for (const service of ['0x4c', '0x4d', '0x4e', '0x52', '0x53', '0x55', '0x03', '0x0a', '0x5b'])
      expect(services).toContain(service);
    const statuses = new Set(frames.flatMap((frame) => frame.statuses));
    for (const status of ['0x00', '0x01', '0x04', '0x05', '0x06', '0x0f', '0x1e', '0xff'])
      expect(statuses).toContain(status);
  });

  test('would have found one: an item that is longer than its message', () => {
    const reply = seen.findIndex(({ from, bytes }) => from.address === HOST && bytes[0] === 0x6f);
    const changed = seen.map((packet, i) =>
      i === reply ? { ...packet, bytes: withByte(packet.bytes, 39, 0x10) } : packet,
    );
    expect(dissect(changed).filter(({ malformed }) => malformed)).toHaveLength(1);
  });
});

/** Byte 39 of a SendRRData is the upper half of the length of its unconnected data. */
function withByte(bytes: Uint8Array, at: number, value: number): Uint8Array {
  return bytes.map((byte, i) => (i === at ? value : byte));
}
