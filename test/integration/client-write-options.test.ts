import { describe, expect, test } from 'vitest';
import { encodePath, encodeRequest, objectPath, symbolSegment } from '../../src/cip/index.js';
import { failure } from './client-rig.js';
import { line, rig } from './guard-rig.js';

describe('readOnly of the client', () => {
  test('lets nothing out that is not known to read', async () => {
    const { client, writes } = await rig({ readOnly: true });
    const { Speed } = await client.writeTags({ Speed: 1 });
    expect(Speed?.error).toMatchObject({ code: 'EIP_WRITE_NOT_ALLOWED', tag: 'Speed', outcome: 'notSent' });
    expect(Speed?.error?.message).toContain('The client is readOnly: tag "Speed" was not sent');
    expect((await failure(client.writeTag('Bits[1]', true))).code).toBe('EIP_WRITE_NOT_ALLOWED');
    const attribute = { classId: 0xf5, instance: 1, attribute: 5 };
    expect((await failure(client.setAttributeSingle(attribute, new Uint8Array(4)))).code).toBe('EIP_WRITE_NOT_ALLOWED');
    for (const service of [0x02, 0x04, 0x05, 0x06, 0x07, 0x10, 0x16, 0x4b, 0x4d, 0x4e, 0x53, 0x54]) {
      const error = await failure(client.generic(service, { classId: 1, instance: 1 }, new Uint8Array(2)));
      expect(error.code).toBe('EIP_WRITE_NOT_ALLOWED');
    }
    expect(writes).toEqual([]);
  });

  test('reads of every kind go on', async () => {
    const { client } = await rig({ readOnly: true });
    expect(await client.readTag('Speed')).toBe(0);
    expect(await client.readTag('Long')).toHaveLength(5000);
    const many = await client.readTags(['Speed', 'Line', 'Program:Main.Speed']);
    expect(Object.values(many).map(({ quality }) => quality)).toEqual(['good', 'good', 'good']);
    expect((await client.identity()).vendorId).toBe(1);
    expect((await client.getAttributeSingle({ classId: 1, instance: 1, attribute: 1 })).byteLength).toBe(2);
    expect((await client.healthCheck()).healthy).toBe(true);
  });

  test('packets with a write in them, and packets that are none, are refused', async () => {
    const { client } = await rig({ readOnly: true });
    const path = encodePath(objectPath(2, 1));
    const write = encodeRequest({ service: 0x4d, path: [symbolSegment('Speed')], data: new Uint8Array(6) });
    const read = encodeRequest({ service: 0x4c, path: [symbolSegment('Speed')], data: Uint8Array.of(1, 0) });
    const both = Buffer.concat([Uint8Array.of(2, 0, 6, 0, 6 + read.byteLength, 0), read, write]);
    for (const data of [
      both,
      new Uint8Array(0),
      Uint8Array.of(0, 0),
      Uint8Array.of(1, 0, 2, 0, 0x4c),
      Uint8Array.of(9, 0),
    ]) {
      expect((await failure(client.generic(0x0a, path, data))).code).toBe('EIP_WRITE_NOT_ALLOWED');
    }
  });
});

