/** The way that a name goes through a symbol: from arrays to elements, from structures to members. */
import {
  type AnyTagType,
  BITS_A_WORD,
  BitMember,
  BoolArrayMember,
  DWORD,
  type NameStep,
  StructureType,
  type TagName,
} from '../../logix/index.js';

/** What a symbol is: its type, and its dimensions, of BOOL arrays in words. */
export interface SymbolShape {
  readonly type: AnyTagType;
  readonly dimensions: readonly number[];
}

/** A single value, or an array, on the way of a name. */
export interface Level {
  /** To it, without the program; an element of a BOOL array is named by its word. */
  readonly steps: readonly NameStep[];
  /** Of one element. */
  readonly type: AnyTagType;
  /** None for a single value; of BOOL arrays in words. */
  readonly dimensions: readonly number[];
  /** An array of BOOLs. */
  readonly isBits: boolean;
  /** Bytes from the beginning of the symbol. */
  readonly at: number;
  /** Within the byte at `at`, of a member that is a BOOL. */
  readonly mask?: number;
  /** Which of its array it is, in the order of memory; undefined for what is no element. */
  readonly element?: number;
  /** Of an element of a BOOL array: within its word. */
  readonly bit?: number;
}

/** A name that leads nowhere; the message goes on behind the name. */
export class NoSuchPlace extends Error {
  override readonly name = 'NoSuchPlace';
}

/** From the symbol on, one for each member and each element that is named. @throws NoSuchPlace */
export function levelsOf({ steps }: Pick<TagName, 'steps'>, symbol: SymbolShape): Level[] {
  const levels: Level[] = [];
  let level: Level | undefined;
  for (const step of steps) {
    level = level === undefined ? symbolLevel(symbol, step) : memberOf(level, step.name);
    levels.push(level);
    if (step.indices.length === 0) continue;
    level = elementOf(level, step);
    levels.push(level);
  }
  return levels;
}

export function elementsOf({ dimensions }: Pick<Level, 'dimensions'>): number {
  return dimensions.reduce((product, size) => product * size, 1);
}

/** The path to an element of an array, or with elements behind it to the first of them. */
export function elementSteps({ steps, dimensions }: Level, element: number): readonly NameStep[] {
  const last = steps[steps.length - 1];
  return [...steps.slice(0, -1), { name: last?.name ?? '', indices: indicesOf(element, dimensions) }];
}

/** The last dimension runs fastest. */
function indicesOf(element: number, dimensions: readonly number[]): number[] {
  const indices: number[] = [];
  let rest = element;
  for (let d = dimensions.length - 1; d >= 0; d--) {
    const size = Math.max(1, dimensions[d] ?? 1);
    indices.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return indices;
}

function symbolLevel({ type, dimensions }: SymbolShape, { name }: NameStep): Level {
  return {
    steps: [{ name, indices: [] }],
    type,
    dimensions,
    // A controller has no BOOL arrays of several dimensions.
    isBits: type === DWORD && dimensions.length === 1,
    at: 0,
  };
}

function memberOf(outer: Level, name: string): Level {
  if (outer.dimensions.length > 0) throw new NoSuchPlace(`lacks an index in front of ".${name}"`);
  const { type: structure } = outer;
  const member = structure instanceof StructureType && outer.bit === undefined ? structure.member(name) : undefined;
  if (member === undefined) throw new NoSuchPlace(`has no member "${name}": it is in a ${structure.name}`);
  const { type, length } = member;
  if (type === undefined) throw new NoSuchPlace(`has a member "${member.name}" of an unknown type`);
  return {
    steps: [...outer.steps, { name, indices: [] }],
    type,
    dimensions: length === undefined ? [] : [length],
    isBits: member instanceof BoolArrayMember,
    at: outer.at + member.offset,
    ...(member instanceof BitMember && { mask: member.mask }),
  };
}

function elementOf(array: Level, { name, indices }: NameStep): Level {
  const { dimensions, isBits, type, at } = array;
  if (dimensions.length === 0) throw new NoSuchPlace(`has no index: "${name}" is no array`);
  if (indices.length !== dimensions.length) {
    throw new NoSuchPlace(`has ${indices.length} of ${dimensions.length} indices of "${name}"`);
  }
  let element = 0;
  for (const [i, index] of indices.entries()) {
    const size = (dimensions[i] ?? 0) * (isBits ? BITS_A_WORD : 1);
    if (index >= size) throw new NoSuchPlace(`has the index ${index}: "${name}" goes to ${size - 1}`);
    element = element * size + index;
  }
  const bit = isBits ? element % BITS_A_WORD : undefined;
  if (bit !== undefined) element = (element - bit) / BITS_A_WORD;
  return {
    steps: elementSteps(array, element),
    type,
    dimensions: [],
    isBits: false,
    at: at + element * type.size,
    element,
    ...(bit !== undefined && { bit }),
  };
}
