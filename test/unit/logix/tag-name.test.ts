import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodePath, encodePath } from '../../../src/cip/index.js';
import {
  instancePath,
  parseTagName,
  sameName,
  TagNameError,
  tagKey,
  tagOfPath,
  tagPath,
  tagText,
} from '../../../src/logix/index.js';

const step = (name: string, ...indices: number[]) => ({ name, indices });
const hex = (text: string) => Buffer.from(encodePath(tagPath(parseTagName(text)))).toString('hex');

describe('a name becomes its parts', () => {
  test.each([
    ['Speed', undefined, [step('Speed')], undefined],
    ['_IO_EM_DO_00', undefined, [step('_IO_EM_DO_00')], undefined],
    ['Recipes[3].Name', undefined, [step('Recipes', 3), step('Name')], undefined],
    ['Grid[1,2,3]', undefined, [step('Grid', 1, 2, 3)], undefined],
    ['Status.5', undefined, [step('Status')], 5],
    ['Words[4294967295].63', undefined, [step('Words', 0xffff_ffff)], 63],
    ['Program:Main.Tag[3,4].Member.5', 'Main', [step('Tag', 3, 4), step('Member')], 5],
    ['program:main.x', 'main', [step('x')], undefined],
    ['Local:1:I.Data.0', undefined, [step('Local:1:I'), step('Data')], 0],
    ['A[1].B[2].C', undefined, [step('A', 1), step('B', 2), step('C')], undefined],
  ])('%s', (text, program, steps, bit) => {
    expect(parseTagName(text)).toEqual({ text, program, steps, bit });
  });
});

describe('a part of an array has a count', () => {
  test.each([
    ['Temps[10]{20}', [step('Temps', 10)], 20],
    ['Temps{5}', [step('Temps')], 5],
    ['Grid[1,2]{4294967295}', [step('Grid', 1, 2)], 0xffff_ffff],
    ['Line.Temps[0]{1}', [step('Line'), step('Temps', 0)], 1],
  ])('%s', (text, steps, count) => {
    expect(parseTagName(text)).toEqual({ text, program: undefined, steps, bit: undefined, count });
    expect(tagText(parseTagName(text))).toBe(text);
  });
});

