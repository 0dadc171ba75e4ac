/** Where a name leads: the path of its requests, and how the bytes there are a value. */
import { encodePath } from '../../cip/index.js';
import type { TagValue } from '../../eip-client.js';
import {
  type AnyTagType,
  BITS_A_WORD,
  BOOL,
  CountedTextType,
  measured,
  type NameStep,
  nested,
  readBits,
  type TagName,
  type TagType,
  tagPath,
  viewOf,
} from '../../logix/index.js';
import { elementSteps, elementsOf, type Level, levelsOf, NoSuchPlace, type SymbolShape } from './level.js';

/** A tag as its name leads to it. */
export interface Place {
  /** As it was written. */
  readonly name: string;
  readonly tag: TagName;
  /** Encoded. */
  readonly path: Uint8Array;
  readonly steps: readonly NameStep[];
  /** Of one element, as services name it. */
  readonly type: AnyTagType;
  /** Elements as services count them: 32 BOOLs are one. Beyond 65,535 it takes several requests. */
  readonly count: number;
  /** Of the arrays that the value consists of, none for a single one; a part of an array has one. */
  readonly dimensions: readonly number[];
  /** An array of BOOLs, or a part of one: which bits of the words. */
  readonly bits: BitRange | undefined;
  /** Of the element; undefined for all of it. */
  readonly bit: number | undefined;
  /** Bytes of the value; undefined where only the value says it. */
  readonly size: number | undefined;
  /** From the symbol to the value, or to the array that the elements are of; none where nobody knows the symbol. */
  readonly levels: readonly Level[];
  /** The first element, of an array. */
  readonly first: number;
}

/** BOOLs of an array, from one on. */
export interface BitRange {
  readonly first: number;
  readonly count: number;
}

/** What of an array is meant. */
interface Elements {
  readonly array: Level;
  readonly first: number;
  readonly count: number;
  readonly dimensions: readonly number[];
  readonly bits: BitRange | undefined;
}

/** More than the memory of a controller. */
const MOST_BYTES = 0x400_0000;
/** Where nobody knows what the array is: what one request can count. */
const MOST_UNLISTED = 0xffff;
/** Codes of types that have bits. */
const INTEGERS: ReadonlySet<number> = new Set([0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xd1, 0xd2, 0xd3, 0xd4]);

/**
 * @param symbol what the first step of the name is
 * @throws NoSuchPlace when the name does not go with that.
 */
export function placeOf(tag: TagName, symbol: SymbolShape): Place {
  const levels = levelsOf(tag, symbol);
  const last = levels[levels.length - 1] as Level;
  if (tag.count !== undefined) return placeOfElements(tag, levels, partOf(levels, last, tag.count));
  if (last.dimensions.length > 0) return placeOfElements(tag, levels, wholeOf(last));
  const bit = tag.bit === undefined ? last.bit : bitOfInteger(last, tag.bit);
  const { steps, type } = last;
  return { ...shapeOf(tag, steps, type, 1), dimensions: [], bits: undefined, bit, levels, first: 0 };
}

/** Of a tag that is not listed: its path is taken as it was written, as one value or as many as are counted. */
export function placeOfUnlisted(tag: TagName, { type }: Pick<SymbolShape, 'type'>): Place {
  const { steps, count, bit } = tag;
  if (count !== undefined && count > MOST_UNLISTED) {
    throw new NoSuchPlace(`has ${count} elements, more than one request can name`);
  }
  const single: Level = { steps, type, dimensions: [], isBits: false, at: 0 };
  return {
    ...shapeOf(tag, steps, type, count ?? 1),
    dimensions: count === undefined ? [] : [count],
    bits: undefined,
    bit: bit === undefined ? undefined : bitOfInteger(single, bit),
    levels: [],
    first: 0,
  };
}

