/** From bytes of the outside to a record, command or answer: bounded, exact, or an error in words. */
import type { z } from 'zod';
import { parsed } from '../../config/refusal.js';
import { options, whole } from '../../config/schema.js';
import { EipError } from '../../errors.js';
import { SCHEMA_VERSION } from '../record/record-types.js';
import { JsonProblem, readJson } from './read-json.js';
import { checked, invalid, type MessageKind } from './refusal.js';

/** 1 MiB. What this package writes is never longer. */
export const MOST_BYTES = 1_048_576;

export interface ParseOptions {
  /** Longer texts are refused unread. Bytes of UTF-8, 1-1,048,576; default 1,048,576, which no message exceeds. */
  readonly maxBytes?: number;
}

const parseSchema = options({ maxBytes: whole(1, MOST_BYTES).default(MOST_BYTES) });

export function parseMessage<T>(
  what: MessageKind,
  schema: z.ZodType<T>,
  input: string | Uint8Array,
  limits: ParseOptions,
): T {
  const { maxBytes } = parsed(what, parseSchema, limits);
  const text = textOf(what, input, maxBytes);
  const value = jsonOf(what, text);
  refuseNewer(what, value);
  return checked(what, schema, value);
}

function textOf(what: MessageKind, input: unknown, maxBytes: number): string {
  if (typeof input !== 'string' && !(input instanceof Uint8Array))
    throw new TypeError(`expected the text or the bytes of a ${what}`);
  const bytes = typeof input === 'string' ? Buffer.byteLength(input) : input.length;
  if (bytes > maxBytes) throw whollyWrong(what, `it has ${bytes} bytes, and ${maxBytes} at most are read`);
  if (typeof input === 'string') return input;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(input);
  } catch {
    throw whollyWrong(what, 'it is no UTF-8');
  }
}

function jsonOf(what: MessageKind, text: string): unknown {
  try {
    return readJson(text);
  } catch (error) {
    throw error instanceof JsonProblem ? whollyWrong(what, error.message) : error;
  }
}

function whollyWrong(what: MessageKind, message: string): EipError {
  return invalid(what, [{ path: [], message }]);
}

/** Before anything else is looked at: a newer version may differ in everything else. */
function refuseNewer(what: MessageKind, value: unknown): void {
  const version = (value as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (!Number.isSafeInteger(version) || (version as number) <= SCHEMA_VERSION) return;
  throw new EipError(
    'EIP_MESSAGE_TOO_NEW',
    `This ${what} is of version ${version}, and this release reads version ${SCHEMA_VERSION}`,
  );
}
