import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { declarationsOf, isInterfaceName } from '../../../src/client/browse/declarations.js';
import type { BrowsedTag, TemplateInfo, TemplateMemberInfo } from '../../../src/index.js';
import { ELEMENTARY_TYPES } from '../../../src/logix/index.js';

const tag = (name: string, dataType: string | null, more: Partial<BrowsedTag> = {}): BrowsedTag => ({
  name,
  program: null,
  kind: 'tag',
  dataType,
  hasTemplate: false,
  dimensions: [],
  bytes: 4,
  access: 'readWrite',
  isAlias: false,
  instance: 1,
  ...more,
});
const member = (name: string, dataType: string | null, more: Partial<TemplateMemberInfo> = {}): TemplateMemberInfo => ({
  name,
  dataType,
  hasTemplate: false,
  length: null,
  offset: 0,
  bit: null,
  ...more,
});
const template = (name: string, members: TemplateMemberInfo[], capacity: number | null = null): TemplateInfo => ({
  name,
  handle: 1,
  bytes: 8,
  capacity,
  members,
});
const written = (tags: BrowsedTag[], templates: TemplateInfo[] = []): string =>
  declarationsOf(tags, templates, { interfaceName: 'Tags', source: 'test' });

/** Names of what the text declares, with their members; the compiler reads it as declarations without a fault. */
function declared(text: string): Record<string, string[]> {
  const file = ts.createSourceFile('tags.d.ts', text, ts.ScriptTarget.ES2022, true);
  const { parseDiagnostics } = file as unknown as { parseDiagnostics: readonly ts.Diagnostic[] };
  expect(parseDiagnostics.map(({ messageText }) => messageText)).toEqual([]);
  return Object.fromEntries(
    file.statements.map((statement) => {
      if (!ts.isInterfaceDeclaration(statement)) throw new Error(`no interface: ${statement.getText()}`);
      return [statement.name.text, statement.members.map(({ name }) => (name as ts.StringLiteral).text)];
    }),
  );
}

describe('declarations of tags', () => {
  it.each(ELEMENTARY_TYPES.map(({ name, read, size }) => [name, read, size] as const))(
    '%s has the type that its values have',
    (name, read, size) => {
      const value = read(new DataView(new ArrayBuffer(size)), 0);
      const type = value instanceof Date ? 'Date' : typeof value;
      expect(written([tag('A', name)])).toContain(`  A: ${type};`);
    },
  );

  it('arrays, structures, strings, access', () => {
    const text = written(
      [
        tag('Cube', 'DINT', { dimensions: [2, 3, 4] }),
        tag('Recipes', 'Recipe', { hasTemplate: true, dimensions: [3] }),
        tag('Code', 'Label', { hasTemplate: true }),
        tag('Locked', 'LINT', { access: 'readOnly' }),
        tag('Secret', 'DINT', { access: 'none' }),
        tag('Odd', null),
        tag('Old', 'DINT', { access: null }),
      ],
      [template('Recipe', [member('Odd', null), member('Bits', 'BOOL', { length: 32 })]), template('Label', [], 12)],
    );
    expect(text).toContain('  Cube: readonly (readonly (readonly number[])[])[];');
    expect(text).toContain('  Recipes: readonly Recipe[];');
    expect(text).toContain('  Code: string;');
    expect(text).toContain('  readonly Locked: bigint;');
    expect(text).toContain('  Odd: Uint8Array;\n  Bits: readonly boolean[];');
    expect(declared(text)).toEqual({
      Recipe: ['Odd', 'Bits'],
      Tags: ['Cube', 'Recipes', 'Code', 'Locked', 'Old'],
    });
  });

  it('a structure whose name is taken gets another one, and is used by it', () => {
    const names = ['Tags', 'Date', 'AB:1756_DI:I:0', 'AB_1756_DI_I_0', 'class', '9x'];
    const text = written(
      names.map((name, i) => tag(`T${i}`, name, { hasTemplate: true })),
      names.map((name) => template(name, [member('A', 'DINT')])),
    );
    const own = ['Tags_2', 'Date_2', 'AB_1756_DI_I_0', 'AB_1756_DI_I_0_2', 'class_2', '_9x'];
    expect(Object.keys(declared(text))).toEqual([...own, 'Tags']);
    for (const [i, name] of own.entries()) expect(text).toContain(`  T${i}: ${name};`);
  });

  it('nothing that a controller says becomes code', () => {
    const evil = [
      "'; evil(); '",
      '*/ evil(); /*',
      '\n evil();',
      '\\',
      "\\'",
      '\u2028evil',
      '}',
      '__proto__',
      'constructor',
    ];
    const text = written(
      evil.map((name) => tag(name, name, { hasTemplate: true })),
      evil.map((name) =>
        template(
          name,
          evil.map((inner) => member(inner, 'DINT')),
        ),
      ),
    );
    const found = declared(text);
    expect(Object.keys(found).length).toBe(evil.length + 1);
    for (const members of Object.values(found)) expect(members).toEqual(evil);
    const source = declarationsOf([], [], { interfaceName: 'Tags', source: 'a\nevil(); */' });
    expect(declared(source)).toEqual({ Tags: [] });
  });

  it.each([
    ['Tags', true],
    ['PlcTags', true],
    ['class', false],
    ['Date', false],
    ['a b', false],
    ['', false],
    ['1a', false],
  ])('the name %s of the interface: %s', (name, good) => expect(isInterfaceName(name)).toBe(good));
});
