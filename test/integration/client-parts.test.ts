/** Parts of arrays, and arrays that are longer than one request can count: every type, both ways. */
import { afterEach, describe, expect, test } from 'vitest';
import { ExplicitClient, type ExplicitClientOptions } from '../../src/client/index.js';
import { LogixSimulator } from '../../src/simulator/logix-simulator.js';
import { failure } from './client-rig.js';
import { axis } from './client-tag-rig.js';

const PLC = '127.0.71.2';
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Six values of each elementary type, the ends of its range among them. */
const day = (n: number) => new Date(Date.UTC(1972, 0, 1) + n * 86_400_000);
const ELEMENTARY: Readonly<Record<string, readonly unknown[]>> = {
  SINT: [0, 1, -1, -128, 127, 5],
  INT: [0, 1, -1, -32_768, 32_767, 5],
  DINT: [0, 1, -1, -2_147_483_648, 2_147_483_647, 5],
  LINT: [0n, 1n, -1n, -(2n ** 63n), 2n ** 63n - 1n, 5n],
  USINT: [0, 1, 2, 254, 255, 5],
  UINT: [0, 1, 2, 65_534, 65_535, 5],
  UDINT: [0, 1, 2, 4_294_967_294, 4_294_967_295, 5],
  ULINT: [0n, 1n, 2n, 2n ** 64n - 2n, 2n ** 64n - 1n, 5n],
  REAL: [0, 0.5, -0.25, 1e10 / 2 ** 4, -1.5, 3],
  LREAL: [0, 0.1, -0.1, Number.MAX_VALUE, Number.MIN_VALUE, 3],
  BYTE: [0, 1, 2, 254, 255, 5],
  WORD: [0, 1, 2, 65_534, 65_535, 5],
  LWORD: [0n, 1n, 2n, 2n ** 64n - 2n, 2n ** 64n - 1n, 5n],
  STIME: [0, 1, -1, -2_147_483_648, 2_147_483_647, 5],
  TIME: [0, 1, -1, -2_147_483_648, 2_147_483_647, 5],
  TIME32: [0, 1, -1, -2_147_483_648, 2_147_483_647, 5],
  TIME_OF_DAY: [0, 1, 2, 86_399_999, 4_294_967_295, 5],
  TIME64: [0n, 1n, -1n, -(2n ** 63n), 2n ** 63n - 1n, 5n],
  LTIME: [0n, 1n, -1n, -(2n ** 63n), 2n ** 63n - 1n, 5n],
  DATE: [day(0), day(1), day(365), day(20_000), day(65_535), day(5)],
  DATE_AND_TIME: [0, 1, 86_400_000, 1e12, 5e12, 7].map((ms) => new Date(Date.UTC(1972, 0, 1) + ms)),
  DT: [0, 1, -1, 1e12, -1e12, 7].map((ms) => new Date(ms)),
  LDT: [0, 1, -1, 1e12, -1e12, 7].map((ms) => new Date(ms)),
};

const BOOLS = Array.from({ length: 128 }, (_, i) => i % 3 === 0);
const TEXTS = ['', 'a', 'two words', 'x'.repeat(82), 'five', 'six'];
const GRID = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const rows = (flat: readonly number[], size: number) =>
  Array.from({ length: flat.length / size }, (_, i) => flat.slice(i * size, (i + 1) * size));

const DEFINITION = {
  types: {
    Axis: { Position: 'REAL', Ready: 'BOOL', Fault: 'BOOL', Code: 'INT', Name: 'STRING' },
    Line: { Id: 'DINT', Temps: 'REAL[40]', Axes: 'Axis[4]', Flags: 'BOOL[96]', Big: 'LINT[3]' },
    Label: { string: 12 },
  },
  tags: {
    ...Object.fromEntries(
      Object.entries(ELEMENTARY).map(([type, value]) => [`A_${type}`, { type: `${type}[6]`, value }]),
    ),
    Speed: 'DINT',
    Bits: { type: 'BOOL[128]', value: BOOLS },
    Texts: { type: 'STRING[6]', value: TEXTS },
    Labels: { type: 'Label[4]', value: ['a', 'bc', 'def', 'twelve chars'] },
    Axes: { type: 'Axis[5]', value: Array.from({ length: 5 }, (_, i) => axis({ Code: i, Ready: i % 2 === 0 })) },
    Grid: { type: 'INT[4,3]', value: rows(GRID, 3) },
    Cube: {
      type: 'DINT[2,3,4]',
      value: [
        rows(GRID, 4),
        rows(
          GRID.map((n) => -n),
          4,
        ),
      ],
    },
    Line: { type: 'Line', value: { Temps: Array.from({ length: 40 }, (_, i) => i / 2) } },
    Lines: 'Line[3]',
    Long: 'DINT[70001]',
    Wide: 'SINT[300,300]',
    LongBits: 'BOOL[2100032]',
  },
  programs: { Main: { Steps: { type: 'INT[8]', value: [0, 1, 2, 3, 4, 5, 6, 7] } } },
} as const;

