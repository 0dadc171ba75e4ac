import { describe, expect, it } from 'vitest';
import { layoutText } from '../../../src/client/program/layout.js';
import { differenceOf, isSameList, type Snapshot, shapesOf } from '../../../src/client/program/snapshot.js';
import {
  type AnyTagType,
  BOOL,
  DINT,
  encodeTypeWord,
  INT,
  type SymbolEntry,
  type Template,
  TypeBuilder,
} from '../../../src/logix/index.js';

const dint = word({ code: DINT.code });
const record = word({ template: 0x123 });
const MEMBERS: Template['members'] = [
  { name: 'A', info: 0, type: DINT.code, offset: 0 },
  { name: 'B', info: 3, type: BOOL.code, offset: 4 },
  { name: 'C', info: 2, type: word({ code: INT.code, dimensions: 1 }), offset: 8 },
];

function word(type: { code?: number; template?: number; dimensions?: number; system?: boolean }): number {
  const { code, template, dimensions = 0, system = false } = type;
  return encodeTypeWord({
    dimensions,
    system,
    ...(template === undefined ? { code: code ?? 0, bit: 0 } : { template, bit: 0 }),
  });
}

function structure(members = MEMBERS, handle = 1, name = 'Record', structureBytes = 12): AnyTagType {
  const inner: Template = { name: 'Inner', suffix: '', handle: 9, structureBytes: 4, members: MEMBERS.slice(0, 1) };
  const own: Template = { name, suffix: '', handle, structureBytes, members };
  return new TypeBuilder((instance) => (instance === 0x200 ? inner : own)).structure(0x123);
}

/** Entries of the controller's list by name, and of a program's. */
function snapshot(tags: Record<string, Partial<SymbolEntry> & { known?: AnyTagType }>, program?: string): Snapshot {
  const known = new Map<SymbolEntry, AnyTagType>();
  const entries = new Map<string, SymbolEntry>();
  let instance = 1;
  for (const [name, { known: type, ...given }] of Object.entries(tags)) {
    const entry = { instance: instance++, name, type: dint, elementSize: 4, dimensions: [0, 0, 0] as const, ...given };
    entries.set(name.toLowerCase(), entry);
    if (type !== undefined) known.set(entry, type);
  }
  const scope = shapesOf(program, entries, (entry) => known.get(entry));
  return new Map([[program?.toLowerCase() ?? '', scope]]);
}

type Tag = Parameters<typeof snapshot>[0][string];
const array = (type: number, ...dimensions: number[]): Tag => ({
  type: type | (dimensions.length << 13),
  dimensions: [dimensions[0] ?? 0, dimensions[1] ?? 0, 0],
});
const of = (known: AnyTagType): Tag => ({ type: record, elementSize: 12, known });

describe('what another program has made of a tag', () => {
  it.each<[string, Tag, Tag, boolean]>([
    ['nothing', {}, {}, false],
    ['another number', { instance: 5 }, { instance: 6 }, false],
    ['another type', {}, { type: word({ code: INT.code }), elementSize: 2 }, true],
    ['a longer array', array(dint, 4), array(dint, 6), true],
    ['an array of another shape', array(dint, 2, 3), array(dint, 3, 2), true],
    ['a single value that is an array', {}, array(dint, 1), true],
    ['a structure', {}, { type: record }, true],
    ['another number of its template', { type: record }, { type: word({ template: 0x124 }) }, false],
    ['a structure of another size', { type: record, elementSize: 8 }, { type: record, elementSize: 12 }, true],
    [
      'a structure of which the template was never asked for',
      { type: record, elementSize: 12 },
      of(structure()),
      false,
    ],
    ['the same structure', of(structure()), of(structure()), false],
    ['a structure of another handle', of(structure(MEMBERS, 1)), of(structure(MEMBERS, 2)), false],
    ['another name of a structure', of(structure()), of(structure(MEMBERS, 1, 'Other')), true],
  ])('%s', (_, before, after, isChanged) => {
    const difference = differenceOf(snapshot({ T: before }), snapshot({ T: after }));
    expect(difference).toEqual({ gone: [], changed: isChanged ? ['T'] : [], added: [] });
  });

  it.each<[string, (members: Template['members'][number][]) => void]>([
    ['a name', ([a]) => Object.assign(a ?? {}, { name: 'Z' })],
    ['a place', ([a]) => Object.assign(a ?? {}, { offset: 4 })],
    ['a type', ([a]) => Object.assign(a ?? {}, { type: 0xca })],
    ['a bit', ([, b]) => Object.assign(b ?? {}, { info: 4 })],
    ['a length', ([, , c]) => Object.assign(c ?? {}, { info: 1 })],
    ['an inner structure', ([a]) => Object.assign(a ?? {}, { type: word({ template: 0x200 }) })],
    ['their order', (members) => members.reverse()],
  ])('members of which %s is another', (_, change) => {
    const members = MEMBERS.map((member) => ({ ...member }));
    change(members);
    expect(layoutText(structure(members))).not.toBe(layoutText(structure()));
    expect(differenceOf(snapshot({ T: of(structure()) }), snapshot({ T: of(structure(members)) })).changed).toEqual([
      'T',
    ]);
  });

  it('gone and new ones, in whatever case; with their program in front', () => {
    const before = snapshot({ A: {}, b: {}, C: {} }, 'Main');
    expect(differenceOf(before, snapshot({ B: {}, c: {}, D: {} }, 'MAIN'))).toEqual({
      gone: ['Program:Main.A'],
      changed: [],
      added: ['Program:MAIN.D'],
    });
  });

  it('a list that is not there any more: all gone', () => {
    expect(differenceOf(snapshot({ A: {}, B: {} }), new Map())).toEqual({ gone: ['A', 'B'], changed: [], added: [] });
  });

  it("the system's own symbols are nobody's tags, programs and modules are", () => {
    const system = word({ code: 0x68, system: true });
    const tags = {
      __hidden: {},
      'Map:Local': {},
      Odd: { type: system },
      'Program:Main': { type: system },
      'Local:1:I': {},
    };
    expect(differenceOf(snapshot({}), snapshot(tags)).added).toEqual(['Program:Main', 'Local:1:I']);
  });
});

describe('two lists are the same', () => {
  it.each<[string, Record<string, Tag>, Record<string, Tag>, boolean]>([
    ['when all is', { A: {}, B: {} }, { A: {}, B: {} }, true],
    ['not with other numbers', { A: {} }, { A: { instance: 7 } }, false],
    ['not with another template', { A: { type: record } }, { A: { type: word({ template: 0x124 }) } }, false],
    ['not with a longer array', { A: array(dint, 4) }, { A: array(dint, 6) }, false],
    ['not with one less', { A: {}, B: {} }, { A: {} }, false],
    ['not with one more', { A: {} }, { A: {}, B: {} }, false],
    ['not with another name', { A: {} }, { B: {} }, false],
  ])('%s', (_, before, after, isSame) => expect(isSameList(snapshot(before), snapshot(after))).toBe(isSame));

  it('not when there is none', () => expect(isSameList(snapshot({ A: {} }), new Map())).toBe(false));
});
