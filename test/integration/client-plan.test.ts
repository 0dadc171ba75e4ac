/** Which tags are read together, in how many requests and bytes, and what comes when a request fails. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExplicitClient } from '../../src/client/index.js';
import type { Relay } from '../support/relay.js';
import { DEFINITION, rig, spent, valuesOf } from './client-plan-rig.js';

/** Each of them alone. */
async function oneByOne(client: ExplicitClient, names: readonly string[]) {
  const values: Record<string, unknown> = {};
  for (const name of names) values[name] = await client.readTag(name);
  return values;
}

describe('neighbours are read together where that takes fewer bytes', () => {
  test.each<[string, string[], string[], number]>([
    ['elements', ['Counts[3]', 'Counts[4]', 'Counts[6]'], ['readTag Counts[3]'], 4],
    [
      'members of a structure',
      ['Line.Axes[1].Position', 'Line.Axes[1].Ready', 'Line.Axes[1].Code', 'Line.Axes[1].Name'],
      ['readTag Line.Axes[1]'],
      5,
    ],
    ['bits', ['Word.0', 'Word.1', 'Word.2', 'Word.8'], ['readTag Word'], 5],
    ['elements of BOOL arrays', ['Bits[0]', 'Bits[31]', 'Bits[64]'], ['readTag Bits'], 3],
    ['in a program', ['Program:Main.Steps[2]', 'Program:Main.Steps[3]'], ['readTag Program:Main.Steps[2]'], 3],
  ])('%s: in fewer than each by itself, and with the same values', async (_, names, expected, otherwise) => {
    const one = await rig();
    const values = await oneByOne(one.client, names);
    const together = await spent(one, () => one.client.readTags(names));
    expect(together.asked).toEqual(expected);
    expect(valuesOf(together.result)).toEqual(values);
    // What gives nothing is not asked for again: the same tags, each by itself.
    const fault = one.plc.addFault({ action: 'refuse', tag: expected[0]?.split(' ')[1] ?? '', status: 0x0f });
    const fallen = await spent(one, () => one.client.readTags([...names, 'Speed']));
    expect(valuesOf(fallen.result)).toEqual({ ...values, Speed: 1_500 });
    expect(fault.hits).toBe(1);
    const apart = await spent(one, () => one.client.readTags(names));
    expect(valuesOf(apart.result)).toEqual(values);
    expect(apart.asked.length).toBe(otherwise);
    expect(together.bytes).toBeLessThan(apart.bytes);
  });

  test('elements that lie far from each other stay apart', async () => {
    const one = await rig();
    await one.client.readTags(['Counts[0]', 'Counts[90]']);
    const { asked } = await spent(one, () => one.client.readTags(['Counts[0]', 'Counts[90]']));
    expect(asked).toEqual(['  Counts[0]', '  Counts[90]', 'multipleServicePacket']);
  });

  test('the same values, qualities and errors as alone, whatever is asked for', async () => {
    const { client } = await rig();
    const index = (most: number) => fc.integer({ min: 0, max: most - 1 });
    const member = fc.constantFrom('', '.Position', '.Ready', '.Fault', '.Code', '.Code.3', '.Name', '.Nothing');
    const name = fc.oneof(
      fc.constantFrom(
        'Speed',
        'Word.2',
        'Word',
        'Line',
        'Line.Id',
        'Line.Temps',
        'Nowhere',
        'Counts',
        'Bits',
        'Line.Last',
        'Texts',
      ),
      index(101).map((i) => `Counts[${i}]`),
      fc.tuple(index(95), fc.integer({ min: 1, max: 8 })).map(([i, count]) => `Counts[${i}]{${count}}`),
      fc.tuple(index(6), index(5)).map(([i, k]) => `Grid[${i},${k}]`),
      index(128).map((i) => `Bits[${i}]`),
      fc.tuple(index(100), fc.integer({ min: 1, max: 28 })).map(([i, count]) => `Bits[${i}]{${count}}`),
      index(4).map((i) => `Texts[${i}]`),
      fc.tuple(index(4), member).map(([i, own]) => `Line.Axes[${i}]${own}`),
      fc.tuple(index(8), member).map(([i, own]) => `Axes[${i}]${own}`),
      index(40).map((i) => `Line.Temps[${i}]`),
      index(96).map((i) => `Line.Flags[${i}]`),
      fc.tuple(index(5), index(3)).map(([i, k]) => `Lines[${i}].Big[${k}]`),
      index(8).map((i) => `Program:Main.Steps[${i}]`),
    );
    for (const [i, axis] of ['Position', 'Code'].entries()) {
      for (let k = 0; k < 8; k++) await client.writeTag(`Axes[${k}].${axis}`, 10 * k + i);
    }
    await client.writeTags({
      'Axes[3].Ready': true,
      'Line.Axes[2].Fault': true,
      'Line.Axes[2].Name': 'two',
      'Line.Flags[70]': true,
    });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(name, { minLength: 2, maxLength: 40 }), async (names) => {
        const results = await client.readTags(names);
        for (const one of names) {
          const alone = await client.readTag(one).then(
            (value) => ({ quality: 'good', value }),
            ({ code, message }) => ({ quality: 'bad', value: undefined, error: { code, message } }),
          );
          expect(results[one]).toMatchObject(alone);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('one that can not be read does not spoil its neighbours', () => {
  test('of a group', async () => {
    const one = await rig();
    const names = ['Counts[3]', 'Counts[4]', 'Counts[5]'];
    await one.client.readTags(names);
    one.plc.addFault({ action: 'refuse', tag: 'Counts[3]', status: 0x0f, times: 0 });
    for (let i = 0; i < 2; i++) {
      expect(await one.client.readTags(names)).toMatchObject({
        'Counts[3]': {
          quality: 'bad',
          value: undefined,
          error: { code: 'EIP_READ_REFUSED', tag: 'Counts[3]', generalStatus: 0x0f },
        },
        'Counts[4]': { quality: 'good', value: 16 },
        'Counts[5]': { quality: 'good', value: 25 },
      });
    }
  });

  test('a controller that is busy with a group is asked for it the next time', async () => {
    const one = await rig();
    const names = ['Counts[3]', 'Counts[4]', 'Speed'];
    await one.client.readTags(names);
    one.plc.addFault({ action: 'refuse', tag: 'Counts[3]', status: 0x02 });
    const { asked, result } = await spent(one, () => one.client.readTags(names));
    expect(valuesOf(result)).toEqual({ 'Counts[3]': 9, 'Counts[4]': 16, Speed: 1_500 });
    expect(asked).toEqual([
      '  Counts[3]',
      '  Speed',
      'multipleServicePacket',
      '  Counts[3]',
      '  Counts[4]',
      'multipleServicePacket',
    ]);
    expect((await spent(one, () => one.client.readTags(names))).asked).toEqual([
      '  Counts[3]',
      '  Speed',
      'multipleServicePacket',
    ]);
  });

  test('another program has another structure: each tag is what it is there', async () => {
    const { plc, client } = await rig();
    const names = ['Line.Axes[1].Position', 'Line.Axes[1].Ready', 'Line.Axes[1].Code'];
    await client.readTags(names);
    plc.download({
      types: { Axis: { Code: 'DINT', Position: 'LREAL' }, Line: { Axes: 'Axis[2]' } },
      tags: {
        Line: {
          type: 'Line',
          value: {
            Axes: [
              { Code: 1, Position: 2 },
              { Code: 70_000, Position: 0.1 },
            ],
          },
        },
      },
    });
    expect(await client.readTags(names)).toMatchObject({
      'Line.Axes[1].Position': { quality: 'good', value: 0.1 },
      'Line.Axes[1].Ready': { quality: 'bad', error: { tag: 'Line.Axes[1].Ready' } },
      'Line.Axes[1].Code': { quality: 'good', value: 70_000 },
    });
  });
});

describe('a controller that gives less than fits', () => {
  const names = Array.from({ length: 300 }, (_, i) => `T${3 * i}`);
  const truth = Object.fromEntries(names.map((name) => [name, Number(name.slice(1))]));

  test.each([0x11, 0x1a, 0x1b])('status %i for a packet: in smaller ones, now and the next time', async (status) => {
    const one = await rig();
    await one.client.readTags(names);
    const whole = await spent(one, () => one.client.readTags(names));
    expect(whole.asked.filter((line) => line === 'multipleServicePacket').length).toBe(1);
    one.plc.addFault({ action: 'refuse', service: 'multipleServicePacket', status, times: 1 });
    const first = await spent(one, () => one.client.readTags(names));
    expect(valuesOf(first.result)).toEqual(truth);
    expect(first.asked.filter((line) => line === 'multipleServicePacket').length).toBeLessThanOrEqual(4);
    const second = await spent(one, () => one.client.readTags(names));
    expect(valuesOf(second.result)).toEqual(truth);
    expect(second.asked.filter((line) => line === 'multipleServicePacket').length).toBeGreaterThan(1);
    expect(second.asked.length).toBe(first.asked.length - 1);
  });

  test('a tag of a packet that was cut is asked for again, the others are not, and the next packets are smaller', async () => {
    const one = await rig();
    await one.client.readTags(names);
    const cut = one.plc.addFault({ action: 'refuse', service: 'readTag', tag: 'T600', status: 0x11 });
    const first = await spent(one, () => one.client.readTags(names));
    expect(valuesOf(first.result)).toEqual(truth);
    expect(cut.hits).toBe(1);
    expect(first.asked.filter((line) => line.endsWith(' T600'))).toEqual(['  T600', 'readTag T600']);
    expect(first.asked.length).toBe(names.length + 2);
    const sizes = ({ packets }: Relay) => packets.map(({ bytes }) => bytes.byteLength);
    const before = one.line.packets.length;
    await one.client.readTags(names);
    const now = sizes(one.line).slice(before);
    expect(Math.max(...now)).toBeLessThan(Math.max(...sizes(one.line).slice(0, before)));
  });

  test('a tag that is cut also by itself is read in parts, from then on at once so', async () => {
    const one = await rig();
    await one.client.readTags(['Counts', 'Speed']);
    const cut = one.plc.addFault({ action: 'refuse', service: 'readTag', tag: 'Counts', status: 0x11, times: 0 });
    for (let i = 0; i < 3; i++) {
      const { counts, speed } = await one.client.readTags({ counts: 'Counts', speed: 'Speed' });
      expect([counts.value, speed.value]).toEqual([DEFINITION.tags.Counts.value, 1_500]);
    }
    expect(cut.hits).toBe(2);
  });
});
