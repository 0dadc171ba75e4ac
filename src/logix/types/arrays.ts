/** Elements one behind the other, and the nested arrays that dimensions make of them. */
import { type TagValue, throwWithin } from '../value.js';
import { checkedArray } from './bool-array.js';
import type { TagType } from './tag-type.js';

/** Writes an array of exactly so many elements. @throws TagValueError naming the index. */
export function writeElements(type: TagType, view: DataView, at: number, value: unknown, length: number): void {
  const elements = checkedArray(value, length);
  let index = 0;
  try {
    for (; index < length; index++) type.write(view, at + index * type.size, elements[index]);
  } catch (error) {
    throwWithin(error, `[${index}]`);
  }
}

/** Elements in the order of memory as arrays in arrays: the last dimension runs fastest. */
export function nested(elements: readonly TagValue[], dimensions: readonly number[]): readonly TagValue[] {
  let level = elements;
  for (let d = dimensions.length - 1; d > 0; d--) {
    const size = Math.max(1, dimensions[d] ?? 1);
    const outer: TagValue[] = [];
    for (let at = 0; at < level.length; at += size) outer.push(level.slice(at, at + size));
    level = outer;
  }
  return level;
}

/** Arrays in arrays as elements in the order of memory. @throws TagValueError where a level has another length. */
export function flattened(value: unknown, dimensions: readonly number[]): readonly unknown[] {
  const [length = 0, ...inner] = dimensions;
  const level = checkedArray(value, length);
  if (inner.length === 0) return level;
  const elements: unknown[] = [];
  for (const [i, part] of level.entries()) {
    try {
      for (const element of flattened(part, inner)) elements.push(element);
    } catch (error) {
      throwWithin(error, `[${i}]`);
    }
  }
  return elements;
}