describe('writable', () => {
  const ALIASES = { valve: 'Line.Inner.On', cell: 'Grid[1,2]', part: 'Long[10]{5}' };

  test.each<[readonly string[], string, unknown]>([
    [['Speed'], 'Speed', 1],
    [['speed'], 'SPEED', 1],
    [['Speed'], 'Speed.3', true],
    [['Line'], 'Line.Inner.Speed', 1],
    [['Line.*'], 'Line.Inner.Speed', 1],
    [['Line.Inner.*'], 'Line', { Inner: { Speed: 1 } }],
    [['Line.Speeds[*]'], 'Line.Speeds', [1, 2, 3, 4]],
    [['Line.Speeds'], 'Line.Speeds[3]', 4],
    [['Line.Speeds[3]'], 'Line.Speeds[03]', 4],
    [['Grid[1,*]'], 'Grid[1,2]', 4],
    [
      ['Grid[*]'],
      'Grid',
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    [['Bits[37]'], 'Bits[37]', true],
    [['Bits[*]'], 'Bits', Array(64).fill(true)],
    [['Free.3'], 'Free.3', true],
    [['Program:Main'], 'Program:Main.Speed', 1],
    [['program:*.Speed'], 'Program:Main.Speed', 1],
    [['*'], 'Line', line()],
    [['Lines[*].Axes[*].Word'], 'Lines[1].Axes[0].Word', 1],
    [['valve'], 'valve', true],
    [['VALVE'], 'Line.Inner.On', true],
    [['cell'], 'cell', 5],
    [['Lo*'], 'Long', Array(5000).fill(1)],
    [['part'], 'part', [1, 2, 3, 4, 5]],
    [['part'], 'Long[12]{3}', [3, 4, 5]],
    [['Bits[*]'], 'Bits[3]{4}', [true, true, true, true]],
  ])('%j allows %s', async (writable, name, value) => {
    const { client, writes } = await rig({ writable, tags: ALIASES });
    await client.writeTag(name, value as never);
    expect(writes.length).toBeGreaterThan(0);
  });

  test.each<[readonly string[], string, unknown]>([
    [[], 'Speed', 1],
    [['Speed'], 'Free', 1],
    [['Spee'], 'Speed', 1],
    [['Speed'], 'Program:Main.Speed', 1],
    [['*'], 'Program:Main.Speed', 1],
    [['Program:Main.Speed'], 'Speed', 1],
    [['Line.Inner.Speed'], 'Line', line()],
    [['Line.Inner.Speed'], 'Line.Inner', { Speed: 1, Off: true }],
    [['Line.*'], 'Line', line()],
    [['Lin*'], 'Free', 1],
    [['Line.Speeds[3]'], 'Line.Speeds', [1, 2, 3, 4]],
    [['Line.Speeds[3]'], 'Line.Speeds[2]', 4],
    [['Line.Speeds[1]'], 'Line.Speeds[11]', 4],
    [['Bits[1]'], 'Bits[37]', true],
    [['Bits[37]'], 'Bits', Array(64).fill(true)],
    [
      ['Grid[1,2]'],
      'Grid',
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    [['Free.3'], 'Free', 1],
    [['Free.3'], 'Free.31', true],
    [['valve'], 'Line.Inner.Off', true],
    [['cell'], 'Grid[0,0]', 5],
    [['part'], 'Long[12]{4}', [3, 4, 5, 6]],
    [['Long[10]'], 'Long[10]{2}', [3, 4]],
    [['Bits[3]'], 'Bits[3]{2}', [true, true]],
  ])('%j does not allow %s', async (writable, name, value) => {
    const { client, writes } = await rig({ writable, tags: ALIASES });
    const error = await failure(client.writeTag(name, value as never));
    expect(error.code).toMatch(/EIP_WRITE_(NOT_ALLOWED|TAG_UNKNOWN)/);
    expect(writes.filter((text) => !text.endsWith('Line.Inner.Speed'))).toEqual([]);
  });

  test('says what is missing from the list', async () => {
    const { client } = await rig({ writable: ['Free'] });
    const error = await failure(client.writeTag('Speed.3', true));
    expect(error.message).toContain('"Speed.3" was not written: the option "writable" does not name Speed.3');
    expect((await failure(client.generic(0x05, { classId: 1, instance: 1 }))).code).toBe('EIP_WRITE_NOT_ALLOWED');
  });
});

describe('verify', () => {
  test.each<[string, unknown]>([
    ['Line.Inner.Speed', 0.1],
    ['Exact', 0.1],
    ['Big', 5n],
    ['Big', 5],
    ['Line', line()],
    ['Line', { Inner: { name: 'z', speed: 0.7 } }],
    ['Bits', Array.from({ length: 64 }, (_, i) => i % 3 === 0)],
    ['Bits[5]', true],
    ['Free.31', true],
    [
      'Grid',
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    ['Long', Array.from({ length: 5000 }, (_, i) => i)],
  ])('%s, read back as it was written: %#', async (name, value) => {
    const { plc, client } = await rig({ verify: true });
    const reads: unknown[] = [];
    plc.on('request', ({ service }) => reads.push(service));
    await client.writeTag(name, value as never);
    expect(reads.join()).toMatch(/(write|Modify).*read/);
  });

  test.each<[string, unknown, string, unknown, string]>([
    ['Speed', 5, 'Speed', 6, '"Speed" was written, and reads 6 in place of 5'],
    [
      'Line',
      { Inner: { Speed: 0.1 } },
      'Line.Inner.Speed',
      0.2,
      '.Inner.Speed reads 0.20000000298023224 in place of 0.1',
    ],
    ['Line.Speeds', [1, 2, 3, 4], 'Line.Speeds[2]', 9, '"Line.Speeds" was written, and [2] reads 9 in place of 3'],
    ['Bits[37]', true, 'Bits', Array(64).fill(false), 'reads false in place of true'],
  ])('%s is set again by somebody else: %#', async (name, value, changed, other, message) => {
    const { plc, client } = await rig({ verify: true });
    plc.on('request', ({ service }) => {
      if (/write|Modify/.test(service ?? '')) plc.write(changed, other as never);
    });
    const error = await failure(client.writeTag(name, value as never));
    expect(error).toMatchObject({ code: 'EIP_WRITE_NOT_VERIFIED', outcome: 'unknown' });
    expect(error.message).toContain(message);
  });

  test('a value that can not be read back is not verified', async () => {
    const { plc, client } = await rig({ verify: true, retries: 0 });
    await client.readTag('Speed');
    plc.addFault({ action: 'refuse', service: 'readTag', times: 0 });
    const { Speed, Free } = await client.writeTags({ Speed: 5, Free: 1 });
    for (const { error } of [Speed, Free] as { error?: unknown }[])
      expect(error).toMatchObject({ code: 'EIP_WRITE_NOT_VERIFIED' });
    expect(Speed?.error?.cause).toMatchObject({ code: 'EIP_READ_REFUSED' });
    expect(plc.read('Speed')).toBe(5);
  });
});
