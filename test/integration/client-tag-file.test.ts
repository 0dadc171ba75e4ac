/** The option `tags`: aliases, scaling and declared types, against a simulated controller. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadTagFile } from '../../src/index.js';
import { failure } from './client-rig.js';
import { rig } from './client-tag-rig.js';

const folder = mkdtempSync(join(tmpdir(), 'eip-tag-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, 'tags.yaml');
  writeFileSync(path, text);
  return path;
}

const TAGS = `
speed: { tag: Speed, type: DINT, scale: 0.1, unit: m/s }
level: { tag: Ratio, scale: 100, offset: 5 }
big: { tag: Big, scale: 2 }
counts: { tag: Counts, type: "DINT[10]", scale: 0.5 }
grid: { tag: Grid, scale: 10 }
step: Program:Main.Step
Flag: {}
bits: { tag: Bits, type: "BOOL[64]" }
bit: { tag: Word.2, type: bool }
recipe: { tag: One, type: Recipe }
`;

describe('tags by the names of a file', () => {
  test('are read, and scaled', async () => {
    const { client } = await rig({ tags: file(TAGS) });
    expect(await client.readTag('speed')).toBe(150);
    expect(await client.readTag('SPEED')).toBe(150);
    expect(await client.readTag('level')).toBe(55);
    expect(await client.readTag('step')).toBe(42);
    expect(await client.readTag('Flag')).toBe(true);
    expect(await client.readTag('counts')).toEqual([0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5]);
    expect(await client.readTag('grid')).toEqual([
      [10, 20, 30],
      [40, 50, 60],
    ]);
    expect(await client.readTag('bit')).toBe(true);
    expect(await client.readTag('bits')).toHaveLength(64);
    expect(await client.readTag('recipe')).toMatchObject({ Id: 7 });
  });

  test('are read together with names of the controller, by their aliases or others', async () => {
    const { client } = await rig({ tags: loadTagFile(file(TAGS)) });
    const names = ['speed', 'Counts', 'Counts[9]', 'Program:Main.Step', 'none'] as const;
    const { speed, Counts, 'Counts[9]': raw, 'Program:Main.Step': step, none } = await client.readTags(names);
    // An alias hides a tag of its own name, in whatever case.
    expect([speed.value, (Counts.value as number[])[9], raw.value, step.value]).toEqual([150, 4.5, 9, 42]);
    expect([none.quality, none.error?.code]).toEqual(['bad', 'EIP_READ_REFUSED']);
    const named = await client.readTags({ v: 'speed', raw: 'Speed[', same: 'level', ['__proto__']: 'step' } as Record<
      string,
      string
    >);
    expect([named.v?.value, named.same?.value, named.raw?.error?.code]).toEqual([150, 55, 'EIP_TAG_UNKNOWN']);
    expect(Object.getOwnPropertyDescriptor(named, '__proto__')?.value.value).toBe(42);
  });

  test('are written, scaled back; a name of the controller is written as it is', async () => {
    const { client, plc } = await rig({ tags: file(TAGS.replace('speed: { tag: Speed', 'speed: { tag: "Counts[0]"')) });
    await client.writeTag('speed', 12.3);
    expect(plc.read('Counts[0]')).toBe(123);
    await client.writeTag('Counts[0]', 7);
    expect(plc.read('Counts[0]')).toBe(7);
    const written = await client.writeTags({
      level: 55,
      big: 10,
      grid: [
        [10, 20, 30],
        [40, 50, 70],
      ],
      step: 1,
      'Word.2': false,
    });
    expect(Object.values(written).map(({ ok }) => ok)).toEqual([true, true, true, true, true]);
    expect([plc.read('Ratio'), plc.read('Big'), plc.read('Program:Main.Step')]).toEqual([0.5, 5n, 1]);
    expect(plc.read('Grid')).toEqual([
      [1, 2, 3],
      [4, 5, 7],
    ]);
    await client.writeTag('counts', Array(10).fill(0.5));
    expect(plc.read('Counts')).toEqual(Array(10).fill(1));
  });

  test.each<[string, unknown, string]>([
    ['speed', 12.34, '"speed" (Speed): 12.34 lies between 12.3'],
    ['speed', Number.NaN, '"speed" (Speed): NaN is no finite number'],
    ['speed', Number.POSITIVE_INFINITY, 'Infinity is no finite number'],
    ['speed', '12', '"12" is no finite number'],
    ['speed', 3e8, '"Speed": 3000000000 is no integer from -2147483648 to 2147483647'],
    ['level', 1e50, 'is no finite 32-bit real'],
    ['counts', [1, 2], '"Counts": 2 elements are not 10'],
    ['counts', [...Array(9).fill(0), 0.3], '"counts" (Counts)[9]: 0.3 lies between'],
  ])('%s = %j is refused before it is sent', async (alias, value, message) => {
    const { client, plc } = await rig({ tags: file(TAGS) });
    const services: unknown[] = [];
    plc.on('request', ({ service }) => services.push(service));
    const error = await failure(client.writeTag(alias, value as never));
    expect(error).toMatchObject({ code: 'EIP_VALUE_REFUSED', outcome: 'notSent' });
    expect(error.message).toContain(message);
    expect(services).not.toContain('writeTag');
  });
});

describe('a declared type that the controller does not have', () => {
  const tags = {
    speed: { tag: 'Speed', type: 'REAL' },
    counts: { tag: 'Counts', type: 'DINT' },
    bits: { tag: 'Bits', type: 'BOOL[32]' },
    text: { tag: 'Text', scale: 2 },
    bit: { tag: 'Speed.1', scale: 2 },
  };

  test.each<[keyof typeof tags, string]>([
    ['speed', '"speed" (Speed) is declared as REAL, and is DINT in the controller'],
    ['counts', '"counts" (Counts) is declared as DINT, and is DINT[10] in the controller'],
    ['bits', '"bits" (Bits) is declared as BOOL[32], and is BOOL[64] in the controller'],
    ['text', '"text" (Text) is scaled, and is STRING in the controller'],
    ['bit', '"bit" (Speed.1) is scaled, and is BOOL in the controller'],
  ])('%s is an error that names both, also of a write, which is not sent', async (alias, message) => {
    const { client, plc } = await rig({ tags });
    const read = await failure(client.readTag(alias));
    expect(read.message).toContain(message);
    expect(read.code).toBe('EIP_TAG_TYPE_DIFFERS');
    const { [alias]: many, ok } = await client.readTags({ [alias]: alias, ok: 'Counts[3]' } as Record<string, string>);
    expect([many?.quality, many?.error?.code, ok?.value]).toEqual(['bad', 'EIP_TAG_TYPE_DIFFERS', 3]);
    const services: unknown[] = [];
    plc.on('request', ({ service }) => services.push(service));
    const written = await failure(client.writeTag(alias, 1));
    expect(written.message).toContain(message);
    expect([written.code, written.outcome]).toEqual(['EIP_WRITE_TYPE_DIFFERS', 'notSent']);
    expect(services).toEqual([]);
  });
});

describe('tags of a file that are watched', () => {
  test('by group, in their units, with their deadbands', async () => {
    const tags = {
      speed: { tag: 'Speed', scale: 0.1, deadband: 5, group: 'fast' },
      step: { tag: 'Program:Main.Step', group: 'fast' },
      level: 'Ratio',
    };
    const { client, plc } = await rig({ tags });
    expect([client.tagNames(), client.tagNames('fast'), client.tagNames('slow')]).toEqual([
      ['speed', 'step', 'level'],
      ['speed', 'step'],
      [],
    ]);
    const told: unknown[] = [];
    using subscription = client.subscribe(client.tagNames('fast'), { rateMs: 5 });
    for await (const { key, value } of subscription) {
      told.push([key, value]);
      if (told.length === 2) {
        // Within the deadband of 5 m/s, and told by nothing but the step behind it.
        plc.write('Speed', 1_550);
        plc.write('Program:Main.Step', 43);
      }
      if (told.length === 3) plc.write('Speed', 1_551);
      if (told.length === 4) break;
    }
    expect(told).toEqual([
      ['speed', 150],
      ['step', 42],
      ['step', 43],
      ['speed', 1_551 * 0.1],
    ]);
  });
});
