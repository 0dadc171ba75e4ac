import { describe, expect, test } from 'vitest';
import { CipDecodeError } from '../../../src/cip/index.js';
import {
  BitMember,
  decodeElement,
  decodeTemplateDefinition,
  decodeTypeWord,
  encodeElement,
  encodeTypeWord,
  partialWrites,
  STRING,
  StringType,
  type StructureType,
  type TagValueError,
  type Template,
  type TemplateMember,
  TypeBuilder,
  tagText,
  viewOf,
} from '../../../src/logix/index.js';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const hexOf = (data: Uint8Array) => Buffer.from(data).toString('hex');
const member = (name: string, type: number, offset: number, info = 0): TemplateMember => ({ name, info, type, offset });

const template = (name: string, handle: number, structureBytes: number, members: TemplateMember[]): Template => ({
  name,
  suffix: '',
  handle,
  structureBytes,
  members,
});

/** As controllers have them: the bits of a TIMER stand in a DINT that nobody sees. */
const TEMPLATES = new Map<number, Template>([
  [
    0xf83,
    template('TIMER', 0x0f83, 12, [
      member('__CTL00000000000', 0xc4, 0),
      member('PRE', 0xc4, 4),
      member('ACC', 0xc4, 8),
      member('EN', 0xc1, 0, 31),
      member('TT', 0xc1, 0, 30),
      member('DN', 0xc1, 0, 29),
    ]),
  ],
  [0xfce, template('ASCIISTRING82', 0x0fce, 88, [member('LEN', 0xc4, 0), member('DATA', 0x20c2, 4, 82)])],
  [0x101, template('STR20', 0xbeef, 24, [member('LEN', 0xc4, 0), member('DATA', 0x20c2, 4, 20)])],
  [
    0x102,
    template('Recipe', 0x1234, 168, [
      member('ZZZZZZZZZZRecipe0', 0xc2, 0),
      member('Ready', 0xc1, 0, 0),
      member('Busy', 0xc1, 0, 1),
      member('Speed', 0xca, 4),
      member('Name', 0x8fce, 8),
      member('Steps', 0x20c3, 96, 3),
      member('Flags', 0x20d3, 104, 1),
      member('Code', 0x8101, 108),
      member('Timers', 0xaf83, 132, 3),
    ]),
  ],
]);
const builder = () => new TypeBuilder((instance) => TEMPLATES.get(instance));
const recipeType = () => builder().structure(0x102) as StructureType;

const timer = { PRE: 1000, ACC: 5, EN: true, TT: false, DN: true };
const recipe = {
  Ready: false,
  Busy: true,
  Speed: 1.5,
  Name: 'Dough',
  Steps: [1, -2, 3],
  Flags: Array.from({ length: 32 }, (_, i) => i === 4),
  Code: 'A7',
  Timers: [timer, timer, timer],
};

describe('type words', () => {
  test.each<[string, number, ReturnType<typeof decodeTypeWord>]>([
    ['a DINT', 0xc4, { dimensions: 0, system: false, code: 0xc4, bit: 0 }],
    ['an array of REAL', 0x20ca, { dimensions: 1, system: false, code: 0xca, bit: 0 }],
    ['three dimensions', 0x60c4, { dimensions: 3, system: false, code: 0xc4, bit: 0 }],
    ['a BOOL, bit 5', 0x05c1, { dimensions: 0, system: false, code: 0xc1, bit: 5 }],
    ['a structure', 0x8fce, { dimensions: 0, system: false, template: 0xfce, bit: 0 }],
    ['an array of structures', 0xafce, { dimensions: 1, system: false, template: 0xfce, bit: 0 }],
    ['a program', 0x1068, { dimensions: 0, system: true, code: 0x68, bit: 0 }],
  ])('%s', (_name, word, parts) => {
    expect(decodeTypeWord(word)).toEqual(parts);
    expect(encodeTypeWord(parts)).toBe(word);
  });
});

