import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../../src/config/config-file.js';
import { problemText } from '../../../src/config/problems.js';
import { EipConfigError } from '../../../src/index.js';
import type { TagValue } from '../../../src/logix/index.js';
import { TagNameError, TagValueError } from '../../../src/logix/index.js';
import { simulatorOptionsOf } from '../../../src/simulator/definition/load.js';
import { simulatorSchema } from '../../../src/simulator/definition/option-schema.js';
import { parseTypeText } from '../../../src/simulator/definition/type-text.js';
import { LogixSimulator, type LogixSimulatorOptions, type SimulatedTag } from '../../../src/testing.js';

describe('the text of a type', () => {
  test.each([
    ['DINT', { name: 'DINT', dimensions: [] }],
    ['REAL[10]', { name: 'REAL', dimensions: [10] }],
    [' Recipe [ 3, 4,5 ] ', { name: 'Recipe', dimensions: [3, 4, 5] }],
    ['DINT[0]', undefined],
    ['DINT[]', undefined],
    ['DINT[1,2,3,4]', undefined],
    ['DINT[-1]', undefined],
    ['DINT[1', undefined],
    ['5DINT', undefined],
    ['', undefined],
    ['DINT[9999999999]', undefined],
  ])('%s', (text, expected) => expect(parseTypeText(text)).toEqual(expected));
});