async function rig(options: Partial<ExplicitClientOptions> = {}) {
  const plc = new LogixSimulator({ host: PLC, port: 0, ...(DEFINITION as object) });
  await plc.start();
  cleanups.push(() => plc.stop());
  const client = new ExplicitClient({ host: PLC, port: plc.port, ...options });
  cleanups.push(() => client.close());
  await client.connect();
  return { plc, client };
}

/** Name of a part, what it holds, another value for it. */
const PARTS: readonly (readonly [string, unknown[], unknown[]])[] = [
  ...Object.entries(ELEMENTARY).map(([type, values]) => {
    const part = values.slice(2, 5);
    return [`A_${type}[2]{3}`, part, [...part].reverse()] as const;
  }),
  ['A_DINT{2}', [0, 1], [7, 8]],
  ['A_DINT[5]{1}', [5], [9]],
  ['A_DINT[0]{6}', [0, 1, -1, -2_147_483_648, 2_147_483_647, 5], [1, 2, 3, 4, 5, 6]],
  ['Texts[1]{3}', TEXTS.slice(1, 4), ['other', '', 'y'.repeat(82)]],
  ['Labels[2]{2}', ['def', 'twelve chars'], ['', 'new']],
  [
    'Axes[1]{2}',
    [axis({ Code: 1 }), axis({ Code: 2, Ready: true })],
    [axis({ Name: 'one', Position: 0.5 }), axis({ Fault: true })],
  ],
  ['Grid[1,1]{4}', [5, 6, 7, 8], [-5, -6, -7, -8]],
  ['Grid{5}', [1, 2, 3, 4, 5], [5, 4, 3, 2, 1]],
  ['Cube[0,2,2]{5}', [11, 12, -1, -2, -3], [1, 2, 3, 4, 5]],
  ['Line.Temps[10]{20}', Array.from({ length: 20 }, (_, i) => 5 + i / 2), Array.from({ length: 20 }, (_, i) => -i)],
  ['Lines[2].Axes[1]{2}', [axis(), axis()], [axis({ Code: 8 }), axis({ Ready: true })]],
  ['Lines[1].Big[1]{2}', [0n, 0n], [2n ** 62n, -1n]],
  ['Program:Main.Steps[6]{2}', [6, 7], [-6, -7]],
  ['Bits[0]{32}', BOOLS.slice(0, 32), BOOLS.slice(1, 33)],
  ['Bits[32]{64}', BOOLS.slice(32, 96), BOOLS.slice(33, 97)],
  ['Bits[5]{3}', BOOLS.slice(5, 8), [true, true, false]],
  ['Bits[5]{27}', BOOLS.slice(5, 32), BOOLS.slice(6, 33)],
  ['Bits[30]{4}', BOOLS.slice(30, 34), [false, true, true, true]],
  ['Bits[5]{100}', BOOLS.slice(5, 105), BOOLS.slice(6, 106)],
  ['Bits[64]{40}', BOOLS.slice(64, 104), BOOLS.slice(65, 105)],
  ['Bits[127]{1}', [false], [true]],
  ['Bits{7}', BOOLS.slice(0, 7), BOOLS.slice(1, 8)],
  ['Lines[1].Flags[40]{50}', new Array(50).fill(false), Array.from({ length: 50 }, (_, i) => i % 2 === 0)],
];

