/** The tags of a program as far as they are known, and what another program has made of them. */

import type { ProgramChangedEvent } from '../../eip-client.js';
import type { AnyTagType } from '../../logix/index.js';
import { decodeTypeWord, type SymbolEntry, symbolKind } from '../../logix/index.js';
import { layoutText } from './layout.js';

/** A tag, or a program. */
export interface TagShape {
  /** With its program in front. */
  readonly name: string;
  readonly instance: number;
  /** See `decodeTypeWord`. */
  readonly type: number;
  readonly elementSize: number;
  readonly dimensions: readonly number[];
  /** Of a structure; undefined where nobody has asked for its template. */
  readonly layout: string | undefined;
}

/** A list of tags: of the controller, or of one program. */
export interface ScopeShape {
  readonly program: string | undefined;
  /** By the key of their name. */
  readonly tags: ReadonlyMap<string, TagShape>;
}

/** By the key of the program, empty for the controller: those that somebody has asked for. */
export type Snapshot = ReadonlyMap<string, ScopeShape>;

export type ProgramDifference = Omit<ProgramChangedEvent, 'reason'>;

/** What is no tag of the user's is left out. @param typeOf what is known of an entry's type */
export function shapesOf(
  program: string | undefined,
  entries: ReadonlyMap<string, SymbolEntry>,
  typeOf: (entry: SymbolEntry) => AnyTagType | undefined,
): ScopeShape {
  const tags = new Map<string, TagShape>();
  for (const [key, entry] of entries) {
    const { name = '', instance, type = 0, elementSize = 0, dimensions = [] } = entry;
    if (name === '' || symbolKind(name, type) === 'system') continue;
    const known = decodeTypeWord(type).template === undefined ? undefined : typeOf(entry);
    const whole = program === undefined ? name : `Program:${program}.${name}`;
    const layout = known && layoutText(known);
    tags.set(key, { name: whole, instance, type, elementSize, dimensions, layout });
  }
  return { program, tags };
}

export function differenceOf(before: Snapshot, after: Snapshot): ProgramDifference {
  const gone: string[] = [];
  const changed: string[] = [];
  const added: string[] = [];
  for (const [scope, { tags: old }] of before) {
    const tags: ReadonlyMap<string, TagShape> = after.get(scope)?.tags ?? new Map();
    for (const [key, tag] of old) {
      const now = tags.get(key);
      if (now === undefined) gone.push(tag.name);
      else if (!isSameShape(tag, now)) changed.push(now.name);
    }
    for (const [key, { name }] of tags) if (!old.has(key)) added.push(name);
  }
  return { gone, changed, added };
}

/** Numbers too: those of symbols and templates are others after a download, whatever else is. */
export function isSameList(before: Snapshot, after: Snapshot): boolean {
  return [...before].every(([scope, { tags: old }]) => {
    const tags = after.get(scope)?.tags;
    return tags?.size === old.size && [...old].every(([key, tag]) => isSameTag(tag, tags.get(key)));
  });
}

function isSameTag(a: TagShape, b: TagShape | undefined): boolean {
  return b !== undefined && a.instance === b.instance && a.type === b.type && isSameShape(a, b);
}

/** The number of a template means nothing from one program to the next. */
function isSameShape(a: TagShape, b: TagShape): boolean {
  if (kindOf(a.type) !== kindOf(b.type) || a.elementSize !== b.elementSize) return false;
  if (a.dimensions.some((size, i) => size !== b.dimensions[i])) return false;
  return a.layout === undefined || b.layout === undefined || a.layout === b.layout;
}

const STRUCTURE = 0x8000;
const TEMPLATE = 0x0fff;

function kindOf(type: number): number {
  return (type & STRUCTURE) === 0 ? type : type & ~TEMPLATE;
}
