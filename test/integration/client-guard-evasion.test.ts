import { describe, expect, test } from 'vitest';
import { decodePath, encodePath, encodeRequest, objectPath, symbolSegment } from '../../src/cip/index.js';
import {
  bitMasks,
  encodeReadModifyWrite,
  encodeWriteTag,
  encodeWriteTagFragment,
  instancePath,
  parseTagName,
  tagPath,
} from '../../src/logix/index.js';
import type { TagEntries } from '../../src/tag-file/index.js';
import { failure } from './client-rig.js';
import { broken, GUARDS, line, PROGRAM, rig } from './guard-rig.js';

describe('ways around', () => {
  const write = (value: number) => encodeWriteTag({ type: 0xc3, count: 1, data: Uint8Array.of(value, 0) });
  const speed = encodePath([symbolSegment('Speed')]);
  const embedded = (request: Uint8Array) => Buffer.concat([Uint8Array.of(1, 0, 4, 0), request]);

  test.each<[string, number, Uint8Array, Uint8Array]>([
    ['the service itself', 0x4d, speed, write(11)],
    [
      'a fragment',
      0x53,
      speed,
      encodeWriteTagFragment({ type: 0xc3, count: 1, offset: 0, data: Uint8Array.of(11, 0) }),
    ],
    ['half of it', 0x53, speed, encodeWriteTagFragment({ type: 0xc3, count: 1, offset: 1, data: Uint8Array.of(1) })],
    [
      'all bits of it',
      0x4e,
      speed,
      encodeReadModifyWrite(
        bitMasks(
          2,
          Array.from({ length: 16 }, (_, i) => [i, true]),
        ),
      ),
    ],
    ['one bit of it', 0x4e, speed, encodeReadModifyWrite(bitMasks(2, [[7, true]]))],
    ['the short form of the name', 0x4d, encodePath([{ kind: 'symbol', form: 'short', name: 'Speed' }]), write(11)],
    ['a pad byte that is not zero', 0x4d, Uint8Array.of(0x91, 5, 0x53, 0x70, 0x65, 0x65, 0x64, 0x20), write(11)],
    ['a name with a blank', 0x4d, encodePath([symbolSegment('Speed ')]), write(11)],
    ['two names in one segment', 0x4d, encodePath([symbolSegment('Program:Main.Speed')]), write(8)],
    ['the number of the symbol', 0x4d, encodePath(instancePath(3, [{ name: 'Speed', indices: [] }])), write(11)],
    [
      'a packet',
      0x0a,
      encodePath(objectPath(2, 1)),
      embedded(encodeRequest({ service: 0x4d, path: decodePath(speed), data: write(11) })),
    ],
    ['an Unconnected Send', 0x52, encodePath(objectPath(6, 1)), Uint8Array.of(7, 200, 6, 0, 0x4d, 0)],
    ['PCCC', 0x4b, encodePath(objectPath(0x67, 1)), Uint8Array.of(7)],
    ['an attribute of the symbol', 0x10, encodePath(objectPath(0x6b, 3, 1)), Uint8Array.of(11, 0)],
    ['an attribute of the name', 0x10, speed, Uint8Array.of(11, 0)],
    ['several attributes', 0x04, encodePath(objectPath(0x6b, 3)), Uint8Array.of(1, 0, 1, 0, 11, 0)],
    ['another type', 0x4d, speed, encodeWriteTag({ type: 0xc2, count: 1, data: Uint8Array.of(11) })],
    [
      'more elements than it has',
      0x4d,
      encodePath(tagPath(parseTagName('Line.Id'))),
      encodeWriteTag({ type: 0xc4, count: 9, data: new Uint8Array(36).fill(0x7f) }),
    ],
    ['no data behind it', 0x4d, speed, Uint8Array.of(0xc3)],
  ])('%s is refused', async (_what, service, path, data) => {
    const { plc, client } = await rig({ tags: GUARDS });
    const arrived: (string | undefined)[] = [];
    plc.on('request', ({ service: name, serviceCode }) => {
      if (serviceCode === service || /write|modify|set/i.test(name ?? '')) arrived.push(name);
    });
    const error = await failure(client.generic(service, path, data));
    expect(error.code).toMatch(/^EIP_WRITE_(NOT_ALLOWED|OUT_OF_LIMITS)$/);
    expect(arrived).toEqual([]);
    expect(broken(plc)).toEqual([]);
  });

  test('what only reads passes, and so does what a guard allows', async () => {
    const { plc, client } = await rig({ tags: GUARDS });
    expect((await client.generic(0x4d, speed, write(9))).status).toBe(0);
    expect(plc.read('Speed')).toBe(9);
    expect((await client.generic(0x4c, speed, Uint8Array.of(1, 0))).status).toBe(0);
    expect((await client.generic(0x0e, objectPathOf(1, 1, 1))).status).toBe(0);
    const read = encodeRequest({ service: 0x4c, path: [symbolSegment('Speed')], data: Uint8Array.of(1, 0) });
    expect((await client.generic(0x0a, encodePath(objectPath(2, 1)), embedded(read))).status).toBe(0);
  });

  test('an attribute that belongs to no tag may be set', async () => {
    const { client, writes } = await rig({ tags: GUARDS });
    await failure(client.setAttributeSingle({ classId: 0xf5, instance: 1, attribute: 5 }, new Uint8Array(4)));
    expect(writes).toEqual(['setAttributeSingle undefined']);
    const error = await failure(
      client.setAttributeSingle({ classId: 0x6b, instance: 3, attribute: 1 }, new Uint8Array(4)),
    );
    expect(error.code).toBe('EIP_WRITE_NOT_ALLOWED');
  });

  test.each<[string, TagEntries, RegExp]>([
    [
      'a symbol that is misspelt',
      { a: { tag: 'Sped', max: 1 } },
      /The guard of "a" \(Sped\) can't be kept, so nothing is written/,
    ],
    ['a member that is misspelt', { a: { tag: 'Line.Sped', max: 1 } }, /The guard of "a" \(Line\.Sped\) can't be kept/],
    ['an index beyond the end', { a: { tag: 'Line.Speeds[4]', max: 1 } }, /can't be kept/],
    [
      'a range of a text',
      { a: { tag: 'Line.Inner.Name', max: 1 } },
      /"min" and "max" are for numbers, and it is STRING/,
    ],
    ['a range of a structure', { a: { tag: 'Line', max: 1 } }, /are for numbers/],
    ['a range of a bit', { a: { tag: 'Speed.1', max: 1 } }, /are for numbers/],
  ])('a guard of %s protects nothing, so nothing is written', async (_what, tags, message) => {
    const { client, writes } = await rig({ tags });
    const error = await failure(client.writeTag('Free', 1));
    expect(error.message).toMatch(message);
    expect(error.code).toBe('EIP_WRITE_NOT_ALLOWED');
    expect(writes).toEqual([]);
    expect(await client.readTag('Free')).toBe(0);
  });

  test('guards are looked up again on another connection, and hold behind a download', async () => {
    const { plc, client } = await rig({ tags: { speed: { tag: 'Line.Id', max: 10, min: 0 } }, reconnectMinMs: 1 });
    await client.writeTag('Line.Id', 10);
    plc.download({ ...PROGRAM, types: { ...PROGRAM.types, Line: { Added: 'LINT', Id: 'DINT' } } });
    const connected = new Promise((resolve) => client.once('connected', resolve));
    plc.cutConnections();
    await connected;
    expect((await failure(client.writeTag('Line', { Added: 1n, Id: 11 }))).code).toBe('EIP_WRITE_OUT_OF_LIMITS');
    await client.writeTag('Line', { Added: 11n, Id: 9 });
    expect(plc.read('Line')).toEqual({ Added: 11n, Id: 9 });
  });
});

function objectPathOf(classId: number, instance: number, attribute: number) {
  return { classId, instance, attribute };
}

describe('maxWritesPerSecond', () => {
  const RARE = 0.001;

  test('counts what reaches the tag, by whatever name', async () => {
    const { client, writes } = await rig({ tags: { a: { tag: 'Line.Inner.Speed', maxWritesPerSecond: RARE } } });
    await client.writeTag('Line.Inner.Off', true);
    await client.writeTag('Line.Inner', { Off: true });
    await client.writeTag('Line', { Inner: { Speed: 1 } });
    for (const [name, value] of [
      ['a', 1],
      ['line.inner.speed', 1],
      ['Line', line()],
      ['Line.Inner', { Speed: 2 }],
    ] as const) {
      const error = await failure(client.writeTag(name, value as never));
      expect(error).toMatchObject({
        code: 'EIP_WRITE_TOO_OFTEN',
        limit: 'maxWritesPerSecond 0.001',
        tag: 'Line.Inner.Speed',
      });
      expect(error.message).toContain(
        '"a" (Line.Inner.Speed) was written as often as its maxWritesPerSecond 0.001 allows',
      );
    }
    expect(writes).toHaveLength(3);
  });

  test('what was refused does not count, and calls at the same time do', async () => {
    const { plc, client, writes } = await rig({ tags: { a: { tag: 'Speed', max: 10, maxWritesPerSecond: RARE } } });
    expect((await failure(client.writeTag('a', 11))).code).toBe('EIP_WRITE_OUT_OF_LIMITS');
    const results = await Promise.allSettled([1, 2, 3, 4].map((value) => client.writeTag('Speed', value)));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
    expect(writes).toEqual(['writeTag Speed']);
    expect(plc.read('Speed')).toBeGreaterThan(0);
  });
});