const WAYS: readonly (readonly [string, Partial<ExplicitClientOptions>])[] = [
  ['4,002 bytes', {}],
  ['100 bytes', { connectionSize: 100 }],
  ['unconnected', { connected: false }],
];

/** The array that a part is of, and where it begins there. */
function wholeOf(part: string): string {
  return part.replace(/(\[[\d,]+\])?\{\d+\}$/, '');
}

function flat(value: unknown): unknown[] {
  return Array.isArray(value) ? value.flatMap(flat) : [value];
}

describe.each(WAYS)('%s', (_, options) => {
  test.each(PARTS)('%s is read, and written without its neighbours', async (name, held, other) => {
    const { client } = await rig(options);
    expect(await client.readTag(name)).toEqual(held);
    const before = flat(await client.readTag(wholeOf(name)));
    const { part, speed } = await client.readTags({ part: name, speed: 'Speed' });
    expect([part, speed]).toMatchObject([
      { quality: 'good', value: held },
      { quality: 'good', value: 0 },
    ]);
    await client.writeTag(name, other as never);
    expect(await client.readTag(name)).toEqual(other);
    const after = flat(await client.readTag(wholeOf(name)));
    const at = firstOf(name);
    expect(after).toEqual([...before.slice(0, at), ...other, ...before.slice(at + other.length)]);
  });
});

/** Where a part begins in its array, in the order of memory. */
function firstOf(part: string): number {
  const [, name = '', indices = '0'] = /(\w+)(?:\[([\d,]+)\])?\{\d+\}$/.exec(part) ?? [];
  const sizes = { Grid: [4, 3], Cube: [2, 3, 4] }[name] ?? [0];
  return indices.split(',').reduce((at, index, i) => at * (sizes[i] ?? 0) + Number(index), 0);
}

describe('bounds are looked at before anything is sent', () => {
  test.each([
    ['A_DINT[5]{2}', '"A_DINT[5]{2}" has 2 elements from 5 on: "A_DINT" has 6'],
    ['A_DINT{7}', '"A_DINT{7}" has 7 elements from 0 on: "A_DINT" has 6'],
    ['A_DINT[6]{1}', '"A_DINT[6]{1}" has the index 6: "A_DINT" goes to 5'],
    ['Bits[120]{9}', '"Bits[120]{9}" has 9 elements from 120 on: "Bits" has 128'],
    ['Grid[3,2]{2}', '"Grid[3,2]{2}" has 2 elements from 11 on: "Grid" has 12'],
    ['Line.Temps[39]{2}', '"Line.Temps[39]{2}" has 2 elements from 39 on: "Temps" has 40'],
    ['Speed{1}', '"Speed{1}" has no elements to count: "Speed" is no array'],
    ['Line.Id{1}', '"Line.Id{1}" has no elements to count: "Id" is no array'],
    ['A_DINT[0]{0}', '"A_DINT[0]{0}": expected a number of elements from 1'],
    ['Grid[1]{2}', '"Grid[1]{2}" has 1 of 2 indices of "Grid"'],
  ])('%s', async (name, message) => {
    const { plc, client } = await rig();
    await client.readTags(['Speed', 'Line.Id']);
    const { requests } = plc.status();
    const reading = await failure(client.readTag(name));
    expect(reading).toMatchObject({ name: 'EipReadError', code: 'EIP_TAG_UNKNOWN', tag: name });
    expect(reading.message).toContain(message);
    const writing = await failure(client.writeTag(name, [1]));
    expect(writing).toMatchObject({ code: 'EIP_WRITE_TAG_UNKNOWN', tag: name, outcome: 'notSent' });
    expect(plc.status().requests).toBe(requests);
  });

  test.each<[string, unknown, string]>([
    ['A_DINT[1]{2}', [1], '"A_DINT[1]{2}": 1 elements are not 2'],
    ['A_DINT[1]{2}', 5, '"A_DINT[1]{2}": 5 is no array'],
    ['A_SINT[1]{2}', [1, 128], '[1]: 128 is no integer from -128 to 127'],
    ['Grid[1,1]{4}', rows([1, 2, 3, 4], 2), '2 elements are not 4'],
    ['Bits[5]{3}', [true, false], '"Bits[5]{3}": 2 elements are not 3'],
    ['Bits[5]{3}', [true, false, 1], '[2]: 1 is no boolean'],
    ['Texts[1]{1}', ['x'.repeat(83)], '83 characters are more than 82'],
    ['Axes[1]{1}', [{ Code: 1 }], 'is missing'],
  ])('%s = %o', async (name, value, message) => {
    const { plc, client } = await rig();
    await client.readTag(name);
    const { requests } = plc.status();
    const error = await failure(client.writeTag(name, value as never));
    expect(error).toMatchObject({ code: 'EIP_VALUE_REFUSED', tag: name, outcome: 'notSent' });
    expect(error.message).toContain(`"${name}": `);
    expect(error.message).toContain(message);
    expect(plc.status().requests).toBe(requests);
  });
});

