/** A program in the controller: its tags by name and by number, and its templates. A download makes another one. */
import type { Complain } from '../../config/refusal.js';
import {
  flattened,
  nameKey,
  nested,
  readBits,
  type TagValue,
  TagValueError,
  type Template,
  throwWithin,
  writeBits,
} from '../../logix/index.js';
import { completed } from '../definition/initial-value.js';
import type { CompleteProgram } from '../definition/option-schema.js';
import { TypeSet } from '../definition/type-set.js';
import { type SystemSymbol, Tag } from './tag.js';

/** Tags of the controller, or of one program. */
export interface Scope {
  readonly byName: ReadonlyMap<string, Tag>;
  /** Tags and the system's symbols, by their numbers in rising order. */
  readonly symbols: readonly (Tag | SystemSymbol)[];
}

const TAG_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,39}$/;
/** Tags of modules have colons. */
const SYMBOL_NAME = /^[A-Za-z_][A-Za-z0-9_:]{0,79}$/;

const PROGRAM_TYPE = 0x1068;
/** What a controller lists besides tags, and clients are to hide. */
const CONTROLLER_SYMBOLS = { 'Task:MainTask': 0x1070, 'Map:Local': 0x1069 } as const;
const PROGRAM_SYMBOLS = { 'Routine:MainRoutine': 0x106d } as const;

export class Program {
  readonly name: string;
  readonly templates: ReadonlyMap<number, Template>;
  readonly controller: Scope;
  /** By the key of their name. */
  readonly programs: ReadonlyMap<string, Scope>;

  /** @param download counts the programs of the controller from 0 */
  constructor(
    options: CompleteProgram,
    readonly download: number,
    complain: Complain,
  ) {
    this.name = options.name;
    const types = new TypeSet(options.types, download, complain);
    const names = Object.keys(options.programs);
    const systemSymbols = {
      ...CONTROLLER_SYMBOLS,
      ...Object.fromEntries(names.map((n) => [`Program:${n}`, PROGRAM_TYPE])),
    };
    this.controller = new ScopeBuilder(types, undefined, ['tags'], complain).build(
      options.tags,
      systemSymbols,
      download,
    );
    const programs = new Map<string, Scope>();
    for (const [name, tags] of Object.entries(options.programs)) {
      const path = ['programs', name];
      if (!TAG_NAME.test(name)) complain(path, 'a name is up to 40 letters, digits and "_"');
      if (programs.has(nameKey(name))) complain(path, 'is there already, in another case');
      programs.set(nameKey(name), new ScopeBuilder(types, name, path, complain).build(tags, PROGRAM_SYMBOLS, download));
    }
    this.programs = programs;
    this.templates = types.templates;
  }

  /** Undefined for a program that is not there. */
  scope(program: string | undefined): Scope | undefined {
    return program === undefined ? this.controller : this.programs.get(nameKey(program));
  }
}

class ScopeBuilder {
  constructor(
    private readonly types: TypeSet,
    private readonly program: string | undefined,
    private readonly path: readonly string[],
    private readonly complain: Complain,
  ) {}

  /** Numbers begin elsewhere after each download, so that an old one is another tag. */
  build(tags: CompleteProgram['tags'], system: Readonly<Record<string, number>>, download: number): Scope {
    const byName = new Map<string, Tag>();
    const symbols: (Tag | SystemSymbol)[] = [];
    let instance = 1 + download;
    for (const [name, typeWord] of Object.entries(system)) symbols.push({ name, instance: instance++, typeWord });
    for (const [name, definition] of Object.entries(tags)) {
      const tag = this.tag(name, definition, instance++, byName);
      if (tag === undefined) continue;
      byName.set(nameKey(name), tag);
      symbols.push(tag);
    }
    return { byName, symbols };
  }

  private tag(
    name: string,
    definition: CompleteProgram['tags'][string],
    instance: number,
    others: ReadonlyMap<string, Tag>,
  ): Tag | undefined {
    const path = [...this.path, name];
    if (!(this.program === undefined ? SYMBOL_NAME : TAG_NAME).test(name) || /^program:/i.test(name)) {
      this.complain(path, 'a name is up to 40 letters, digits and "_"');
    }
    if (others.has(nameKey(name))) this.complain(path, 'is there already, in another case');
    const full = typeof definition === 'string' ? { type: definition } : definition;
    const resolved = this.types.resolve(full.type, typeof definition === 'string' ? path : [...path, 'type']);
    if (resolved === undefined) return undefined;
    const tag = new Tag(name, this.program, instance, resolved, full.access ?? 'readWrite');
    if (full.value !== undefined) this.fill(tag, full.value, [...path, 'value']);
    return tag;
  }

  private fill(tag: Tag, value: unknown, path: readonly string[]): void {
    try {
      writeTag(tag, completed(tag.type, value));
    } catch (error) {
      if (!(error instanceof TagValueError)) throw error;
      this.complain(path, error.message);
    }
  }
}

/** A whole tag at once. @throws TagValueError, and the tag may hold a part of the value then. */
export function writeTag(tag: Tag, value: unknown): void {
  const { type, dimensions, view } = tag;
  if (dimensions.length === 0) type.write(view, 0, value);
  else if (tag.isBoolArray) writeBits(view, 0, tag.elements, value);
  else {
    let element = 0;
    try {
      for (const own of flattened(value, dimensions)) type.write(view, element++ * type.size, own);
    } catch (error) {
      throwWithin(error, element === 0 ? '' : `[${indicesOf(element - 1, dimensions).join(',')}]`);
    }
  }
}

/** As users see it: the opposite of `writeTag`. */
export function readTag({ type, dimensions, view, elements, isBoolArray }: Tag): TagValue {
  if (dimensions.length === 0) return type.read(view, 0);
  return isBoolArray ? readBits(view, 0, elements) : nested(type.readMany(view, 0, elements), dimensions);
}

function indicesOf(element: number, dimensions: readonly number[]): number[] {
  const indices: number[] = [];
  let rest = element;
  for (const size of [...dimensions].reverse()) {
    indices.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return indices;
}
