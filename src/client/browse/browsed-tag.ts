/** Entries of the controller's list as users see them. */
import type { EipError } from '../../errors.js';
import {
  BITS_A_WORD,
  BOOL,
  CountedTextType,
  DWORD,
  decodeTypeWord,
  programSymbol,
  type SymbolEntry,
  symbolKind,
} from '../../logix/index.js';
import type { SymbolInfo } from '../tags/catalog.js';
import type { BrowsedTag, TagAccess } from './types.js';

/** Attribute 6: clear for an alias. */
const BASE_TAG = 1 << 26;
const ACCESS: ReadonlyMap<number, TagAccess> = new Map([
  [0, 'readWrite'],
  [2, 'readOnly'],
  [3, 'none'],
]);

/** A symbol, and the program whose list it stands in. */
export interface Listed {
  readonly name: string;
  readonly program: string | undefined;
  readonly entry: SymbolEntry;
  readonly kind: ReturnType<typeof symbolKind>;
}

export function listed(entry: SymbolEntry, program: string | undefined): Listed {
  const { name = '', type = 0 } = entry;
  return { name, program, entry, kind: symbolKind(name, type) };
}

/** As `readTag` takes it. */
export function wholeName({ name, program }: Pick<Listed, 'name' | 'program'>): string {
  return program === undefined ? name : `${programSymbol(program)}.${name}`;
}

/** @param what its type and dimensions; undefined where nobody describes them, an error that says why */
export function browsedTag(
  symbol: Listed,
  kind: BrowsedTag['kind'],
  what: SymbolInfo | EipError | undefined,
): BrowsedTag {
  const { entry, program } = symbol;
  return {
    name: wholeName(symbol),
    program: program ?? null,
    kind,
    ...shapeOf(what),
    hasTemplate: decodeTypeWord(entry.type ?? 0).template !== undefined,
    access: entry.externalAccess === undefined ? null : (ACCESS.get(entry.externalAccess) ?? 'none'),
    isAlias: ((entry.softwareControl ?? BASE_TAG) & BASE_TAG) === 0,
    instance: entry.instance,
  };
}

function shapeOf(what: SymbolInfo | EipError | undefined) {
  if (what === undefined) return { dataType: null, dimensions: [], bytes: null };
  if (!('type' in what)) return { dataType: null, dimensions: [], bytes: null, error: what };
  const { type, dimensions } = what;
  const elements = dimensions.reduce((product, size) => product * size, 1);
  const bytes = type instanceof CountedTextType ? null : type.size * elements;
  if (type !== DWORD || dimensions.length === 0) return { dataType: type.name, dimensions, bytes };
  return { dataType: BOOL.name, dimensions: dimensions.map((words) => words * BITS_A_WORD), bytes };
}
