/** Which tags are read together: by bytes, request and reply counted. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePath } from '../../../src/cip/index.js';
import { grouped } from '../../../src/client/tags/grouping.js';
import type { SymbolShape } from '../../../src/client/tags/level.js';
import { costOf, type PacketItem } from '../../../src/client/tags/packets.js';
import { placeOf, placeOfUnlisted } from '../../../src/client/tags/place.js';
import { GroupRead, type ReadUnit, SingleRead } from '../../../src/client/tags/read-unit.js';
import { TagReading } from '../../../src/client/tags/tag-reading.js';
import {
  ArrayMember,
  BitMember,
  BoolArrayMember,
  decodeReadTag,
  elementaryType,
  parseTagName,
  ScalarMember,
  SHORT_STRING,
  STRING,
  StructureType,
  type TagType,
  tagOfPath,
  tagText,
} from '../../../src/logix/index.js';

const type = (code: number): TagType => elementaryType(code) as TagType;
const [INT, DINT, REAL, DWORD] = [type(0xc3), type(0xc4), type(0xca), type(0xd3)] as const;

const AXIS = new StructureType('Axis', 0x1111, 12, [
  new ScalarMember('Position', 0, REAL),
  new BitMember('Ready', 4, 0),
  new BitMember('Fault', 4, 1),
  new ScalarMember('Code', 8, INT),
]);
const LINE = new StructureType('Line', 0x2222, 400, [
  new ScalarMember('Id', 0, DINT),
  new ArrayMember('Temps', 4, REAL, 40),
  new ScalarMember('Name', 164, STRING),
  new ArrayMember('Axes', 252, AXIS, 10),
  new BoolArrayMember('Flags', 372, 3),
  new ScalarMember('Last', 384, DINT),
  new BitMember('Run', 388, 0),
]);
const SYMBOLS: Readonly<Record<string, SymbolShape>> = {
  Speed: { type: DINT, dimensions: [] },
  Word: { type: DINT, dimensions: [] },
  A: { type: DINT, dimensions: [100] },
  Grid: { type: INT, dimensions: [20, 30] },
  Bits: { type: DWORD, dimensions: [10] },
  Axis: { type: AXIS, dimensions: [] },
  Axes: { type: AXIS, dimensions: [20] },
  Line: { type: LINE, dimensions: [] },
  Lines: { type: LINE, dimensions: [5] },
  Text: { type: SHORT_STRING, dimensions: [] },
};

const SHAPES = new Map(Object.entries(SYMBOLS).map(([name, shape]) => [name.toLowerCase(), shape]));

const target = () => ({ address: '', port: 0 });

function readsOf(names: readonly string[]): SingleRead[] {
  return names.map((name, slot) => {
    const tag = parseTagName(name);
    const symbol = SHAPES.get((tag.steps[0]?.name ?? '').toLowerCase());
    const place = symbol === undefined ? placeOfUnlisted(tag, { type: DINT }) : placeOf(tag, symbol);
    return new SingleRead(new TagReading(place, target), slot);
  });
}

const pathOf = ({ message }: PacketItem) => {
  const end = 2 + 2 * (message[1] ?? 0);
  const path = tagOfPath(decodePath(message.subarray(2, end)));
  const { count } = decodeReadTag(message.subarray(end));
  return `${tagText({ program: path?.program, steps: path?.steps ?? [], bit: undefined })} ${count}`;
};
/** What is asked for: path and count. */
const asked = (names: readonly string[], longest = 4_000, broken: string[] = []): string[] =>
  grouped(readsOf(names), { longest, broken: new Set(broken) }).map(pathOf);

const each = (count: number, name: (i: number) => string) => Array.from({ length: count }, (_, i) => name(i));

