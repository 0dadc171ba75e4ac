/** What a write reaches, by the names that people would give it: one a tag, an element or a bit. */
import { BITS_A_WORD, tagText } from '../../logix/index.js';
import type { SymbolInfo } from '../tags/catalog.js';
import { spotOf } from './region.js';
import type { WireWrite } from './wire-write.js';

/** Beyond that only the name of the whole array counts. */
const MOST_NAMES = 65_536;

/** All of `each` have to be allowed, or `whole`. */
export interface WrittenNames {
  /** Of the array that the elements are of. */
  readonly whole: string;
  readonly each: readonly string[];
}

/** @param symbol undefined where nobody knows it. @throws NoSpot */
export function writtenNames(write: WireWrite, symbol: SymbolInfo | undefined): WrittenNames {
  const { program, steps, count, mask } = write;
  const text = tagText({ program, steps, bit: undefined });
  const array = arrayText(write);
  const spot = symbol && spotOf(steps, symbol, 'words');
  const isArray = spot !== undefined && (spot.indexed !== undefined || spot.dimensions.length > 0);
  if (spot === undefined || !isArray) {
    if (count !== 1) return { whole: array, each: [] };
    return { whole: text, each: mask === undefined ? [text] : bitsOf(mask).map((bit) => `${text}.${bit}`) };
  }
  const dimensions = spot.indexed?.dimensions ?? spot.dimensions;
  const first = spot.indexed?.element ?? 0;
  if (spot.isBits) return { whole: array, each: bitNames(array, first, count, mask) };
  if (count > MOST_NAMES) return { whole: array, each: [] };
  const elements = Array.from({ length: count }, (_, i) => `${array}[${indicesOf(first + i, dimensions).join(',')}]`);
  return { whole: array, each: mask === undefined ? elements : bitsOf(mask).map((bit) => `${elements[0]}.${bit}`) };
}

function arrayText({ program, steps }: WireWrite): string {
  const last = steps.length - 1;
  const whole = steps.map((step, i) => (i === last ? { ...step, indices: [] } : step));
  return tagText({ program, steps: whole, bit: undefined });
}

/** Elements of a BOOL array are counted by bit. */
function bitNames(array: string, word: number, words: number, mask: Uint8Array | undefined): readonly string[] {
  if (words * BITS_A_WORD > MOST_NAMES) return [];
  const bits = mask === undefined ? Array.from({ length: words * BITS_A_WORD }, (_, i) => i) : bitsOf(mask);
  return bits.map((bit) => `${array}[${word * BITS_A_WORD + bit}]`);
}

function bitsOf(mask: Uint8Array): number[] {
  return Array.from({ length: 8 * mask.byteLength }, (_, i) => i).filter((i) => ((mask[i >> 3] ?? 0) >> (i & 7)) & 1);
}

/** The last index runs fastest. */
function indicesOf(element: number, dimensions: readonly number[]): number[] {
  const indices: number[] = [];
  let left = element;
  for (const size of [...dimensions.slice(1)].reverse()) {
    indices.unshift(left % size);
    left = Math.floor(left / size);
  }
  return [left, ...indices];
}