describe('a structure by its template', () => {
  test('bits of a hidden host, nothing of the host', () => {
    const type = builder().structure(0xf83);
    expect(decodeElement(type, bytes('000000a0 e8030000 05000000'))).toEqual(timer);
    expect(hexOf(encodeElement(type, timer, 'T'))).toBe('000000a0e803000005000000');
    expect((type as StructureType).member('__CTL00000000000')).toBeUndefined();
  });

  test('strings are strings, STRING by its name', () => {
    expect(builder().structure(0xfce)).toEqual(STRING);
    expect(builder().structure(0x101)).toEqual(new StringType('STR20', 0xbeef, 20, 24));
  });

  test('everything within another', () => {
    const image = encodeElement(recipeType(), recipe, 'T');
    expect(image).toHaveLength(168);
    expect(decodeElement(recipeType(), image)).toEqual(recipe);
  });

  test('a part leaves all else as it stands, hidden bits too', () => {
    const image = new Uint8Array(168).fill(0xff);
    recipeType().writePart(viewOf(image), 0, { ready: false, Speed: 0 });
    const changed = [...image].flatMap((byte, at) => (byte === 0xff ? [] : [at]));
    expect(changed).toEqual([0, 4, 5, 6, 7]);
    expect(image[0]).toBe(0xfe);
  });

  test('a type that nobody knows is bytes up to the next member', () => {
    const odd = template('Odd', 1, 12, [member('A', 0xc4, 0), member('X', 0xee, 4), member('B', 0xc3, 10)]);
    const type = new TypeBuilder(() => odd).structure(1);
    const value = decodeElement(type, bytes('01000000 aabbccddeeff 0200'));
    expect(value).toEqual({ A: 1, X: bytes('aabbccddeeff'), B: 2 });
    expect(hexOf(encodeElement(type, value, 'T'))).toBe('01000000aabbccddeeff0200');
    expect(() => encodeElement(type, { ...(value as object), X: bytes('aa') }, 'T')).toThrow('T.X: 1 bytes are not 6');
    expect(() => encodeElement(type, { ...(value as object), X: 7 }, 'T')).toThrow('T.X: 7 is no Uint8Array');
  });
});

describe('a value that a structure does not hold', () => {
  test.each<[string, unknown, string]>([
    ['no object', 5, 'T: 5 is no object of members of Recipe'],
    ['an array', [], 'T: an array is no object of members of Recipe'],
    ['a member missing', { ...recipe, Speed: undefined }, 'T: the member Speed is missing'],
    ['a member too many', { ...recipe, Sped: 1 }, 'T.Sped: no such member (did you mean "Speed"?). There are: Ready'],
    ['a hidden member', { ...recipe, ZZZZZZZZZZRecipe0: 1 }, 'T.ZZZZZZZZZZRecipe0: no such member'],
    ['a member twice', { ...recipe, speed: 1 }, 'T.speed: is there already, in another case'],
    ['what every object has', { ...recipe, toString: 1 }, 'T.toString: no such member'],
    ['a bit', { ...recipe, Busy: 1 }, 'T.Busy: 1 is no boolean'],
    [
      'deep within',
      { ...recipe, Timers: [timer, timer, { ...timer, PRE: 'x' }] },
      'T.Timers[2].PRE: "x" is no integer',
    ],
    ['an array of another length', { ...recipe, Steps: [1] }, 'T.Steps: 1 elements are not 3'],
    ['a BOOL array', { ...recipe, Flags: [true] }, 'T.Flags: 1 elements are not 32'],
    ['a long string', { ...recipe, Code: 'x'.repeat(21) }, 'T.Code: 21 characters are more than 20'],
  ])('%s', (_name, value, message) => {
    expect(messageOf(() => encodeElement(recipeType(), value, 'T'))).toContain(message);
  });

  function messageOf(run: () => unknown): string {
    try {
      run();
    } catch (error) {
      return (error as TagValueError).message;
    }
    return 'taken';
  }
});

describe('writes of some members', () => {
  const paths = (value: unknown) =>
    partialWrites(recipeType(), value, 'R').map(({ steps, type, count, data }) => [
      tagText({ program: undefined, steps, bit: undefined }),
      type.name,
      count,
      hexOf(data),
    ]);

  test('go out one by one, each with a path of its own', () => {
    expect(paths({ speed: 1.5, Busy: true, Steps: [1, 2, 3], Code: 'A7', Flags: recipe.Flags })).toEqual([
      ['Speed', 'REAL', 1, '0000c03f'],
      ['Busy', 'BOOL', 1, '01'],
      ['Steps', 'INT', 3, '010002000300'],
      ['Code', 'STR20', 1, `02000000${'4137'.padEnd(40, '0')}`],
      ['Flags', 'DWORD', 1, '10000000'],
    ]);
  });

  test('of a structure within another', () => {
    const outer = template('Outer', 1, 24, [member('A', 0xc4, 0), member('Inner', 0x8f83, 4)]);
    const type = new TypeBuilder((i) => (i === 1 ? outer : TEMPLATES.get(i))).structure(1) as StructureType;
    const [write] = partialWrites(type, { Inner: { DN: true } }, 'T');
    expect(write).toMatchObject({ steps: [{ name: 'Inner' }, { name: 'DN' }], count: 1, data: bytes('01') });
    expect(() => partialWrites(type, { Inner: { DN: 1 } }, 'T')).toThrow('T.Inner.DN: 1 is no boolean');
  });

  test('of nothing are none', () => expect(paths({})).toEqual([]));

  test('are all checked before one is there', () => {
    expect(() => paths({ Speed: 1, Steps: [1] })).toThrow('R.Steps: 1 elements are not 3');
    expect(() => paths({ Nothing: 1 })).toThrow('R.Nothing: no such member');
  });
});

