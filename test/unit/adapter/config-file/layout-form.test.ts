import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD_FORMS } from '../../../../src/adapter/config-file/field-forms.js';
import { layoutFromForm } from '../../../../src/adapter/config-file/layout-form.js';
import * as api from '../../../../src/adapter/index.js';

const { array, bool, bytes, int, layout, real, shortString } = api;

function made(form: unknown) {
  const complaints: string[] = [];
  const result = layoutFromForm(form, ['layout'], (path, message) => complaints.push(`${path.join('.')}: ${message}`));
  return { layout: result, complaints };
}

/** Two layouts are one when they read the same of every memory. */
function expectSame(form: unknown, wanted: api.Layout): void {
  const { layout: got, complaints } = made(form);
  expect(complaints).toEqual([]);
  expect(got?.size).toBe(wanted.size);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: wanted.size, maxLength: wanted.size }), (memory) => {
      const view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
      expect(got?.read(view)).toEqual(wanted.read(view));
    }),
    { numRuns: 20 },
  );
}

describe('a layout as data', () => {
  it('has every field type of the API', () => {
    const makers = Object.entries(api).filter(([, value]) => typeof value === 'function' && !/^class/.test(`${value}`));
    const names = makers
      .map(([name]) => name)
      .filter((name) => !['layout', 'loadAdapterConfig', 'array', 'service'].includes(name) && !name.startsWith('var'));
    expect(Object.keys(FIELD_FORMS).sort()).toEqual(names.sort());
  });

  it('means what the calls mean', () => {
    expectSame(
      {
        start: { type: 'bool', offset: 0, bit: 3 },
        recipe: { type: 'int', offset: 2 },
        score: { type: 'real', offset: 4 },
        raw: { type: 'bytes', offset: 8, length: 3 },
        name: { type: 'shortString', offset: 12, most: 20 },
      },
      layout({ start: bool(0, 3), recipe: int(2), score: real(4), raw: bytes(8, 3), name: shortString(12, 20) }),
    );
  });

  it('has arrays of types, of types with details, and of arrays', () => {
    expectSame(
      {
        counts: { type: 'array', offset: 0, count: 3, of: 'int' },
        names: { type: 'array', offset: 6, count: 2, of: { type: 'shortString', most: 4 } },
        table: { type: 'array', offset: 16, count: 2, of: { type: 'array', count: 3, of: 'int' } },
        flags: { type: 'array', offset: 28, count: 2, of: { type: 'bool', bit: 7 } },
      },
      layout({
        counts: array(0, 3, int),
        names: array(6, 2, (at) => shortString(at, 4)),
        table: array(16, 2, (at) => array(at, 3, int)),
        flags: array(28, 2, (at) => bool(at, 7)),
      }),
    );
  });

  it('may be empty', () => expect(made({}).layout?.size).toBe(0));

  const ONE_OF = 'bool, sint, int, dint';
  it.each([
    ['no object', [1], 'layout: expected an object of fields by name, got an array'],
    ['null', null, 'layout: expected an object of fields by name, got null'],
    ['a field that is none', { a: 5 }, 'layout.a: expected a field such as { type: int, offset: 0 }, got 5'],
    ['no type', { a: { offset: 0 } }, `layout.a.type: required: one of ${ONE_OF}`],
    [
      'a type that is none',
      { a: { type: 'bol', offset: 0 } },
      'layout.a.type: "bol" is no such field type (did you mean "bool"?)',
    ],
    ['a type of another case', { a: { type: 'INT', offset: 0 } }, '(did you mean "int"?)'],
    [
      'a type of Object.prototype',
      { a: { type: 'toString', offset: 0 } },
      'layout.a.type: "toString" is no such field type',
    ],
    ['no offset', { a: { type: 'int' } }, 'layout.a.offset: expected a whole number from 0 to 64999, got nothing'],
    [
      'an offset below 0',
      { a: { type: 'int', offset: -1 } },
      'layout.a.offset: expected a whole number from 0 to 64999, got -1',
    ],
    [
      'an offset as text',
      { a: { type: 'int', offset: '2' } },
      'layout.a.offset: expected a whole number from 0 to 64999, got "2"',
    ],
    [
      'a bit beyond 7',
      { a: { type: 'bool', offset: 0, bit: 8 } },
      'layout.a.bit: expected a whole number from 0 to 7, got 8',
    ],
    [
      'a bit of an integer',
      { a: { type: 'int', offset: 0, bit: 1 } },
      'layout.a.bit: no such option. There are: offset',
    ],
    [
      'a misspelt detail',
      { a: { type: 'shortString', offset: 0, most: 3, mots: 3 } },
      'layout.a.mots: no such option (did you mean "most"?)',
    ],
    [
      'a string too long',
      { a: { type: 'shortString', offset: 0, most: 256 } },
      'layout.a.most: expected a whole number from 1 to 255, got 256',
    ],
    [
      'an array of nothing',
      { a: { type: 'array', offset: 0, count: 2 } },
      'layout.a.of: expected a type such as int, or { type: shortString, most: 20 }, got undefined',
    ],
    [
      'an array of no type',
      { a: { type: 'array', offset: 0, count: 2, of: 'in' } },
      'layout.a.of.type: "in" is no such field type',
    ],
    [
      'an offset within an array',
      { a: { type: 'array', offset: 0, count: 2, of: { type: 'int', offset: 0 } } },
      'layout.a.of.offset: no such option',
    ],
    [
      'an array beyond an assembly',
      { a: { type: 'array', offset: 0, count: 65_000, of: 'int' } },
      'layout.a: 65000 elements need 130000 bytes: an assembly has at most 65000',
    ],
    [
      'arrays of arrays beyond an assembly',
      { a: { type: 'array', offset: 0, count: 65_000, of: { type: 'array', count: 65_000, of: 'sint' } } },
      'layout.a: 65000 elements need',
    ],
    ['a field behind an assembly', { a: { type: 'dint', offset: 64_998 } }, 'layout.a: a (DINT) needs 65002 bytes'],
    [
      'an overlap',
      { a: { type: 'int', offset: 0 }, b: { type: 'int', offset: 1 } },
      'layout.b: b (INT) overlaps a (INT) at byte 1',
    ],
  ])('is refused: %s', (_case, form, message) => {
    const { layout: got, complaints } = made(form);
    expect(got).toBeUndefined();
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toContain(message);
  });

  it('tells all mistakes at once', () => {
    const form = {
      a: { type: 'bool' },
      b: { type: 'int', offset: 4 },
      c: { type: 'int', offset: 5 },
      d: { type: 'x' },
    };
    expect(made(form).complaints.map((text) => text.split(':')[0])).toEqual([
      'layout.a.offset',
      'layout.a.bit',
      'layout.d.type',
      'layout.c',
    ]);
  });
});
