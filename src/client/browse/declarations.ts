/**
 * TypeScript declarations of a controller's tags: an interface by name of tag, and one for each structure. Names come
 * from the controller, so all of them are quoted or made harmless: nothing that it says becomes code.
 */
import type { BrowsedTag, TemplateInfo } from './types.js';

export interface DeclarationOptions {
  /** Of the interface of all tags: a TypeScript identifier. */
  readonly interfaceName: string;
  /** Where it comes from, for the first line. */
  readonly source: string;
}

const VALUES: Readonly<Record<string, string>> = {
  BOOL: 'boolean',
  LINT: 'bigint',
  ULINT: 'bigint',
  LWORD: 'bigint',
  TIME64: 'bigint',
  LTIME: 'bigint',
  DATE: 'Date',
  DATE_AND_TIME: 'Date',
  DT: 'Date',
  LDT: 'Date',
  STRING: 'string',
  SHORT_STRING: 'string',
};
/** A type that nobody describes has its bytes in a structure, and can't be read alone. */
const UNKNOWN_MEMBER = 'Uint8Array';

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
/** Names that a type can't have, or that would hide one that is used here. */
const TAKEN = [
  ...['any', 'bigint', 'boolean', 'never', 'null', 'number', 'object', 'string', 'symbol', 'undefined', 'unknown'],
  ...['Date', 'Uint8Array', 'void', 'true', 'false', 'this', 'super', 'import', 'export', 'default', 'class', 'enum'],
  ...['break', 'case', 'catch', 'const', 'continue', 'debugger', 'delete', 'do', 'else', 'extends', 'finally', 'for'],
  ...['function', 'if', 'in', 'instanceof', 'new', 'return', 'switch', 'throw', 'try', 'typeof', 'var', 'while'],
  ...['with', 'implements', 'interface', 'let', 'package', 'private', 'protected', 'public', 'static', 'yield'],
];

export function isInterfaceName(name: string): boolean {
  return IDENTIFIER.test(name) && !TAKEN.includes(name);
}

/**
 * @param tags those that can't be read, or whose type nobody describes, are left out
 * @param templates of all structures that they consist of
 */
export function declarationsOf(
  tags: readonly BrowsedTag[],
  templates: readonly TemplateInfo[],
  { interfaceName, source }: DeclarationOptions,
): string {
  const names = new TypeNames(templates, interfaceName);
  const structures = templates.filter(({ capacity }) => capacity === null);
  const usable = tags.filter(({ access, dataType }) => access !== 'none' && dataType !== null);
  const blocks = [
    ...structures.map((structure) => structureText(structure, names)),
    block(
      `Tags by name, as \`client.typed<${interfaceName}>()\` takes them.`,
      interfaceName,
      usable.map((tag) => tagText(tag, names)),
    ),
  ];
  return `// ${harmless(`Written by "eip-native types" from ${source}.`)}\n\n${blocks.join('\n')}`;
}

/** A name of its own for the interface of each structure; strings have none. */
class TypeNames {
  private readonly names = new Map<string, string>();

  constructor(templates: readonly TemplateInfo[], interfaceName: string) {
    const taken = new Set([...TAKEN, interfaceName]);
    for (const { name, capacity } of templates) {
      const own = capacity === null ? unique(identifier(name), taken) : 'string';
      taken.add(own);
      this.names.set(name, own);
    }
  }

  /** Of a value of that type. */
  valueOf(dataType: string | null, hasTemplate: boolean): string {
    if (dataType === null) return UNKNOWN_MEMBER;
    return hasTemplate ? (this.names.get(dataType) ?? 'unknown') : (VALUES[dataType] ?? 'number');
  }

  of({ name }: TemplateInfo): string {
    return this.names.get(name) ?? identifier(name);
  }
}

function identifier(name: string): string {
  const plain = name.replace(/[^\w$]/g, '_');
  return IDENTIFIER.test(plain) ? plain : `_${plain}`;
}

function unique(name: string, taken: ReadonlySet<string>): string {
  let own = name;
  for (let i = 2; taken.has(own); i++) own = `${name}_${i}`;
  return own;
}

function structureText(structure: TemplateInfo, names: TypeNames): string {
  const lines = structure.members.map(({ name, dataType, hasTemplate, length }) => {
    const value = arrayOf(names.valueOf(dataType, hasTemplate), length === null ? 0 : 1);
    return `  ${key(name)}: ${value};`;
  });
  return block(`${structure.name}, ${structure.bytes} bytes.`, names.of(structure), lines);
}

function tagText({ name, dataType, hasTemplate, dimensions, access }: BrowsedTag, names: TypeNames): string {
  const size = dimensions.length === 0 ? '' : `[${dimensions.join(',')}]`;
  const value = arrayOf(names.valueOf(dataType, hasTemplate), dimensions.length);
  const readonly = access === 'readOnly' ? 'readonly ' : '';
  return `  /** ${harmless(`${dataType}${size}`)} */\n  ${readonly}${key(name)}: ${value};`;
}

function arrayOf(value: string, dimensions: number): string {
  let type = value;
  for (let d = 0; d < dimensions; d++) type = d === 0 ? `readonly ${type}[]` : `readonly (${type})[]`;
  return type;
}

function block(comment: string, name: string, lines: readonly string[]): string {
  const body = lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n}`;
  return `/** ${harmless(comment)} */\nexport interface ${name} ${body}\n`;
}

function key(name: string): string {
  return IDENTIFIER.test(name)
    ? name
    : `'${name.replace(/[\\']/g, '\\$&').replace(/[^\x20-\x7e\xa0-\xff]/g, escaped)}'`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Text of a comment: it does not end it. */
function harmless(text: string): string {
  return text.replaceAll('*/', '* /').replace(/[^\x20-\x7e\xa0-\xff]/g, '?');
}
