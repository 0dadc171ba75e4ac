/** Tags of a simulated controller, by name: every type, shape and size, both ways. */
import { describe, expect, test } from 'vitest';
import type { ExplicitClientOptions } from '../../src/client/index.js';
import { createClient } from '../../src/create-client.js';
import { LogixSimulator } from '../../src/simulator/logix-simulator.js';
import { failure } from './client-rig.js';
import { axis, cleanups, PLC, rig } from './client-tag-rig.js';

const long = Array.from({ length: 10_000 }, (_, i) => i * 3);

/** Name, a value for it that is not what it holds. */
const VALUES: readonly (readonly [string, unknown])[] = [
  ['Flag', false],
  ['Small', -128],
  ['Speed', -2_147_483_648],
  ['speed', 5],
  ['Word.2', false],
  ['Word.15', true],
  ['Big', 9_223_372_036_854_775_807n],
  ['UBig', 1n],
  ['Ratio', 1.25],
  ['Exact', -0.1],
  ['Text', 'another text'],
  ['Text', ''],
  ['Tag', 'twelve chars'],
  ['Counts', [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]],
  ['Counts[9]', -1],
  ['Counts[3].31', true],
  [
    'Grid',
    [
      [6, 5, 4],
      [3, 2, 1],
    ],
  ],
  ['Grid[1,2]', 99],
  [
    'Cube',
    [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [7, 8],
      ],
    ],
  ],
  ['Cube[1,0,1]', -1],
  ['Bits', Array.from({ length: 64 }, (_, i) => i % 3 === 0)],
  ['Bits[0]', true],
  ['Bits[63]', true],
  ['Bits[37]', true],
  ['Long', long],
  ['Long[9999]', 12],
  ['One.Id', 8],
  ['One.Main', axis({ Position: -2.5, Fault: true, Code: -3, Name: 'axis' })],
  ['One.Main.Ready', false],
  ['One.Main.Name', 'main'],
  ['One.Speeds', [1, 2, 3, 4]],
  ['One.Speeds[3]', 8],
  ['One.Axes[1].Fault', true],
  ['One.Axes', [axis({ Code: 1 }), axis({ Ready: true })]],
  ['One.Flags', Array.from({ length: 32 }, (_, i) => i === 31)],
  ['One.Flags[31]', true],
  ['One.Main.Code.4', true],
  ['Many[2].Main.Name', 'deep'],
  ['Huge', { Head: 1, Values: Array.from({ length: 2_000 }, (_, i) => 1 - i), Tail: 5n }],
  ['Huge.Values[1999]', 4],
  ['Huge.Tail', -1n],
  ['Timer.PRE', 5_000],
  ['Program:Main.Step', 43],
  ['Program:Main.Local.Name', 'local'],
];

const WAYS: readonly (readonly [string, Partial<ExplicitClientOptions>])[] = [
  ['4,002 bytes', {}],
  ['504 bytes', { connectionSize: 504 }],
  ['100 bytes', { connectionSize: 100 }],
  ['unconnected', { connected: false }],
];

describe.each(WAYS)('%s', (_, options) => {
  test.each(VALUES)('%s is written, and read back alone and among others', async (name, value) => {
    const { client } = await rig(options);
    expect(await client.readTag(name)).not.toEqual(value);
    await client.writeTag(name, value as never);
    expect(await client.readTag(name)).toEqual(value);
    const { it, other } = await client.readTags({ it: name, other: 'Locked' });
    expect([it, other]).toMatchObject([
      { quality: 'good', value },
      { quality: 'good', value: 3 },
    ]);
  });

  test('all at once: written and read back', async () => {
    const { client } = await rig(options, {});
    const last = new Map(VALUES.map(([name, value]) => [name, value]));
    for (const name of [
      'speed',
      'Word.2',
      'Counts[9]',
      'Counts[3].31',
      'Grid[1,2]',
      'Cube[1,0,1]',
      'Bits[0]',
      'Bits[63]',
      'Bits[37]',
      'Long[9999]',
    ])
      last.delete(name);
    for (const name of last.keys()) if (/^(One\.|Huge\.)/.test(name)) last.delete(name);
    const values = Object.fromEntries(last);
    const written = await client.writeTags(values as never);
    expect(Object.values(written).filter(({ ok }) => !ok)).toEqual([]);
    const read = await client.readTags([...last.keys()]);
    expect(Object.fromEntries(Object.entries(read).map(([name, { value }]) => [name, value]))).toEqual(values);
  });
});