test('BOOLs that share a word with others are masked, whole words are not', async () => {
  const { plc, client } = await rig();
  await client.readTag('Bits');
  const services: unknown[] = [];
  plc.on('request', ({ service, tag }) => tag?.startsWith('Bits') && services.push([service, tag]));
  await client.writeTag('Bits[5]{100}', BOOLS.slice(0, 100));
  expect(services).toEqual([
    ['readModifyWriteTag', 'Bits[0]'],
    ['writeTag', 'Bits[1]'],
    ['readModifyWriteTag', 'Bits[3]'],
  ]);
});

describe('arrays of more elements than a request can count', () => {
  const values = Array.from({ length: 70_001 }, (_, i) => i * 7 - 1_000);

  test.each(WAYS.slice(0, 1))('%s: written and read as a whole, in several counts', async (_, options) => {
    const { plc, client } = await rig(options);
    const counted = new Set<unknown>();
    plc.on('request', ({ service, tag, data }) => {
      const at = { readTagFragmented: 0, writeTagFragmented: 2 }[service as string];
      if (at !== undefined) counted.add(`${service} ${tag} ${Buffer.from(data).readUInt16LE(at)}`);
    });
    await client.writeTag('Long', values);
    expect(plc.read('Long')).toEqual(values);
    expect(await client.readTag('Long')).toEqual(values);
    expect([...counted]).toEqual([
      'writeTagFragmented Long[0] 65535',
      'writeTagFragmented Long[65535] 4466',
      'readTagFragmented Long[0] 65535',
      'readTagFragmented Long[65535] 4466',
    ]);
    const { long, speed } = await client.readTags({ long: 'Long', speed: 'Speed' });
    expect([long.value, speed.value]).toEqual([values, 0]);
  });

  test('a part of one, also one that is too long itself', async () => {
    const { plc, client } = await rig();
    plc.write('Long', values);
    expect(await client.readTag('Long[65530]{10}')).toEqual(values.slice(65_530, 65_540));
    expect(await client.readTag('Long[3]{69000}')).toEqual(values.slice(3, 69_003));
    await client.writeTag('Long[1]{66000}', values.slice(2, 66_002));
    expect(plc.read('Long')).toEqual([values[0], ...values.slice(2, 66_002), ...values.slice(66_001)]);
  });

  test('in two dimensions', async () => {
    const { plc, client } = await rig();
    const wide = Array.from({ length: 300 }, (_, i) => Array.from({ length: 300 }, (_, k) => (i * k) % 128));
    await client.writeTag('Wide', wide);
    expect(plc.read('Wide')).toEqual(wide);
    expect(await client.readTag('Wide')).toEqual(wide);
    expect(await client.readTag('Wide[218,134]{3}')).toEqual([wide[218]?.[134], wide[218]?.[135], wide[218]?.[136]]);
  });

  test('of BOOLs, whose words are counted', async () => {
    const { client } = await rig();
    const bits = Array.from({ length: 2_100_032 }, (_, i) => i % 5 === 0);
    await client.writeTag('LongBits', bits);
    const read = (await client.readTag('LongBits')) as boolean[];
    expect([read.length, read.findIndex((bit, i) => bit !== bits[i])]).toEqual([bits.length, -1]);
    expect(await client.readTag('LongBits[2100000]{20}')).toEqual(bits.slice(2_100_000, 2_100_020));
  });
});