describe('a tag holds what its definition says', () => {
  const types = {
    Inner: { A: 'BOOL', B: 'SINT', C: 'LINT' },
    Outer: { X: 'BOOL', Inner: 'Inner', Inners: 'Inner[2]', Name: 'STRING' },
  };
  const inner = { A: false, B: 0, C: 0n };

  test.each<[string, SimulatedTag, TagValue]>([
    ['zeros', 'DINT', 0],
    ['a value', { type: 'REAL', value: 1.5 }, 1.5],
    ['a bigint as text', { type: 'LINT', value: '9007199254740993' }, 9007199254740993n],
    ['a bigint as a number', { type: 'ULINT', value: 5 }, 5n],
    ['a date as text', { type: 'DT', value: '2020-05-01T12:00:00Z' }, new Date('2020-05-01T12:00:00Z')],
    ['an array', { type: 'INT[3]', value: [1, 2, 3] }, [1, 2, 3]],
    [
      'dimensions',
      {
        type: 'INT[2,2]',
        value: [
          [1, 2],
          [3, 4],
        ],
      },
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['BOOLs', { type: 'BOOL[32]', value: Array(32).fill(true) }, Array(32).fill(true)],
    ['strings', { type: 'STRING[2]', value: ['a', 'b'] }, ['a', 'b']],
    ['a structure of some members', { type: 'Inner', value: { b: -5 } }, { ...inner, B: -5 }],
    [
      'structures within structures',
      { type: 'Outer', value: { Inner: { C: '7' }, Inners: [{ A: true }, {}] } },
      { X: false, Inner: { ...inner, C: 7n }, Inners: [{ ...inner, A: true }, inner], Name: '' },
    ],
  ])('%s', (_name, tag, value) => {
    expect(new LogixSimulator({ types, tags: { Tag: tag } }).read('Tag')).toEqual(value);
  });
});

describe('what makes no sense is refused by its path', () => {
  const chain = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [`L${i}`, { N: i < 39 ? `L${i + 1}` : 'DINT' }]),
  );

  test.each<[string, unknown, string, string]>([
    ['no object', 5, 'options', 'expected an object, got 5'],
    ['an option that is not there', { prot: 1 }, 'prot', 'no such option (did you mean "port"?)'],
    ['a type that is not there', { tags: { A: 'DINTT' } }, 'tags.A', 'no such type (did you mean "DINT"?)'],
    ['no type', { tags: { A: 'DINT[' } }, 'tags.A', 'expected a type such as DINT'],
    ['a number as a type', { tags: { A: 5 } }, 'tags.A', 'expected a type such as DINT, REAL[10] or Recipe, got 5'],
    ['no type in a full tag', { tags: { A: { value: 5 } } }, 'tags.A.type', 'expected a type'],
    [
      'a misspelt key of a tag',
      { tags: { A: { type: 'DINT', acces: 'none' } } },
      'tags.A.acces',
      '(did you mean "access"?)',
    ],
    ['an access that is none', { tags: { A: { type: 'DINT', access: 'all' } } }, 'tags.A.access', 'expected one of'],
    [
      'a value out of range',
      { tags: { A: { type: 'SINT', value: 300 } } },
      'tags.A.value',
      '300 is no integer from -128',
    ],
    [
      'an element',
      {
        tags: {
          A: {
            type: 'SINT[2,2]',
            value: [
              [1, 2],
              [3, 'x'],
            ],
          },
        },
      },
      'tags.A.value',
      '[1,1]: "x" is no',
    ],
    ['too few elements', { tags: { A: { type: 'SINT[3]', value: [1] } } }, 'tags.A.value', '1 elements are not 3'],
    ['a bad date', { tags: { A: { type: 'DT', value: 'soon' } } }, 'tags.A.value', 'an invalid Date is no Date'],
    [
      'a member that is not there',
      { types: { T: { A: 'INT' } }, tags: { A: { type: 'T', value: { B: 1 } } } },
      'tags.A.value',
      '.B: no such member',
    ],
    ['a name with a blank', { tags: { 'A B': 'DINT' } }, 'tags.A B', 'letters, digits'],
    ['two names that differ in case', { tags: { Tag: 'DINT', tAG: 'INT' } }, 'tags.tAG', 'in another case'],
    ['a program as a tag', { tags: { 'Program:X': 'DINT' } }, 'tags.Program:X', 'letters, digits'],
    ['a BOOL array of 33', { tags: { A: 'BOOL[33]' } }, 'tags.A', 'a multiple of 32'],
    ['BOOLs in two dimensions', { tags: { A: 'BOOL[32,2]' } }, 'tags.A', 'one dimension'],
    ['a tag of a gigabyte', { tags: { A: 'DINT[999999999]' } }, 'tags.A', 'more than 4194304'],
    ['a type without members', { types: { T: {} } }, 'types.T', 'at least one member'],
    ['a type of the controller', { types: { Timer: { A: 'DINT' } } }, 'types.Timer', 'has a type of this name'],
    ['a type as an elementary one', { types: { dint: { A: 'DINT' } } }, 'types.dint', 'has a type of this name'],
    ['a type twice', { types: { T: { A: 'DINT' }, t: { A: 'DINT' } } }, 'types.t', 'in another case'],
    ['a type within itself', { types: { T: { A: 'U' }, U: { B: 'T' } } }, 'types.U.B', 'T is within itself'],
    ['40 levels', { types: chain }, 'types.L31.N', 'structures deep'],
    ['a member with a bad name', { types: { T: { 'A.B': 'DINT' } } }, 'types.T.A.B', 'letters, digits'],
    ['a member twice', { types: { T: { A: 'DINT', a: 'INT' } } }, 'types.T.a', 'in another case'],
    ['a member of two dimensions', { types: { T: { A: 'DINT[2,2]' } } }, 'types.T.A', 'at most one dimension'],
    ['a member that is too long', { types: { T: { A: 'SINT[65536]' } } }, 'types.T.A', 'more than 65535'],
    ['a member of no type', { types: { T: { A: 5 } } }, 'types.T.A', 'expected a type'],
    ['a string of no length', { types: { T: { string: 0 } } }, 'types.T.string', 'expected a whole number from 1'],
    ['a program with a bad name', { programs: { 'a b': {} } }, 'programs.a b', 'letters, digits'],
    ['a program twice', { programs: { Main: {}, main: {} } }, 'programs.main', 'in another case'],
    ['a tag of a program', { programs: { Main: { A: 'X' } } }, 'programs.Main.A', 'no such type'],
    ['a limit', { limits: { connections: 0 } }, 'limits.connections', 'expected a whole number from 1 to 256'],
    ['a revision', { identity: { revision: [33] } }, 'identity.revision', 'expected'],
    ['a name of wide characters', { name: 'Bäckerei €' }, 'name', 'ISO 8859-1'],
    ['a product name', { identity: { productName: 'x'.repeat(33) } }, 'identity.productName', 'at most 32 characters'],
    ['a fault', { faults: [{ action: 'explode' }] }, 'faults[0].action', 'expected one of'],
    ['a service of a fault', { faults: [{ action: 'hold', service: 'read' }] }, 'faults[0].service', 'expected one of'],
    ['__proto__', JSON.parse('{"tags":{"__proto__":"DINT"}}'), 'tags.__proto__', 'take another one'],
  ])('%s', (_name, options, option, message) => {
    const refusal = refusalOf(() => new LogixSimulator(options as LogixSimulatorOptions));
    expect(refusal).toBeInstanceOf(EipConfigError);
    expect(refusal).toMatchObject({ code: 'EIP_OPTION_INVALID' });
    const found = refusal.problems?.find((problem) => problem.option === option);
    expect(found?.message ?? refusal.message).toContain(message);
    expect(found).toBeDefined();
  });

  test('all of it at once', () => {
    const tags = { A: 'X', B: { type: 'SINT', value: 300 } } as const;
    const refusal = refusalOf(() => new LogixSimulator({ tags, types: { T: {} } }));
    expect(refusal.problems?.map(({ option }) => option)).toEqual(['types.T', 'tags.A', 'tags.B.value']);
  });

  test('a download that is refused leaves the old program', () => {
    const plc = new LogixSimulator({ tags: { A: { type: 'DINT', value: 5 } } });
    expect(() => plc.download({ tags: { A: 'X' } })).toThrow(EipConfigError);
    expect([plc.read('A'), plc.status().downloads]).toEqual([5, 0]);
    plc.download({ tags: { A: 'INT' } });
    expect([plc.read('A'), plc.status().downloads]).toEqual([0, 1]);
  });
});

