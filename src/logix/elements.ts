/** Elements of a tag as services carry them: bytes that are measured before they are read. */
import { CipDecodeError } from '../cip/errors.js';
import { writeElements } from './types/arrays.js';
import { checkedArray } from './types/bool-array.js';
import { CountedTextType } from './types/counted-text.js';
import type { TagType } from './types/tag-type.js';
import { type TagValue, throwWithin } from './value.js';

/** Any type that a tag can have. */
export type AnyTagType = TagType | CountedTextType;

/** @throws CipDecodeError when the data has not all of the element. */
export function decodeElement(type: AnyTagType, data: Uint8Array): TagValue {
  if (type instanceof CountedTextType) return type.decode(data, 1)[0] ?? '';
  measured(type, data, 1);
  return type.read(viewOf(data), 0);
}

/** @throws CipDecodeError when the data has not all of the elements. */
export function decodeElements(type: AnyTagType, data: Uint8Array, count: number): TagValue[] {
  if (type instanceof CountedTextType) return type.decode(data, count);
  measured(type, data, count);
  return type.readMany(viewOf(data), 0, count);
}

/** @throws CipDecodeError when the data has not all of the elements: types themselves never look. */
export function measured(type: TagType, data: Uint8Array, count: number): void {
  if (data.byteLength < type.size * count) throw tooShort(type, data, count);
}

/**
 * @param tag what the value is for, in front of each complaint
 * @throws TagValueError when the type can't hold the value.
 */
export function encodeElement(type: AnyTagType, value: unknown, tag: string): Uint8Array {
  try {
    if (type instanceof CountedTextType) return type.encode(value);
    const bytes = new Uint8Array(type.size);
    type.write(viewOf(bytes), 0, value);
    return bytes;
  } catch (error) {
    throwWithin(error, tag);
  }
}

/** @throws TagValueError for anything but an array of so many elements that the type can hold. */
export function encodeElements(type: AnyTagType, value: unknown, count: number, tag: string): Uint8Array {
  try {
    if (type instanceof CountedTextType) return joined(checkedArray(value, count).map((text) => type.encode(text)));
    const bytes = new Uint8Array(type.size * count);
    writeElements(type, viewOf(bytes), 0, value, count);
    return bytes;
  } catch (error) {
    throwWithin(error, tag);
  }
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}

function tooShort(type: TagType, { byteLength }: Uint8Array, count: number): CipDecodeError {
  const what = count === 1 ? type.name : `${count} x ${type.name}`;
  return new CipDecodeError('tag value', 'data', 0, `${type.size * count} bytes of ${what}, ${byteLength} are there`);
}
