import { once } from 'node:events';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkEds, describeEds } from '../../src/eds/index.js';
import { entryNamed } from '../../src/eds/syntax.js';
import { pathOf } from '../../src/eds/values.js';
import { Adapter, type ConnectionEvent, generateEds, loadAdapterConfig } from '../../src/index.js';
import { ClassCode, ExplicitSession, Scanner, ServiceCode } from '../../src/testing.js';
import { offersMulticast, paramOf, scannerOptionsOf } from '../support/eds-scanner.js';

const ADAPTER = '127.0.60.2';
const SCANNER = '127.0.60.1';

const options = {
  ...loadAdapterConfig(resolve(__dirname, '../../examples/adapter.yaml')),
  host: ADAPTER,
  port: 0,
  ioPort: 0,
};
const { file, faults } = checkEds(generateEds(options));
const eds = describeEds(file);

const adapter = new Adapter(options);
let session: ExplicitSession;
beforeAll(async () => {
  await adapter.start();
  session = await ExplicitSession.open({ host: ADAPTER, port: port(), bind: SCANNER });
});
afterAll(async () => {
  await session.close();
  await adapter.stop();
});

const port = () => adapter.status().port as number;
const target = () => ({ host: ADAPTER, port: port(), bind: SCANNER, ioPort: 0 });

async function attribute(classId: number, instance: number, number: number): Promise<DataView> {
  const bytes = await session.getAttributeSingle({ classId, instance, attribute: number });
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

test('the EDS of the example has no faults', () => expect(faults).toEqual([]));

describe('the EDS read back says what the running adapter is', () => {
  test('identity', async () => {
    const { vendorId, deviceType, productCode, revision, productName } = eds.device;
    const read = async (number: number) => attribute(ClassCode.identity, 1, number);
    expect((await read(1)).getUint16(0, true)).toBe(vendorId);
    expect((await read(2)).getUint16(0, true)).toBe(deviceType);
    expect((await read(3)).getUint16(0, true)).toBe(productCode);
    const version = await read(4);
    expect([version.getUint8(0), version.getUint8(1)]).toEqual(revision);
    const name = await read(7);
    expect(Buffer.from(name.buffer, name.byteOffset + 1, name.getUint8(0)).toString('latin1')).toBe(productName);
  });

  test('assemblies: each is there, its size and its data as the path says', async () => {
    expect(eds.assemblies.map(({ instance }) => instance)).toEqual([150, 100, 151]);
    for (const { instance, size, path } of eds.assemblies) {
      expect((await attribute(ClassCode.assembly, instance, 4)).getUint16(0, true)).toBe(size);
      const data = await session.request({
        service: ServiceCode.getAttributeSingle,
        path: pathOf(path) ?? [],
        data: new Uint8Array(0),
      });
      expect({ status: data.status, size: data.data.byteLength }).toEqual({ status: 0, size });
    }
  });

  test('members: a value stands in the data where the EDS says', async () => {
    adapter.input('result').set({ ready: true, score: 0.5, counts: [1, -2, 3], part: 'A-17' } as never);
    const data = await attribute(ClassCode.assembly, 100, 3);
    const places = new Map<string, number[]>();
    let bit = 0;
    for (const { bits, param } of eds.assemblies.find(({ instance }) => instance === 100)?.members ?? []) {
      const name = eds.params.find(({ number }) => number === param)?.name;
      if (name !== undefined) places.set(name, [...(places.get(name) ?? []), bit]);
      bit += bits;
    }
    const byteOf = (name: string, i = 0) => (places.get(name)?.[i] ?? Number.NaN) / 8;
    expect(data.getUint8(byteOf('ready'))).toBe(1);
    expect(data.getFloat32(byteOf('score'), true)).toBe(0.5);
    expect([0, 1, 2].map((i) => data.getInt16(byteOf('counts', i), true))).toEqual([1, -2, 3]);
    expect(data.getUint8(byteOf('part'))).toBe(4);
  });

  test.each([
    ['to each alone', false],
    ['to a group', true],
  ])('every connection opens by its path, masks, sizes, key and interval; T->O %s', async (_case, multicast) => {
    const opened = openedTypes(eds.connections.length);
    const scanners: Scanner[] = [];
    for (const connection of eds.connections) {
      expect(offersMulticast(connection)).toBe(true);
      const scanner = new Scanner({ ...target(), ...scannerOptionsOf(eds, connection, multicast) });
      await scanner.open();
      scanners.push(scanner);
    }
    expect(await opened).toEqual(options.connections?.map(({ type }) => type));
    await Promise.all(scanners.map((scanner) => once(scanner, 'data')));
    for (const scanner of scanners.reverse()) await scanner.close();
  });

  test('the least interval of the EDS is granted, a shorter one is not', async () => {
    const least = Number(paramOf(eds, eds.connections[0]?.inputs.rpi)?.least) / 1000;
    await using scanner = new Scanner({ ...target(), rpiMs: least });
    await scanner.open();
    expect(scanner.connection?.grant.tToO.apiUs).toBe(least * 1000);
    await scanner.close();
    await using faster = new Scanner({ ...target(), rpiMs: least / 2 });
    await expect(faster.open()).rejects.toMatchObject({ generalStatus: 1, extendedStatus: 0x0112 });
  });

  test('classes: the revision of each that the EDS describes', async () => {
    const described = file.sections.flatMap((section) => {
      const [code, revision] = ['Object_Class_Code', 'Revision'].map(
        (key) => entryNamed(section, key)?.fields[0]?.text,
      );
      return code === undefined || revision === undefined ? [] : [{ code: Number(code), revision: Number(revision) }];
    });
    expect(described.map(({ code }) => code)).toEqual([0x04, 0xf5, 0xf6, 0x48]);
    for (const { code, revision } of described) {
      expect({ code, revision: (await attribute(code, 0, 1)).getUint16(0, true) }).toEqual({ code, revision });
    }
  });
});

/** Types of the next connections that the adapter tells of, once there are so many. */
function openedTypes(count: number): Promise<string[]> {
  const types: string[] = [];
  return new Promise((done) => {
    const onConnection = ({ kind, connection }: ConnectionEvent) => {
      if (kind !== 'opened' || types.push(connection.type) < count) return;
      adapter.off('connection', onConnection);
      done(types);
    };
    adapter.on('connection', onConnection);
  });
}