function placeOfElements(tag: TagName, levels: readonly Level[], elements: Elements): Place {
  const { array, first, count, dimensions, bits } = elements;
  if (tag.bit !== undefined) bitOfInteger(array, tag.bit);
  const isNamed = tag.steps[tag.steps.length - 1]?.indices.length !== 0;
  const steps = isNamed ? elementSteps(array, first) : array.steps;
  const shape = shapeOf(tag, steps, array.type, count);
  const own = isNamed ? levels.slice(0, -1) : levels;
  return { ...shape, dimensions, bits, bit: undefined, levels: own, first };
}

function shapeOf(tag: TagName, steps: readonly NameStep[], type: AnyTagType, count: number) {
  const size = type instanceof CountedTextType ? undefined : type.size * count;
  if ((size ?? count) > MOST_BYTES) throw new NoSuchPlace(`has ${count} elements, more than a controller has`);
  const path = encodePath(tagPath({ program: tag.program, steps }));
  return { name: tag.text, tag, path, steps, type, count, size };
}

function wholeOf(array: Level): Elements {
  const count = elementsOf(array);
  const bits = array.isBits ? { first: 0, count: count * BITS_A_WORD } : undefined;
  return { array, first: 0, count, dimensions: array.dimensions, bits };
}

/** So many elements from the one that is named on, in the order of memory. */
function partOf(levels: readonly Level[], last: Level, wanted: number): Elements {
  const array = last.element === undefined ? last : (levels[levels.length - 2] as Level);
  const { name } = array.steps[array.steps.length - 1] as NameStep;
  if (array.dimensions.length === 0) throw new NoSuchPlace(`has no elements to count: "${name}" is no array`);
  const scale = array.isBits ? BITS_A_WORD : 1;
  const from = (last.element ?? 0) * scale + (last.bit ?? 0);
  const all = elementsOf(array) * scale;
  if (from + wanted > all) {
    throw new NoSuchPlace(`has ${wanted} elements from ${from} on: "${name}" has ${all}`);
  }
  const first = Math.floor(from / scale);
  const count = Math.ceil((from + wanted) / scale) - first;
  const bits = array.isBits ? { first: from % scale, count: wanted } : undefined;
  return { array, first, count, dimensions: [wanted], bits };
}

function bitOfInteger({ type, dimensions, bit: already }: Level, bit: number): number {
  if (already !== undefined || dimensions.length > 0 || type instanceof CountedTextType || !INTEGERS.has(type.code)) {
    throw new NoSuchPlace(
      `has no bits: it is ${dimensions.length > 0 ? 'an array' : `a ${(already === undefined ? type : BOOL).name}`}`,
    );
  }
  const most = 8 * (type as TagType).size - 1;
  if (bit > most) throw new NoSuchPlace(`has the bit ${bit}: a ${type.name} goes to ${most}`);
  return bit;
}

/** What the data of such a tag is. @throws CipDecodeError when it is too short. */
export function valueAt(place: Place, data: Uint8Array): TagValue {
  const { type, count, dimensions } = place;
  if (type instanceof CountedTextType) {
    const texts = type.decode(data, count);
    return dimensions.length === 0 ? (texts[0] ?? '') : nested(texts, dimensions);
  }
  measured(type, data, count);
  return readPlace(place, type, viewOf(data), 0);
}

/** The value of a place whose bytes begin there; all of them have to be there. */
export function readPlace(place: Place, type: TagType, view: DataView, at: number): TagValue {
  const { bit, bits, dimensions } = place;
  if (bit !== undefined) return ((view.getUint8(at + (bit >> 3)) >> (bit & 7)) & 1) === 1;
  if (dimensions.length === 0) return type.read(view, at);
  if (bits !== undefined) return bitsAt(view, at, place.count, bits);
  return nested(type.readMany(view, at, place.count), dimensions);
}

function bitsAt(view: DataView, at: number, words: number, { first, count }: BitRange): boolean[] {
  const all = readBits(view, at, words);
  return count === all.length ? all : all.slice(first, first + count);
}
