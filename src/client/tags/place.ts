/** Where a name leads: the path of its requests, and how the bytes there are a value. */
import { encodePath } from '../../cip/index.js';
import type { TagValue } from '../../eip-client.js';
import {
  type AnyTagType,
  BITS_A_WORD,
  BOOL,
  BoolArrayMember,
  CountedTextType,
  DWORD,
  decodeElement,
  decodeElements,
  type Member,
  type NameStep,
  nested,
  readBits,
  StructureType,
  type TagName,
  type TagType,
  tagPath,
} from '../../logix/index.js';

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
  /** Elements as services count them: 32 BOOLs are one. */
  readonly count: number;
  /** Of an array that is meant as a whole, else none. */
  readonly dimensions: readonly number[];
  /** The whole is an array of BOOLs. */
  readonly isBits: boolean;
  /** Of the element; undefined for all of it. */
  readonly bit: number | undefined;
  /** Bytes of the value; undefined where only the value says it. */
  readonly size: number | undefined;
}

/** A type, and the array that is made of it; what is left to be indexed. */
interface Cursor {
  readonly type: AnyTagType;
  readonly dimensions: readonly number[];
  readonly isBits: boolean;
}

/** A name that leads nowhere; the message goes on behind the name. */
export class NoSuchPlace extends Error {
  override readonly name = 'NoSuchPlace';
}

/** Elements that one request can name. */
const MOST_ELEMENTS = 0xffff;
/** Codes of types that have bits. */
const INTEGERS: ReadonlySet<number> = new Set([0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xd1, 0xd2, 0xd3, 0xd4]);

/**
 * @param symbol what the first step of the name is: its type, and its dimensions, of BOOL arrays in words
 * @throws NoSuchPlace when the name does not go with that.
 */
export function placeOf(tag: TagName, symbol: Pick<Cursor, 'type' | 'dimensions'>): Place {
  let at: Cursor = { ...symbol, isBits: symbol.type === DWORD && symbol.dimensions.length > 0 };
  let bit: number | undefined;
  const steps: NameStep[] = [];
  for (const [i, step] of tag.steps.entries()) {
    if (i > 0) at = memberOf(at, step.name, bit);
    const [word] = step.indices;
    if (at.isBits && word !== undefined) {
      bit = bitOf(at, step);
      steps.push({ name: step.name, indices: [Math.floor(word / BITS_A_WORD)] });
    } else steps.push(step);
    at = indexed(at, step);
  }
  if (tag.bit !== undefined) bit = bitOfInteger(at, bit, tag.bit);
  return placeAt(tag, steps, at, bit);
}

function placeAt(
  tag: TagName,
  steps: readonly NameStep[],
  { type, dimensions, isBits }: Cursor,
  bit: number | undefined,
): Place {
  const count = dimensions.reduce((product, size) => product * size, 1);
  if (count > MOST_ELEMENTS) throw new NoSuchPlace(`has ${count} elements, more than one request can name`);
  const size = type instanceof CountedTextType ? undefined : type.size * count;
  const path = encodePath(tagPath({ program: tag.program, steps }));
  return { name: tag.text, tag, path, steps, type, count, dimensions, isBits, bit, size };
}

/** What the data of such a tag is. @throws CipDecodeError when it is too short. */
export function valueAt({ type, count, dimensions, isBits, bit }: Place, data: Uint8Array): TagValue {
  if (bit !== undefined) return bitIn(type, data, bit);
  if (dimensions.length === 0) return decodeElement(type, data);
  if (isBits) {
    decodeElements(type, data, count);
    return readBits(new DataView(data.buffer, data.byteOffset, data.byteLength), 0, count);
  }
  return nested(decodeElements(type, data, count), dimensions);
}

function bitIn(type: AnyTagType, data: Uint8Array, bit: number): boolean {
  decodeElement(type, data);
  return (((data[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1;
}

function memberOf({ type, dimensions }: Cursor, name: string, bit: number | undefined): Cursor {
  if (dimensions.length > 0) throw new NoSuchPlace(`lacks an index in front of ".${name}"`);
  const member = type instanceof StructureType && bit === undefined ? type.member(name) : undefined;
  if (member === undefined) throw new NoSuchPlace(`has no member "${name}": it is in a ${type.name}`);
  return cursorOf(member);
}

function cursorOf(member: Member): Cursor {
  const { name, type, length } = member;
  if (type === undefined) throw new NoSuchPlace(`has a member "${name}" of an unknown type`);
  return { type, dimensions: length === undefined ? [] : [length], isBits: member instanceof BoolArrayMember };
}

function indexed({ type, dimensions, isBits }: Cursor, { name, indices }: NameStep): Cursor {
  if (indices.length === 0) return { type, dimensions, isBits };
  if (dimensions.length === 0) throw new NoSuchPlace(`has no index: "${name}" is no array`);
  if (!isBits && indices.length !== dimensions.length) {
    throw new NoSuchPlace(`has ${indices.length} of ${dimensions.length} indices of "${name}"`);
  }
  for (const [i, index] of isBits ? [] : indices.entries()) {
    const most = (dimensions[i] ?? 0) - 1;
    if (index > most) throw new NoSuchPlace(`has the index ${index}: "${name}" goes to ${most}`);
  }
  return { type, dimensions: [], isBits: false };
}

/** Of an array of BOOLs, whose elements are counted one by one in names and in words on the wire. */
function bitOf({ dimensions: [words = 0] }: Cursor, { name, indices: [index = 0, ...further] }: NameStep): number {
  const most = words * BITS_A_WORD - 1;
  if (further.length > 0) throw new NoSuchPlace(`has ${1 + further.length} indices of "${name}", which has one`);
  if (index > most) throw new NoSuchPlace(`has the index ${index}: "${name}" goes to ${most}`);
  return index % BITS_A_WORD;
}

function bitOfInteger({ type, dimensions }: Cursor, already: number | undefined, bit: number): number {
  if (already !== undefined || dimensions.length > 0 || type instanceof CountedTextType || !INTEGERS.has(type.code)) {
    throw new NoSuchPlace(
      `has no bits: it is ${dimensions.length > 0 ? 'an array' : `a ${(already === undefined ? type : BOOL).name}`}`,
    );
  }
  const most = 8 * (type as TagType).size - 1;
  if (bit > most) throw new NoSuchPlace(`has the bit ${bit}: a ${type.name} goes to ${most}`);
  return bit;
}