describe('templates that make no sense are refused', () => {
  const nest = (size: number, ...members: TemplateMember[]) => template('T', 1, size, members);
  const chain = Array.from({ length: 40 }, (_, i) => template(`L${i}`, i, 4, [member('N', 0x8000 | (i + 1), 0)]));
  const bomb = Array.from({ length: 8 }, (_, i) =>
    template(
      `B${i}`,
      i,
      4,
      Array.from({ length: 20 }, (_, m) => member(`M${m}`, i < 7 ? 0x8001 + i : 0xc4, 0)),
    ),
  );

  test.each<[string, Template[], string]>([
    ['a structure within itself', [nest(4, member('Me', 0x8000, 0))], 'a structure that is not within itself'],
    ['one that is not there', [nest(4, member('X', 0x8005, 0))], 'a known instance, not 5'],
    ['a member beyond the end', [nest(4, member('A', 0xc4, 1))], 'a place within it'],
    ['an array beyond the end', [nest(8, member('A', 0x20c4, 0, 3))], 'a place within it'],
    ['a bit beyond the end', [nest(4, member('A', 0xc1, 0, 32))], 'a place within it'],
    ['a bit that no host has', [nest(400, member('A', 0xc1, 0, 64))], '0 to 63, not 64'],
    ['BOOLs beyond the end', [nest(4, member('A', 0x20d3, 0, 2))], 'a place within it'],
    [
      'a string beyond its end',
      [nest(8, member('LEN', 0xc4, 0), member('DATA', 0x20c2, 4, 5))],
      'a place within its string',
    ],
    ['no bytes at all', [nest(0)], 'at least one byte'],
    ['40 levels', chain, 'at most 32 structures within another'],
    ['20 to the power of 8 values in 4 bytes', bomb, 'no more values than it has bits'],
  ])('%s', (_name, templates, expected) => {
    const build = () => new TypeBuilder((instance) => templates[instance]).structure(0);
    expect(build).toThrow(CipDecodeError);
    expect(build).toThrow(expected);
  });

  test('and the next one is built all the same', () => {
    const templates = new Map([[1, nest(4, member('Me', 0x8001, 0))], ...TEMPLATES]);
    const types = new TypeBuilder((instance) => templates.get(instance));
    expect(() => types.structure(1)).toThrow(CipDecodeError);
    expect(types.structure(0xf83).name).toBe('TIMER');
    expect(types.structure(0xf83)).toBe(types.structure(0xf83));
  });
});

describe('a definition', () => {
  test('with padding behind it, and without the last zero', () => {
    const definition = bytes('0000c400 00000000 0000c100 04000000') as Uint8Array;
    const names = Buffer.from('Pair;nAB\0First\0Second');
    const whole = Uint8Array.from([...definition, ...names]);
    const decoded = decodeTemplateDefinition(whole, 2);
    expect(decoded.members.map(({ name }) => name)).toEqual(['First', 'Second']);
    expect(decodeTemplateDefinition(Uint8Array.from([...whole, 0, 0, 0]), 2)).toEqual(decoded);
  });

  test('is refused without all of its names', () => {
    const definition = Uint8Array.from([...bytes('0000c400 00000000'), ...Buffer.from('Pair\0')]);
    expect(() => decodeTemplateDefinition(definition, 1)).toThrow('name of member 0 at byte 13: expected a name');
    expect(() => decodeTemplateDefinition(definition, 2)).toThrow(CipDecodeError);
  });
});

test('a bit beyond the first byte of its host is in the bytes behind', () => {
  const { offset, mask } = new BitMember('EN', 4, 29);
  expect([offset, mask]).toEqual([7, 0x20]);
});