describe('what is no name is refused with the place', () => {
  test.each([
    ['', 1, 'a name'],
    [' Speed', 1, 'a name'],
    ['Speed ', 6, 'a ".", a "[", a "{" or the end'],
    ['5peed', 1, 'a letter or "_"'],
    ['Speed.', 7, 'a name'],
    ['Speed..X', 7, 'a name'],
    ['A[', 3, 'an index from 0 to 4294967295'],
    ['A[]', 3, 'an index from 0 to 4294967295'],
    ['A[-1]', 3, 'an index from 0 to 4294967295'],
    ['A[4294967296]', 3, 'an index from 0 to 4294967295'],
    ['A[1', 4, 'a "," or a "]"'],
    ['A[1,2,3,4]', 9, 'at most 3 indices'],
    ['A[1][2]', 5, 'a ".", a "[", a "{" or the end'],
    ['A.64', 3, 'a bit number from 0 to 63'],
    ['A{', 3, 'a number of elements from 1 to 4294967295'],
    ['A{0}', 3, 'a number of elements from 1 to 4294967295'],
    ['A{4294967296}', 3, 'a number of elements from 1 to 4294967295'],
    ['A[1]{2', 7, 'a "}"'],
    ['A{2}.B', 5, 'the end behind a count'],
    ['A{2}[1]', 5, 'the end behind a count'],
    ['A.5{2}', 4, 'the end behind a bit number'],
    ['A.5.B', 4, 'the end behind a bit number'],
    ['A.5[1]', 4, 'the end behind a bit number'],
    ['A.B:C', 4, 'a ".", a "[", a "{" or the end'],
    ['Program:', 9, 'the name of a program'],
    ['Program:Main', 13, 'a "." and a tag of the program'],
    ['Program:Main.', 14, 'a name'],
    ['Größe', 3, 'a ".", a "[", a "{" or the end'],
    ['x'.repeat(401), 401, 'at most 400 characters'],
    ['x'.repeat(256), 256, 'at most 255 characters in a name'],
    [Array(33).fill('a').join('.'), 65, 'at most 32 names'],
  ])('%s', (text, position, expected) => {
    const refusal = refusalOf(text);
    expect(refusal).toMatchObject({ tag: text, position, expected });
    expect(refusal.message).toContain(`expected ${expected} at character ${position}`);
    expect(refusal.message.length).toBeLessThan(200);
  });

  function refusalOf(text: string): TagNameError {
    try {
      parseTagName(text);
    } catch (error) {
      if (error instanceof TagNameError) return error;
    }
    throw new Error(`${text} was taken`);
  }

  test.each([[undefined], [5], [null], [{}]])('%s is a TypeError', (text) => {
    expect(() => parseTagName(text as unknown as string)).toThrow(TypeError);
  });

  test('any text is a name or is refused within its length', () => {
    const characters = fc.constantFrom(...'aZ_09.[],{}: Program:é');
    fc.assert(
      fc.property(
        fc.array(characters, { maxLength: 40 }).map((list) => list.join('')),
        (text) => {
          try {
            expect(tagText(parseTagName(text)).toLowerCase()).toBe(normal(text));
          } catch (error) {
            expect(error).toBeInstanceOf(TagNameError);
            expect((error as TagNameError).position).toBeLessThanOrEqual(text.length + 1);
          }
        },
      ),
      { numRuns: 5_000 },
    );
  });

  /** Without zeros in front of numbers that are indices, bits or counts. */
  function normal(text: string): string {
    return text.toLowerCase().replace(/([[,{]|\.(?=\d+$))0+(?=\d)/g, '$1');
  }
});

test('names are the same in any case', () => {
  expect(sameName('Speed', 'SPEED')).toBe(true);
  expect(sameName('Speed', 'Speeds')).toBe(false);
  expect(tagKey(parseTagName('PROGRAM:main.Tag[007].X'))).toBe(tagKey(parseTagName('Program:Main.tag[7].x')));
});

describe('the path of a name', () => {
  test.each([
    ['Speed', '91055370656564' + '00'],
    ['Tags[300].Val', '910454616773' + '29002c01' + '910356616c00'],
    ['Big[70000]', '910342696700' + '2a0070110100'],
    ['Grid[1,2,3]', '910447726964' + '280128022803'],
    ['Program:Main.X.5', '910c50726f6772616d3a4d61696e' + '91015800'],
  ])('%s', (text, expected) => {
    expect(hex(text)).toBe(expected);
  });

  test('by the number of the symbol', () => {
    const { steps } = parseTagName('Recipes[3].Name');
    const path = encodePath(instancePath(0x1234, steps));
    expect(Buffer.from(path).toString('hex')).toBe('206b25003412' + '2803' + '91044e616d65');
  });
});

describe('a path is read back', () => {
  test.each(['Speed', 'Recipes[3].Name', 'Grid[1,2,300]', 'Program:Main.Tag[3].M'])('%s', (text) => {
    const { program, steps } = parseTagName(text);
    const path = decodePath(encodePath(tagPath({ program, steps })));
    expect(tagOfPath(path)).toEqual({ program, instance: undefined, steps });
  });

  test('by number', () => {
    const path = decodePath(encodePath(instancePath(7, parseTagName('X[1].Y').steps)));
    expect(tagOfPath(path)).toEqual({ program: undefined, instance: 7, steps: [step('', 1), step('Y')] });
  });

  test.each([
    ['another class', '20012401'],
    ['a class without an instance', '206b'],
    ['an attribute in it', '91015800' + '3001'],
    ['nothing', ''],
    ['an index first', '2801'],
  ])('%s is no tag', (_name, bytes) => {
    expect(tagOfPath(decodePath(Buffer.from(bytes, 'hex')))).toBeUndefined();
  });
});