describe('a file', () => {
  const read = (text: string) =>
    simulatorOptionsOf(ConfigFile.parse(text, 'tags.yaml', Object.keys(simulatorSchema.shape)));

  test('has the same form', () => {
    const options = read(
      'types:\n  T: { A: DINT, B: BOOL }\ntags:\n  X:\n    type: T[2]\n    value: [{ A: 1 }, { B: true }]\nport: 0\n',
    );
    expect(options.port).toBe(0);
    expect(new LogixSimulator(options).read('X')).toEqual([
      { A: 1, B: false },
      { A: 0, B: true },
    ]);
  });

  test.each([
    ['tags:\n  A: DINTT\n', 'tags.yaml:2:3: tags.A: no such type'],
    ['tags:\n  A:\n    type: SINT\n    value: 300\n', 'tags.yaml:4:5: tags.A.value: 300 is no integer'],
    ['prt: 5\n', 'tags.yaml:1:1: prt: no such key (did you mean "port"?)'],
    ['adapter: {}\n', 'tags.yaml:1:1: adapter: no such key'],
    ['tags:\n  A: DINT\n  A: INT\n', 'tags.yaml:3:3: tags.A: is there already, in line 2'],
    ['- A\n', 'tags.yaml:1:1: expected an object with the key'],
  ])('%j is refused with its line', (text, expected) => {
    const problems = refusalOf(() => read(text)).problems ?? [];
    expect(problems.map(problemText).join('\n')).toContain(expected);
  });
});

describe('tags from inside', () => {
  const plc = new LogixSimulator({
    types: { T: { On: 'BOOL', N: 'INT[3]' } },
    tags: {
      Word: 'DINT',
      Big: 'LINT',
      X: 'T',
      List: 'REAL[2,2]',
      Fixed: { type: 'DINT', access: 'readOnly' },
      R: 'REAL',
    },
    programs: { Main: { A: 'DINT' } },
  });

  test.each<[string, TagValue, TagValue]>([
    ['Word', 5, 5],
    ['word.3', true, true],
    ['Big.63', true, true],
    ['X.On', true, true],
    ['X.N[2]', -7, -7],
    ['List[1,0]', 1.5, 1.5],
    ['Program:Main.A', 9, 9],
    ['Fixed', 1, 1],
  ])('%s is written and read', (name, value, again) => {
    plc.write(name, value);
    expect(plc.read(name)).toEqual(again);
  });

  test('a bit is one of the word', () => {
    plc.write('Word', 0);
    plc.write('Word.31', true);
    plc.write('Word.0', true);
    expect(plc.read('Word')).toBe(-(2 ** 31) + 1);
    plc.write('Word.31', false);
    expect(plc.read('Word')).toBe(1);
  });

  test.each<[string, TagValue, new (...args: never[]) => Error]>([
    ['Nothing', 1, TypeError],
    ['X.Nothing', 1, TypeError],
    ['List[5,0]', 1, TypeError],
    ['Word.32', true, TypeError],
    ['Word.0', 1, TypeError],
    ['X.On', 1, TypeError],
    ['Word', 'x', TagValueError],
    ['Word..', 1, TagNameError],
  ])('%s = %s is refused', (name, value, kind) => {
    expect(() => plc.write(name, value)).toThrow(kind);
  });

  test.each([['Nothing'], ['R.0'], ['Word.32']])('%s is not read', (name) => {
    expect(() => plc.read(name)).toThrow(TypeError);
  });
});

function refusalOf(run: () => unknown): EipConfigError {
  try {
    run();
  } catch (error) {
    return error as EipConfigError;
  }
  throw new Error('it was taken');
}
