/** The types of a program as templates: names become numbers, members get their places. */
import { CipDecodeError } from '../../cip/errors.js';
import { noSuch } from '../../config/names.js';
import type { Complain, Complaint } from '../../config/refusal.js';
import {
  BOOL,
  DWORD,
  ELEMENTARY_TYPES,
  elementaryTypeByName,
  nameKey,
  type TagType,
  type Template,
  TypeBuilder,
} from '../../logix/index.js';
import type { CompleteProgram } from './option-schema.js';
import {
  boolWords,
  layOut,
  type PlacedType,
  PREDEFINED,
  PREDEFINED_NAMES,
  SUFFIX,
  stringTemplate,
} from './structure-layout.js';
import { parseTypeText } from './type-text.js';

/** The type of a tag: of one element, and how many there are. */
export interface ResolvedType {
  readonly type: TagType;
  readonly template?: number;
  /** As services count them: words of a BOOL array. */
  readonly dimensions: readonly number[];
  /** Elements are bits of 32-bit words. */
  readonly isBoolArray: boolean;
}

/** The user's templates have these numbers. */
const FIRST_TEMPLATE = 0x100;
const LAST_TEMPLATE = 0xeff;
const MOST_TAG_BYTES = 4_194_304;
/** Structures within structures: as many as a `TypeBuilder` takes. */
const MOST_DEPTH = 32;
const MOST_ELEMENTS = 0xffff;
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,39}$/;
const NAME_WANTED = 'a name is up to 40 letters, digits and "_"';

type Path = Complaint['path'];

interface Named {
  /** Of the template; undefined for an elementary type. */
  readonly template?: number;
  readonly type: TagType;
  readonly alignment: number;
}

export class TypeSet {
  readonly templates = new Map<number, Template>(PREDEFINED);
  private readonly builder = new TypeBuilder((instance) => this.templates.get(instance));
  private readonly defined = new Map<string, { readonly name: string; readonly instance: number }>();
  private readonly alignments = new Map<number, number>();
  private readonly underWay = new Set<string>();
  private readonly handles = new Set<number>();
  /** Told once; who uses them is not told again. */
  private readonly failed = new Set<string>();

  /** @param download counts the programs of this controller: numbers and handles differ from those of the last one */
  constructor(
    private readonly types: CompleteProgram['types'],
    private readonly download: number,
    private readonly complain: Complain,
  ) {
    const names = Object.keys(types);
    for (const [i, name] of names.entries()) this.number(name, i, names.length);
    for (const name of names) if (this.isDefined(name)) this.build(name);
  }

  /** Undefined, and a complaint, for what is no type. */
  resolve(text: string, path: Path): ResolvedType | undefined {
    const parsed = parseTypeText(text);
    if (parsed === undefined) {
      this.complain(path, `expected a type such as DINT, REAL[10] or DINT[3,4], got "${text}"`);
      return undefined;
    }
    const named = this.named(parsed.name, path);
    if (named === undefined) return undefined;
    const { template, type } = named;
    const isBoolArray = type === BOOL && parsed.dimensions.length > 0;
    const dimensions = isBoolArray ? this.words(parsed.dimensions, path) : parsed.dimensions;
    if (dimensions === undefined) return undefined;
    const element = isBoolArray ? DWORD : type;
    const bytes = dimensions.reduce((product, size) => product * size, element.size);
    if (bytes > MOST_TAG_BYTES) {
      this.complain(path, `${bytes} bytes are more than ${MOST_TAG_BYTES}`);
      return undefined;
    }
    return { type: element, ...(template !== undefined && { template }), dimensions, isBoolArray };
  }

  private words(dimensions: readonly number[], path: Path): readonly number[] | undefined {
    const [elements = 0, ...more] = dimensions;
    const words = boolWords(elements);
    if (more.length === 0 && words !== undefined) return [words];
    this.complain(path, 'a BOOL array has one dimension, and a multiple of 32 elements');
    return undefined;
  }

  private number(name: string, index: number, count: number): void {
    const path = ['types', name];
    const key = nameKey(name);
    if (!NAME.test(name)) {
      this.complain(path, NAME_WANTED);
    } else if (elementaryTypeByName(name) !== undefined || PREDEFINED_NAMES.has(key)) {
      this.complain(path, 'the controller has a type of this name');
    } else if (this.defined.has(key)) this.complain(path, 'is there already, in another case');
    else if (FIRST_TEMPLATE + count > LAST_TEMPLATE)
      this.complain(path, `more than ${LAST_TEMPLATE - FIRST_TEMPLATE} types`);
    else {
      // A download deals the numbers anew: an old one is another type then.
      this.defined.set(key, { name, instance: FIRST_TEMPLATE + ((index + this.download) % (count + 1)) });
    }
  }

  private isDefined(name: string): boolean {
    return this.defined.get(nameKey(name))?.name === name;
  }

