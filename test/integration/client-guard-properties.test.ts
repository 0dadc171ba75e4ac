/** Arbitrary writes against guards: no forbidden value arrives. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodePath } from '../../src/cip/index.js';
import {
  encodeReadModifyWrite,
  encodeWriteTag,
  encodeWriteTagFragment,
  parseTagName,
  tagPath,
} from '../../src/logix/index.js';
import { broken, GUARDS, inner, line, rig } from './guard-rig.js';

describe('whatever is tried', () => {
  const names = [
    'Line',
    'Line.Inner',
    'Line.Inner.Speed',
    'Line.Inner.On',
    'Line.Inner.Off',
    'Line.Speeds',
    'Line.Speeds[0]',
    'Line.Speeds[3].0',
    'Line.Axes',
    'Line.Flags',
    'Line.Flags[3]',
    'Line.Flags[2]',
    'Line.Id',
    'Lines',
    'Lines[1]',
    'Lines[1].Axes',
    'Lines[1].Axes[0]',
    'Lines[1].Axes[0].Word',
    'Lines[1].Axes[0].Word.4',
    'Speed',
    'Speed.15',
    'Free',
    'Free.3',
    'Free.31',
    'Big',
    'Big.63',
    'Exact',
    'Grid',
    'Grid[1,2]',
    'Grid[1,1]',
    'Bits',
    'Bits[37]',
    'Bits[36]',
    'Program:Main.Speed',
    'Program:Main.Speed.3',
    'Program:Main.Other',
    'Long[4999]',
    ...Object.keys(GUARDS),
  ];
  /** The same name in another dress. */
  const dressed = fc
    .tuple(fc.constantFrom(...names), fc.array(fc.boolean(), { maxLength: 30 }), fc.nat(9))
    .map(([name, upper, how]) => {
      const cased = [...name].map((letter, i) => (upper[i] ? letter.toUpperCase() : letter.toLowerCase())).join('');
      if (how === 0) return cased.replace(/\[(\d)/, '[00$1');
      if (how === 1) return ` ${cased}`;
      if (how === 2) return `${cased} `;
      if (how === 3) return cased.replace('.', ' .');
      return cased;
    });
  const number = fc.oneof(
    fc.integer({ min: -20, max: 200 }),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -0, 1e39, 2 ** 31, 0.1, 100.00001, -32_768, 8, 0xffff),
    fc.double(),
  );
  const scalar = fc.oneof(number, fc.boolean(), fc.bigInt({ min: -20n, max: 20n }), fc.string({ maxLength: 4 }));
  const cased = (name: string) => fc.constantFrom(name, name.toLowerCase(), name.toUpperCase());
  const recordOf = (members: Record<string, fc.Arbitrary<unknown>>) =>
    fc
      .tuple(
        ...Object.entries(members).map(([name, value]) => fc.option(fc.tuple(cased(name), value), { nil: undefined })),
      )
      .map((entries) => Object.fromEntries(entries.filter((entry) => entry !== undefined)));
  const innerValue = recordOf({
    Speed: number,
    On: fc.boolean(),
    Off: fc.boolean(),
    Word: number,
    Name: fc.string({ maxLength: 3 }),
  });
  const lineValue = recordOf({
    Id: number,
    Inner: innerValue,
    Speeds: fc.array(number, { minLength: 4, maxLength: 4 }),
    Axes: fc.array(innerValue, { minLength: 2, maxLength: 2 }),
    Flags: fc.array(fc.boolean(), { minLength: 32, maxLength: 32 }),
  });
  const value = fc.oneof(
    { weight: 3, arbitrary: scalar },
    { weight: 2, arbitrary: fc.array(scalar, { maxLength: 4 }) },
    fc.array(fc.boolean(), { minLength: 32, maxLength: 64 }),
    fc.array(fc.array(number, { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 2 }),
    { weight: 2, arbitrary: innerValue },
    { weight: 2, arbitrary: lineValue },
    fc.constant(line()),
    fc.constant([line(), line({ Axes: [inner({ Word: 99 }), inner()] })]),
    fc.array(lineValue, { minLength: 2, maxLength: 2 }),
  );
  const small = fc.integer({ min: -12, max: 12 });
  const bits = (count: number) => fc.array(fc.boolean(), { minLength: count, maxLength: count });
  /** Values that go with a name, by what it ends with. */
  const FITTING: readonly (readonly [RegExp, fc.Arbitrary<unknown>])[] = [
    [/^Line$|^Lines\[\d\]$/, lineValue],
    [/^Lines$/, fc.tuple(lineValue, lineValue)],
    [/Inner$|Axes\[\d\]$/, innerValue],
    [/Axes$/, fc.tuple(innerValue, innerValue)],
    [/Speeds$|^speeds$/, fc.array(small, { minLength: 4, maxLength: 4 })],
    [/Flags$/, bits(32)],
    [/^Bits$/, bits(64)],
    [/^Grid$/, fc.tuple(fc.tuple(small, small, small), fc.tuple(small, small, small))],
    [/\.\d+$|Flags\[|Bits\[|\.O(n|ff)$|^(on|bit|flag|third)$/, fc.boolean()],
    [/./, fc.oneof(small, fc.integer({ min: 0, max: 110 }), fc.double({ min: -0.2, max: 0.2, noNaN: true }))],
  ];
  const fitting = fc
    .constantFrom(...names)
    .chain((name) =>
      fc.tuple(fc.constant(name), FITTING.find(([pattern]) => pattern.test(name))?.[1] ?? fc.constant(0)),
    );
  const attempt = fc.oneof(
    { weight: 2, arbitrary: fitting },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fitting, fc.boolean())
        .map(([[name, given], up]) => [up ? name.toUpperCase() : name.toLowerCase(), given] as [string, unknown]),
    },
    { weight: 1, arbitrary: fc.tuple(dressed, value) },
  );
  const raw = fc.record({
    service: fc.constantFrom(0x4d, 0x53, 0x4e, 0x0a, 0x10, 0x04, 0x52),
    name: fc.constantFrom(...names.filter((name) => /^[A-Z]/.test(name) && !/\.\d+$/.test(name))),
    type: fc.constantFrom(0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xca, 0xcb, 0xd3),
    count: fc.nat(6),
    offset: fc.nat(20),
    data: fc.uint8Array({ maxLength: 40 }),
  });

  test('no forbidden value reaches the controller', { timeout: 120_000 }, async () => {
    const { plc, client, writes } = await rig({ tags: GUARDS });
    await fc.assert(
      fc.asyncProperty(attempt, async ([name, given]) => {
        await client.writeTags({ [name]: given as never });
        expect(broken(plc)).toEqual([]);
      }),
      { numRuns: 1_500 },
    );
    // Some of it got through, so guards did not just refuse all.
    expect(writes.length).toBeGreaterThan(100);
  });

  test("also not by bytes of the program's own making", { timeout: 120_000 }, async () => {
    const { plc, client, writes } = await rig({ tags: GUARDS });
    await fc.assert(
      fc.asyncProperty(raw, async ({ service, name, type, count, offset, data }) => {
        const path = encodePath(
          tagPath(parseTagName(name.replace('Bits[37]', 'Bits[1]').replace('Bits[36]', 'Bits[1]'))),
        );
        const bytes =
          service === 0x53
            ? encodeWriteTagFragment({ type, count, offset, data })
            : service === 0x4d
              ? encodeWriteTag({ type, count, data })
              : service === 0x4e
                ? encodeReadModifyWrite({
                    or: data.subarray(0, data.length >> 1),
                    and: data.subarray(0, data.length >> 1),
                  })
                : data;
        await client.generic(service, path, bytes).catch(() => {});
        expect(broken(plc)).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
    expect(writes.length).toBeGreaterThan(50);
  });
});
