/** Values of tags on the command line: as text, as JSON, and read from a text. */
import { inspect } from 'node:util';
import type { TagValue } from '../eip-client.js';
import { hexOf, hexText, printable } from './texts.js';

const LONGEST = 1_000;

/** On one line. */
export function valueText(value: unknown): string {
  if (value instanceof Uint8Array) return hexText(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid time' : value.toISOString();
  if (typeof value === 'string') return printable(JSON.stringify(value));
  if (typeof value === 'bigint') return String(value);
  const text = inspect(value, { breakLength: Number.POSITIVE_INFINITY, depth: 8, maxArrayLength: 100 });
  const line = printable(text.replaceAll('\n', ' '));
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}...` : line;
}

/** Fit for JSON: bytes as hex, 64-bit integers, NaN and infinities as text. */
export function plainValue(value: unknown): unknown {
  if (value instanceof Uint8Array) return hexOf(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plainValue(one)]));
}

/** A text that is no value of the kind that a tag has. */
export class ValueTextError extends Error {
  override readonly name = 'ValueTextError';
}

/**
 * What a text means for a tag that holds `old`; arrays and structures are JSON, of structures also some members only.
 * @throws ValueTextError
 */
export function valueOfText(text: string, old: TagValue): TagValue {
  if (typeof old === 'string') return text;
  if (typeof old !== 'object' || old instanceof Date) return simpleValue(text.trim(), old);
  if (old instanceof Uint8Array) return bytesOf(text.trim());
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new ValueTextError(`expected JSON, as in ${exampleOf(old)}, got ${JSON.stringify(text)}`);
  }
  return valueOfJson(json, old);
}

const TRUTHS: Readonly<Record<string, boolean>> = { true: true, 1: true, on: true, false: false, 0: false, off: false };

function simpleValue(text: string, old: boolean | number | bigint | Date): TagValue {
  if (typeof old === 'boolean') {
    const truth = TRUTHS[text.toLowerCase()];
    return truth ?? refuse('true or false', text);
  }
  if (typeof old === 'bigint')
    return /^[+-]?\d+$|^0x[\da-f]+$/i.test(text) ? BigInt(text) : refuse('a whole number', text);
  if (typeof old === 'number') {
    const number = Number(text);
    return text !== '' && Number.isFinite(number) ? number : refuse('a number', text);
  }
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? refuse('a time such as 2024-05-01T06:00:00Z', text) : time;
}

function bytesOf(text: string): Uint8Array {
  const hex = text.replace(/\s/g, '');
  return /^(?:[\da-f]{2})*$/i.test(hex) ? Uint8Array.from(Buffer.from(hex, 'hex')) : refuse('bytes in hex', text);
}

/** Like the old value; what no text has (64-bit integers, times, bytes) may be a text in it. */
function valueOfJson(json: unknown, old: TagValue | undefined): TagValue {
  if (Array.isArray(json)) {
    const elements = Array.isArray(old) ? (old as readonly TagValue[]) : [];
    return json.map((element: unknown, i) => valueOfJson(element, elements[i] ?? elements[0]));
  }
  if (typeof json === 'object' && json !== null) return membersOf(json, old);
  if (typeof json === 'string') return old === undefined ? json : valueOfText(json, old);
  if (typeof json === 'number' && typeof old === 'bigint' && Number.isSafeInteger(json)) return BigInt(json);
  return json as TagValue;
}

function membersOf(json: object, old: TagValue | undefined): TagValue {
  const members = new Map(Object.entries(Object(old) as object).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [name, valueOfJson(value, members.get(name.toLowerCase()))]),
  );
}

function exampleOf(old: unknown): string {
  const text = JSON.stringify(plainValue(old));
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

function refuse(expected: string, text: string): never {
  throw new ValueTextError(`expected ${expected}, got ${JSON.stringify(text)}`);
}
