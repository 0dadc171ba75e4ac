/** The value of a write as an audit record has it: exactly, or in words where that can't be. */
import { createHash } from 'node:crypto';
import { isDate } from 'node:util/types';
import { shown } from '../../config/shown.js';
import type { TagValue } from '../../eip-client.js';
import { encodeValue } from '../../telemetry/value/codec.js';
import type { WireStructure, WireValue } from '../../telemetry/value/wire-value.js';
import { wireValueSchema } from '../../telemetry/value/wire-value-schema.js';
import { sentenceOf } from './words.js';

/** Bytes of JSON. A record has two values, and 1 MiB at most. */
export const MOST_VALUE_BYTES = 262_144;
const MOST_BEGINNING = 200;

/**
 * A value of a tag for `value` or `previous`. Never throws: what has no exact form in JSON is
 * `{ notExact, reason }`, what has more than 256 KiB of it `{ tooLong, sha256, begins }`, all of them texts; the hash is
 * that of the JSON.
 */
export function auditValue(value: TagValue): WireValue {
  try {
    return boundedValue(checkedForm(encodeValue(value)));
  } catch (error) {
    return { notExact: inWords(value), reason: sentenceOf(messageOf(error)) };
  }
}

/** The same of a value that is in its form already. */
export function boundedValue(value: WireValue): WireValue {
  const text = JSON.stringify(value);
  const bytes = Buffer.byteLength(text);
  return bytes <= MOST_VALUE_BYTES ? value : tooLong(text, bytes);
}

function tooLong(text: string, bytes: number): WireStructure {
  return {
    tooLong: `${bytes} bytes of JSON`,
    sha256: createHash('sha256').update(text).digest('hex'),
    begins: text.slice(0, MOST_BEGINNING),
  };
}

/** Names of members may be such that no record can have them. */
function checkedForm(value: WireValue): WireValue {
  if (wireValueSchema.safeParse(value).success) return value;
  throw new RangeError('a name of a member is empty, too long, or has control characters');
}

function inWords(value: unknown): string {
  try {
    return isDate(value) ? 'a Date' : shown(value).slice(0, MOST_BEGINNING);
  } catch {
    return 'an object';
  }
}

/** A hostile value may throw anything, from its own traps. */
export function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message) : String(error);
  } catch {
    return 'an error that can not be shown';
  }
}