describe('read together', () => {
  it.each<[string, string[], string[]]>([
    ['elements side by side', ['A[0]', 'A[1]', 'A[2]'], ['A 3']],
    ['not from the first on', ['A[7]', 'A[6]'], ['A[6] 2']],
    ['elements with some between that cost less than a request', ['A[1]', 'A[4]'], ['A[1] 4']],
    ['in any case of the name', ['a[1]', 'A[2]'], ['a[1] 2']],
    ['in several dimensions', ['Grid[1,29]', 'Grid[2,0]'], ['Grid[1,29] 2']],
    ['parts of arrays that overlap', ['A[2]{3}', 'A[4]{4}'], ['A[2] 6']],
    ['a part and an element in it', ['A[2]{30}', 'A[10]'], ['A[2] 30']],
    ['the whole array and its elements', ['A', 'A[3]', 'A[99].5'], ['A 100']],
    ['bits of a word', ['Word.0', 'Word.7', 'Word'], ['Word 1']],
    ['elements of a BOOL array', ['Bits[3]', 'Bits[40]'], ['Bits 2']],
    ['a name twice, in another case', ['Speed', 'SPEED'], ['Speed 1']],
    ['members of a structure', ['Axis.Position', 'Axis.Ready', 'Axis.Code'], ['Axis 1']],
    ['members of an element', ['Axes[4].Position', 'Axes[4].Code'], ['Axes[4] 1']],
    ['members of elements', ['Axes[4].Position', 'Axes[5].Code', 'Axes[6].Ready'], ['Axes[4] 3']],
    ['members of members', ['Line.Axes[0].Code', 'Line.Axes[1].Code'], ['Line.Axes 2']],
    ['elements of a member', ['Line.Temps[10]', 'Line.Temps[12]'], ['Line.Temps[10] 3']],
    ['BOOLs of a member', ['Line.Flags[33]', 'Line.Flags[70]'], ['Line.Flags[1] 2']],
    [
      'all of a large structure',
      [...each(40, (i) => `Line.Temps[${i}]`), 'Line.Name', 'Line.Axes', 'Line.Id', 'Line.Last'],
      ['Line 1'],
    ],
    ['in a program', ['Program:Main.A[3]', 'Program:Main.A[4]'], ['Program:Main.A[3] 2']],
  ])('%s', (_, names, expected) => expect(asked(names)).toEqual(expected));
});

describe('read apart', () => {
  it.each<[string, string[], string[]]>([
    ['other tags', ['Speed', 'Word'], ['Speed 1', 'Word 1']],
    ['elements far from each other', ['A[0]', 'A[90]'], ['A[0] 1', 'A[90] 1']],
    ['two members of a large structure', ['Line.Id', 'Line.Last'], ['Line.Id 1', 'Line.Last 1']],
    ['some together, the one far from them not', ['A[0]', 'A[1]', 'A[90]'], ['A 2', 'A[90] 1']],
    ['the same name in two programs', ['Program:P.A[3]', 'Program:Q.A[4]'], ['Program:P.A[3] 1', 'Program:Q.A[4] 1']],
    ['what says its own length', ['Text', 'Text'], ['Text 1', 'Text 1']],
    ['what is not listed', ['Nowhere[1]', 'Nowhere[2]'], ['Nowhere[1] 1', 'Nowhere[2] 1']],
    ['one BOOL that was asked for twice', ['Line.Run', 'line.run', 'Speed'], ['Line.Run 1', 'line.run 1', 'Speed 1']],
  ])('%s', (_, names, expected) => expect(asked(names)).toEqual(expected));

  it('what together does not fit in a message', () => {
    expect(
      asked(
        each(100, (i) => `A[${i}]`),
        100,
      ),
    ).toEqual(['A 23', 'A[23] 23', 'A[46] 23', 'A[69] 23', 'A[92] 8']);
    expect(asked(['Axes[0]', 'Axes[1]', 'Axes[2]'], 4 + 4 + 24)).toEqual(['Axes 2', 'Axes[2] 1']);
    expect(asked(['Axis', 'Axis.Code', 'Axis.Ready'], 4 + 4 + 11)).toEqual(['Axis 1', 'Axis.Code 1', 'Axis.Ready 1']);
  });

  it('what gave nothing when it was read together', () => {
    expect(asked(['A[0]', 'A[1]'], 4_000, ['.a|a'])).toEqual(['A[0] 1', 'A[1] 1']);
    expect(asked(['Axis.Code', 'Axis.Position'], 4_000, ['.axis|axis'])).toEqual(['Axis.Code 1', 'Axis.Position 1']);
    expect(asked(['Line.Axes[0].Code', 'Line.Axes[0].Position'], 4_000, ['.line|line.axes'])).toEqual([
      'Line.Axes[0] 1',
    ]);
  });
});

