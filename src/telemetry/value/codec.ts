/** Values of tags to JSON and back. What can't travel as it is, is an error: never another value. */
import { shown } from '../../config/shown.js';
import type { TagValue } from '../../eip-client.js';
import type { WireStructure, WireValue } from './wire-value.js';

/** Levels of arrays and structures. A message has 64, three of them around its values and one in the forms of one key. */
const MOST_VALUE_DEPTH = 60;

/** The four forms of one key. */
const FORMS = new Map<string, (text: string) => TagValue>([
  ['$int', (text) => BigInt(text)],
  ['$number', (text) => Number(text)],
  ['$bytes', (text) => new Uint8Array(Buffer.from(text, 'base64'))],
  ['$date', (text) => new Date(text)],
]);

/**
 * @returns plain JSON: no part of it is shared with what is given, so that it stays as it is
 * @throws RangeError for what has no exact form: an invalid Date, one beyond the years 0 to 9999, an integer of more
 *   than 20 digits, names of members that begin with `$`, more than 60 levels
 * @throws TypeError for what is no value of a tag
 */
export function encodeValue(value: TagValue): WireValue {
  return encoded(value, 0);
}

/** Of a value that `parseRecord` or its like has let through. */
export function decodeValue(value: WireValue): TagValue {
  if (typeof value !== 'object') return value;
  if (isArray(value)) return value.map(decodeValue);
  const entries = Object.entries(value as WireStructure);
  const [first] = entries;
  const form = first && FORMS.get(first[0]);
  if (form !== undefined) return form(String(first?.[1]));
  return Object.fromEntries(entries.map(([member, inner]) => [member, decodeValue(inner)]));
}

const isArray = (value: WireValue): value is readonly WireValue[] => Array.isArray(value);

function encoded(value: unknown, depth: number): WireValue {
  switch (typeof value) {
    case 'boolean':
    case 'string':
      return value;
    case 'number':
      return numberForm(value);
    case 'bigint':
      return integerForm(value);
    case 'object':
      return objectForm(value, depth);
    default:
      throw new TypeError(`${shown(value)} is no value of a tag`);
  }
}

function numberForm(value: number): WireValue {
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER && !Object.is(value, -0)) return value;
  return { $number: Object.is(value, -0) ? '-0' : String(value) };
}

function integerForm(value: bigint): WireValue {
  const $int = String(value);
  if ($int.replace('-', '').length > 20) throw new RangeError(`${shown(value)} has more than 20 digits`);
  return { $int };
}

function objectForm(value: object | null, depth: number): WireValue {
  if (value === null) throw new TypeError('null is no value of a tag');
  if (value instanceof Date) return dateForm(value);
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (depth === MOST_VALUE_DEPTH) throw new RangeError(`it nests deeper than ${MOST_VALUE_DEPTH} levels`);
  if (Array.isArray(value)) return Array.from(value, (inner) => encoded(inner, depth + 1));
  return structureForm(value, depth);
}

function dateForm(value: Date): WireValue {
  const year = value.getUTCFullYear();
  if (year >= 0 && year <= 9999) return { $date: value.toISOString() };
  throw new RangeError(Number.isNaN(year) ? 'an invalid Date has no time' : 'a Date beyond the years 0 to 9999');
}

function structureForm(value: object, depth: number): WireValue {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError('an object of a class is no value');
  const form: Record<string, WireValue> = {};
  for (const [member, inner] of Object.entries(value)) {
    if (member.startsWith('$') || member === '__proto__')
      throw new RangeError(`${shown(member)} can't be the name of a member`);
    form[member] = encoded(inner, depth + 1);
  }
  return form;
}
