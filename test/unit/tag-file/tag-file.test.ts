import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { problemText } from '../../../src/config/problems.js';
import { parsed } from '../../../src/config/refusal.js';
import { EipConfigError } from '../../../src/errors.js';
import { ExplicitClient } from '../../../src/index.js';
import { loadTagFile, tagEntries } from '../../../src/tag-file/index.js';

const folder = mkdtempSync(join(tmpdir(), 'eip-tags-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(text: string, name = 'tags.yaml'): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function problems(text: string): string[] {
  try {
    loadTagFile(fileOf(text));
    return [];
  } catch (error) {
    if (!(error instanceof EipConfigError)) throw error;
    return (error.problems ?? []).map((problem) => problemText({ ...problem, file: 'f' }));
  }
}

describe('a tag file', () => {
  it.each<[string, string, unknown]>([
    ['names', '- Speed\n- Line.Count\n', ['Speed', 'Line.Count']],
    ['names in JSON', '["Speed"]', ['Speed']],
    ['aliases', 'speed: Line.Speed\n', { speed: 'Line.Speed' }],
    ['entries', 'speed: { tag: Line.Speed, scale: 0.1, min: 0 }', { speed: { tag: 'Line.Speed', scale: 0.1, min: 0 } }],
    ['places in assemblies', 'speed: { assembly: command, offset: 4, type: dint, scale: 2 }', expect.anything()],
    ['both', 'speed: { tag: A, offset: 5, assembly: { name: command, field: speed } }', expect.anything()],
  ])('has %s', (_what, text, tags) => expect(loadTagFile(fileOf(text))).toEqual(tags));

  it.each<[string, string[]]>([
    ['5', ['f:1:1: expected a list of names, or an object of tags by name, got 5']],
    ['', ['f:1:1: expected a list of names, or an object of tags by name, got null']],
    ['- Speed\n- 5\n', ['f:2:3: [1]: expected the name of a tag, got 5']],
    ['- "Line..Speed"\n', ['f:1:3: [0]: "Line..Speed": expected a name at character 6']],
    ['a: Line. Speed\n', ['f:1:1: a: "Line. Speed": expected a name at character 6']],
    ['a: 5\n', ['f:1:1: a: expected the name of a tag, or an object, got 5']],
    [
      'a:\n  tag: A\n  sacle: 2\n',
      expect.arrayContaining([expect.stringContaining('f:3:3: a.sacle: no such option (did you mean "scale"?)')]),
    ],
    [
      'a:\n  scale: 0\n  min: x\n',
      ['f:2:3: a.scale: expected a number other than 0, got 0', 'f:3:3: a.min: expected a finite number, got "x"'],
    ],
    ['a: { max: .inf }\n', ['f:1:6: a.max: expected a finite number, got Infinity']],
    ['a: { min: .nan }\n', ['f:1:6: a.min: expected a finite number, got NaN']],
    ['a: { min: 2, max: 1 }\n', ['f:1:6: a.min: 2: at most "max", 1']],
    ['a: { maxWritesPerSecond: 0 }\n', ['f:1:6: a.maxWritesPerSecond: expected a number from 0.001 to 1000, got 0']],
    ['a: { readOnly: 1 }\n', ['f:1:6: a.readOnly: expected true or false, got 1']],
    [
      'a: { deadband: "2 %" }\n',
      ['f:1:6: a.deadband: expected a number from 0 on, or { percent: 0-100, range: [LOW, HIGH] }, got "2 %"'],
    ],
    ['a: { type: "DINT]" }\n', ['f:1:6: a.type: expected a type such as DINT or REAL[10], got "DINT]"']],
    [
      'a: { assembly: command }\n',
      [
        'f:1:1: a.field: expected the name of a field of its layout (or "offset" and "type" in place of it), got nothing',
      ],
    ],
    [
      'a:\n  assembly: { nmae: command, field: x }\n',
      ['f:2:3: a.assembly.name: expected the name of an assembly, got nothing'],
    ],
    [
      'a:\n  assembly: { name: command, feld: x }\n',
      expect.arrayContaining([
        expect.stringContaining(
          'f:2:30: a.assembly.feld: no such option (did you mean "field"?). There are: name, field',
        ),
      ]),
    ],
    [
      'a: A\nb: { tag: [1] }\na: B\n',
      ['f:2:6: b.tag: expected the name of a tag, got an array', 'f:3:1: a: is there already, in line 1'],
    ],
    ['a: [\n', [expect.stringMatching(/^f:\d+:\d+: /)]],
  ])('%j is refused, by file, line and key', (text, expected) => expect(problems(text)).toEqual(expected));

  it('that is not there, or no file, says so', () => {
    expect(() => loadTagFile(join(folder, 'none.yaml'))).toThrow("can't be read");
    expect(() => loadTagFile(folder)).toThrow('it is a folder');
  });

  it('any value is a set of entries, or refused by its path', () => {
    const entry = fc.record(
      { tag: fc.anything(), scale: fc.anything(), assembly: fc.anything(), min: fc.double(), max: fc.double() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.dictionary(fc.string(), fc.oneof(fc.anything(), entry))), (value) => {
        try {
          parsed('tags', tagEntries, value);
        } catch (error) {
          expect(error).toBeInstanceOf(EipConfigError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the option tags of an explicit client', () => {
  const refusal = (options: object): string => {
    try {
      new ExplicitClient({ host: 'plc', ...options });
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error('accepted');
  };

  it.each<[unknown, string]>([
    [5, 'tags: expected a path, a list of names, or an object of tags by name, got 5'],
    [['A', ''], 'tags[1]: "": expected a name at character 1'],
    [{ a: { tag: 'A', scale: 0 } }, 'tags.a.scale: expected a number other than 0, got 0'],
    [{ a: 'A', A: 'B' }, 'tags.A: is there already, as "a": case does not count'],
    [{ 'not a name': {} }, 'tags.not a name.tag: required, because its own name is none of a controller'],
    [{ a: { assembly: 'x', field: 'y' } }, 'tags.a.tag: required: its name in the controller'],
  ])('%j is refused', (tags, message) => expect(refusal({ tags })).toContain(message));

  it.each<[object, string]>([
    [{ readOnly: 'yes' }, 'readOnly: expected true or false, got "yes"'],
    [{ writable: 'Line.*' }, 'writable: expected a list of names of tags, got "Line.*"'],
    [{ writable: ['Line .Speed'] }, 'writable[0]: expected a name such as Line.Speed'],
    [{ writable: ['Line.'] }, 'writable[0]: expected a name'],
    [{ writable: [''] }, 'writable[0]: expected a name'],
    [{ writable: ['A[*'] }, 'writable[0]: expected a name'],
    [{ writable: ['A|.*'] }, 'writable[0]: expected a name'],
    [{ verify: 1 }, 'verify: expected true or false, got 1'],
  ])('%j is refused', (options, message) => expect(refusal(options)).toContain(message));

  it('a file that is wrong is refused by its lines, one that is not there by its path', () => {
    const path = fileOf('a: { scale: 0 }\n');
    expect(refusal({ tags: path })).toContain(`${path}:1:6: a.scale`);
    expect(refusal({ tags: join(folder, 'none.yaml') })).toContain('none.yaml');
  });
});