describe('whatever is asked for', () => {
  const index = (most: number) => fc.integer({ min: 0, max: most - 1 });
  const axisMember = fc.constantFrom('', '.Position', '.Ready', '.Fault', '.Code', '.Code.3');
  const name = fc.oneof(
    fc.constantFrom('Speed', 'Word', 'Line', 'Line.Id', 'Line.Name', 'Line.Temps', 'Text', 'Nowhere[2]', 'A', 'Bits'),
    index(100).map((i) => `A[${i}]`),
    fc.tuple(index(90), fc.integer({ min: 1, max: 10 })).map(([i, count]) => `A[${i}]{${count}}`),
    fc.tuple(index(20), index(30)).map(([i, k]) => `Grid[${i},${k}]`),
    index(320).map((i) => `Bits[${i}]`),
    index(32).map((i) => `Word.${i}`),
    fc.tuple(index(20), axisMember).map(([i, member]) => `Axes[${i}]${member}`),
    fc.tuple(index(10), axisMember).map(([i, member]) => `Line.Axes[${i}]${member}`),
    fc.tuple(index(5), index(40)).map(([i, k]) => `Lines[${i}].Temps[${k}]`),
    fc.tuple(index(5), index(96)).map(([i, k]) => `Lines[${i}].Flags[${k}]`),
  );
  const names = fc.uniqueArray(name, { minLength: 1, maxLength: 60 });
  const cost = (units: readonly PacketItem[]) =>
    units.reduce((sum, { message, replySize }) => sum + costOf(message.byteLength, replySize), 0);

  it('each tag is read once, in no more bytes than alone, and every message fits', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 120, max: 4_000 }), (all, longest) => {
        const reads = readsOf(all).filter(
          ({ message, replySize }) => Math.max(message.byteLength, replySize) <= longest,
        );
        const units = grouped(reads, { longest, broken: new Set() });
        const slots = units.flatMap(({ singles }) => singles.map(({ slot }) => slot));
        expect(slots.sort((a, b) => a - b)).toEqual(reads.map(({ slot }) => slot));
        expect(cost(units)).toBeLessThanOrEqual(cost(reads));
        for (const { message, replySize } of units) {
          expect(Math.max(message.byteLength, replySize)).toBeLessThanOrEqual(longest);
        }
        expect(units.map(leastSlot)).toEqual(units.map(leastSlot).sort((a, b) => a - b));
      }),
    );
  });

  it('a tag of a group lies within it', () => {
    fc.assert(
      fc.property(names, (all) => {
        const units = grouped(readsOf(all), { longest: 4_000, broken: new Set() });
        expect(units.flatMap((unit) => (unit instanceof GroupRead ? outsideOf(unit) : []))).toEqual([]);
      }),
    );
  });

  function outsideOf({ around: { at, count, type: own }, leaves }: GroupRead): string[] {
    const end = at + count * own.size;
    return leaves
      .filter((leaf) => leaf.at < at || leaf.at + (leaf.mask === undefined ? sizeOf(leaf.unit) : 1) > end)
      .map(({ unit }) => unit.reading.place.name);
  }

  const sizeOf = ({ reading }: SingleRead) => reading.place.size ?? Number.NaN;
  const leastSlot = ({ singles }: ReadUnit) => Math.min(...singles.map(({ slot }) => slot));
});
