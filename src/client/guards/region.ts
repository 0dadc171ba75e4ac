/** Where in the memory of its symbol a name leads to, or the path of a request: in bits, so that both can be compared. */
import {
  type AnyTagType,
  BITS_A_WORD,
  BitMember,
  BOOL,
  BoolArrayMember,
  CountedTextType,
  DWORD,
  type Member,
  type NameStep,
  StructureType,
  type TagName,
} from '../../logix/index.js';
import type { SymbolInfo } from '../tags/catalog.js';

/** Elements of one type, one behind the other. */
export interface Region {
  readonly type: AnyTagType;
  /** From the beginning of the symbol. */
  readonly fromBit: number;
  /** Of one element: 1 for BOOLs that share a word. */
  readonly elementBits: number;
  readonly count: number;
}

/** The array that the last index is one of. */
export interface Indexed {
  readonly dimensions: readonly number[];
  /** In the order of memory; of BOOL arrays in words. */
  readonly element: number;
}

/** What a path leads to. */
export interface Spot {
  readonly type: AnyTagType;
  readonly atBit: number;
  /** Of an array that is meant as a whole; in words of a BOOL array. */
  readonly dimensions: readonly number[];
  /** Of a BOOL array, whole or a word of it. */
  readonly isBits: boolean;
  /** One bit of a host that it shares with others. */
  readonly isBit: boolean;
  readonly indexed: Indexed | undefined;
}

/** A path that does not go with what it begins at. */
export class NoSpot extends Error {
  override readonly name = 'NoSpot';
}

/** @param indices whether those of BOOL arrays count bits, as in names, or words, as in requests. @throws NoSpot */
export function spotOf(steps: readonly NameStep[], symbol: SymbolInfo, indices: 'bits' | 'words'): Spot {
  const { type, dimensions } = symbol;
  const isBits = type === DWORD && dimensions.length > 0;
  let spot: Spot = { type, dimensions, isBits, atBit: 0, isBit: false, indexed: undefined };
  for (const [i, step] of steps.entries()) {
    if (i > 0) spot = memberSpot(spot, step.name);
    if (step.indices.length > 0) spot = elementSpot(spot, step, indices);
  }
  return spot;
}

/** @throws NoSpot */
export function regionOfName(tag: TagName, symbol: SymbolInfo): Region {
  const spot = spotOf(tag.steps, symbol, 'bits');
  const { type, atBit } = spot;
  if (tag.bit !== undefined) return { type: BOOL, fromBit: atBit + tag.bit, elementBits: 1, count: 1 };
  if (tag.count !== undefined) return { type, fromBit: atBit, elementBits: elementBitsOf(spot), count: tag.count };
  const count = spot.dimensions.reduce((product, size) => product * size, 1);
  if (spot.isBits) return { type: BOOL, fromBit: atBit, elementBits: 1, count: count * BITS_A_WORD };
  return { type, fromBit: atBit, elementBits: elementBitsOf(spot), count };
}

function elementBitsOf({ type, isBit, isBits }: Spot): number {
  return isBit || isBits ? 1 : 8 * sizeOf(type);
}

export function sizeOf(type: AnyTagType): number {
  if (type instanceof CountedTextType) throw new NoSpot(`is a ${type.name}, whose values say their own length`);
  return type.size;
}

function memberSpot({ type, dimensions, isBit, atBit }: Spot, name: string): Spot {
  const member = type instanceof StructureType && dimensions.length === 0 && !isBit ? type.member(name) : undefined;
  if (member?.type === undefined) throw new NoSpot(`has no member "${name}" that can be told from others`);
  const within = member instanceof BitMember ? 31 - Math.clz32(member.mask) : 0;
  return {
    type: member.type,
    atBit: atBit + 8 * member.offset + within,
    dimensions: dimensionsOf(member),
    isBits: member instanceof BoolArrayMember,
    isBit: member instanceof BitMember,
    indexed: undefined,
  };
}

function dimensionsOf({ length }: Member): readonly number[] {
  return length === undefined ? [] : [length];
}

function elementSpot(spot: Spot, { name, indices }: NameStep, counted: 'bits' | 'words'): Spot {
  const { dimensions, isBits, type, atBit } = spot;
  if (dimensions.length !== indices.length) throw new NoSpot(`has ${indices.length} indices of "${name}"`);
  const most = isBits && counted === 'bits' ? BITS_A_WORD : 1;
  if (indices.some((index, i) => index >= most * (dimensions[i] ?? 0)))
    throw new NoSpot(`has no such element of "${name}"`);
  const element = indices.reduce((sum, index, i) => sum * (dimensions[i] ?? 1) + index, 0);
  const indexed = { dimensions, element };
  if (isBits && counted === 'bits') {
    return { type: BOOL, atBit: atBit + element, dimensions: [], isBits: false, isBit: true, indexed };
  }
  return { ...spot, atBit: atBit + 8 * sizeOf(type) * element, dimensions: [], indexed };
}