describe('what the simulator holds is what is read', () => {
  test('by its own account, hidden members left out', async () => {
    const { client } = await rig();
    expect(await client.readTag('One')).toEqual({
      Id: 7,
      Speeds: [0, 0, 0, 0],
      Main: axis({ Position: 1.5, Ready: true, Name: 'x' }),
      Axes: [axis(), axis()],
      Flags: Array.from({ length: 32 }, () => false),
    });
    expect(await client.readTag('Big')).toBe(-9_007_199_254_740_993n);
    expect(await client.readTag('Grid')).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  test('a structure that lacks members writes those that it has, and leaves all others', async () => {
    const { client } = await rig();
    await client.writeTag('One', { Id: 9, Main: { Code: 4 } });
    expect(await client.readTag('One')).toMatchObject({
      Id: 9,
      Main: { Code: 4, Position: 1.5, Ready: true, Name: 'x' },
    });
  });

  test('a bit leaves its neighbours', async () => {
    const { plc, client } = await rig();
    await client.writeTags({ 'Word.0': false, 'Word.7': true });
    expect(await client.readTag('Word')).toBe(0x0184);
    expect(plc.read('Word')).toBe(0x0184);
  });
});

describe('packets', () => {
  test('500 tags take as few messages as their replies fit into', async () => {
    const tags = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`T${i}`, { type: 'DINT', value: i }]));
    const plc = new LogixSimulator({ host: PLC, port: 0, tags });
    await plc.start();
    cleanups.push(() => plc.stop());
    const client = createClient({ protocol: 'explicit', host: PLC, port: plc.port });
    cleanups.push(() => client.close());
    await client.connect();
    const names = Object.keys(tags);
    await client.readTags(names);
    let messages = 0;
    plc.on('request', ({ service }) => service === 'multipleServicePacket' && messages++);
    const read = await client.readTags(names);
    expect(names.map((name) => read[name]?.value)).toEqual(names.map((_, i) => i));
    expect(messages).toBeLessThanOrEqual(3);
  });

  test('one tag that is not there does not hinder the others', async () => {
    const { client } = await rig();
    const read = await client.readTags([
      'Speed',
      'Nowhere',
      'Counts[10]',
      'Speed.40',
      'One.Nothing',
      '1st',
      'Big',
    ] as const);
    expect(read.Speed).toMatchObject({ quality: 'good', value: 1_500 });
    expect(read.Big.quality).toBe('good');
    expect(read.Nowhere).toMatchObject({
      quality: 'bad',
      value: undefined,
      error: { code: 'EIP_READ_REFUSED', tag: 'Nowhere' },
    });
    const messageOf = (name: 'Counts[10]' | 'Speed.40' | 'One.Nothing' | '1st') => read[name].error?.message;
    expect(messageOf('Counts[10]')).toContain('"Counts[10]" has the index 10: "Counts" goes to 9');
    expect(messageOf('Speed.40')).toContain('"Speed.40" has the bit 40: a DINT goes to 31');
    expect(messageOf('One.Nothing')).toContain('"One.Nothing" has no member "Nothing": it is in a Recipe');
    expect(messageOf('1st')).toContain('expected a letter');
  });

  test('one that is refused does not hinder the other writes', async () => {
    const { plc, client } = await rig();
    const written = await client.writeTags({ Speed: 1, Locked: 4, Ratio: 'x', Nowhere: 1, Small: 2 } as never);
    expect(written).toMatchObject({
      Speed: { ok: true },
      Locked: { ok: false, error: { code: 'EIP_WRITE_REFUSED', outcome: 'refused', tag: 'Locked' } },
      Ratio: { ok: false, error: { code: 'EIP_VALUE_REFUSED', outcome: 'notSent' } },
      Nowhere: { ok: false, error: { outcome: 'notSent' } },
      Small: { ok: true },
    });
    expect([plc.read('Speed'), plc.read('Locked'), plc.read('Small')]).toEqual([1, 3, 2]);
  });
});

describe('values are checked before they are sent', () => {
  test.each<[string, unknown, string]>([
    ['Small', 128, '"Small": 128 is no integer from -128 to 127'],
    ['Speed', 1.5, '"Speed": 1.5'],
    ['Big', 1.5, '"Big": 1.5'],
    ['Text', 'x'.repeat(83), '"Text": '],
    ['Counts', [1, 2], '"Counts": 2 elements are not 10'],
    ['Counts', 5, '"Counts": 5 is no array'],
    ['Grid', [[1, 2, 3]], '"Grid": 1 elements are not 2'],
    [
      'Grid',
      [
        [1, 2, 3],
        [1, 2, 40_000],
      ],
      '40000',
    ],
    ['Bits[3]', 1, '"Bits[3]": 1 is no boolean'],
    ['Word.3', 1, '"Word.3": 1 is no boolean'],
    ['One', { Id: 1, Nothing: 2 }, 'Nothing'],
    ['One', 5, '"One": 5 is no object'],
    ['One.Main', { ...axis(), Code: 70_000 }, 'Code: 70000'],
  ])('%s = %o', async (name, value, message) => {
    const { plc, client } = await rig();
    await client.readTag(name);
    const { requests } = plc.status();
    const error = await failure(client.writeTag(name, value as never));
    expect(error).toMatchObject({ name: 'EipWriteError', code: 'EIP_VALUE_REFUSED', tag: name });
    expect(error.message).toContain(message);
    expect(plc.status().requests).toBe(requests);
  });
});

test('arguments that are none are a TypeError', async () => {
  const { client } = await rig();
  await expect(client.readTag(5 as never)).rejects.toThrow(TypeError);
  await expect(client.readTags(5 as never)).rejects.toThrow(TypeError);
  await expect(client.writeTags([1] as never)).rejects.toThrow(TypeError);
});