  private named(name: string, path: Path): Named | undefined {
    const elementary = elementaryTypeByName(name);
    if (elementary !== undefined) return { type: elementary, alignment: alignmentOf(elementary.size) };
    const predefined = PREDEFINED_NAMES.get(nameKey(name));
    if (predefined !== undefined) {
      return { type: this.builder.structure(predefined), template: predefined, alignment: 4 };
    }
    const defined = this.defined.get(nameKey(name));
    if (defined === undefined) {
      this.complain(path, noSuch('type', name, [...this.knownNames()]));
      return undefined;
    }
    return this.build(defined.name, path);
  }

  private *knownNames(): Iterable<string> {
    for (const { name } of ELEMENTARY_TYPES) yield name;
    for (const name of PREDEFINED_NAMES.keys()) yield name.toUpperCase();
    for (const { name } of this.defined.values()) yield name;
  }

  /** @param path who asks, for a structure that is within itself */
  private build(name: string, path: Path = ['types', name]): Named | undefined {
    const instance = this.defined.get(nameKey(name))?.instance ?? 0;
    if (this.failed.has(name)) return undefined;
    if (!this.templates.has(instance)) {
      if (this.underWay.has(name) || this.underWay.size >= MOST_DEPTH) {
        const problem = this.underWay.has(name) ? 'is within itself' : `is more than ${MOST_DEPTH} structures deep`;
        this.complain(path, `${name} ${problem}`);
        return undefined;
      }
      this.underWay.add(name);
      const template = this.template(name, instance);
      this.underWay.delete(name);
      if (template === undefined) {
        this.failed.add(name);
        return undefined;
      }
      this.templates.set(instance, template);
    }
    const type = this.typeOf(instance, path);
    return type && { type, template: instance, alignment: this.alignments.get(instance) ?? 4 };
  }

  private handle(name: string): number {
    let handle = handleOf(name, this.download);
    while (this.handles.has(handle) || handle >> 8 === 0x0f) handle = (handle + 0x101) & 0xffff;
    this.handles.add(handle);
    return handle;
  }

  private typeOf(instance: number, path: Path): TagType | undefined {
    try {
      return this.builder.structure(instance);
    } catch (error) {
      if (!(error instanceof CipDecodeError)) throw error;
      this.complain(path, `expected ${error.expected}`);
      return undefined;
    }
  }

  private template(name: string, instance: number): Template | undefined {
    const definition = this.types[name] ?? {};
    const handle = this.handle(name);
    const capacity = (definition as { readonly string?: unknown }).string;
    if (typeof capacity === 'number') return stringTemplate(name, capacity, handle);
    const entries = Object.entries(definition as Record<string, string>);
    if (entries.length === 0) this.complain(['types', name], 'a structure has at least one member');
    const twice = firstTwice(entries.map(([member]) => member));
    if (twice !== undefined) this.complain(['types', name, twice], 'is there already, in another case');
    const members = entries.map(([member, text]) => this.member(name, member, text));
    if (members.some((member) => member === undefined) || members.length === 0) return undefined;
    const { members: placed, bytes, alignment } = layOut(name, members as PlacedType[]);
    this.alignments.set(instance, alignment);
    return { name, suffix: SUFFIX, handle, structureBytes: bytes, members: placed };
  }

  private member(typeName: string, name: string, text: string): PlacedType | undefined {
    const path = ['types', typeName, name];
    if (!NAME.test(name)) {
      this.complain(path, NAME_WANTED);
      return undefined;
    }
    const resolved = this.resolve(text, path);
    if (resolved === undefined) return undefined;
    const { type, template, dimensions } = resolved;
    if (dimensions.length > 1) {
      this.complain(path, 'a member has at most one dimension');
      return undefined;
    }
    const [length] = dimensions;
    if (length !== undefined && length > MOST_ELEMENTS) {
      this.complain(path, `${length} elements are more than ${MOST_ELEMENTS}`);
      return undefined;
    }
    const alignment = template === undefined ? alignmentOf(type.size) : (this.alignments.get(template) ?? 4);
    const shape = { name, size: type.size, alignment, ...(length !== undefined && { length }) };
    return template === undefined ? { ...shape, code: type.code } : { ...shape, template };
  }
}

/** Of a type that is no power of two (DATE_AND_TIME) the next smaller one. */
function alignmentOf(size: number): number {
  return size === 6 ? 2 : size;
}

/** Two programs in a row have different ones; the controller's own lie from 0x0F00 to 0x0FFF. */
function handleOf(name: string, download: number): number {
  let hash = 0x811c_9dc5 ^ download;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x0100_0193);
  return (hash ^ (hash >>> 16)) & 0xffff;
}

/** The second of two names that differ in case only. */
function firstTwice(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(nameKey(name)).size);
}
