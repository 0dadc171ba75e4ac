/** Headers travel as a table of AMQP: what fits into one. */
import { shown } from '../config/shown.js';

const MOST_NAME_BYTES = 128;
const MOST_DEPTH = 8;
const MOST_VALUES = 1_000;
/** Properties and headers have to fit into one frame of the connection. */
export const MOST_HEADER_BYTES = 6_000;

/** What is wrong with headers; undefined: nothing. */
export function headerFault(headers: unknown): string | undefined {
  if (!isTable(headers)) return `headers: expected an object, got ${shown(headers)}`;
  const size = { values: 0, bytes: 0 };
  const fault = tableFault(headers, 'headers', 0, size);
  if (fault !== undefined) return fault;
  return size.bytes > MOST_HEADER_BYTES
    ? `headers: ${size.bytes} bytes, at most ${MOST_HEADER_BYTES} fit; put them into the body`
    : undefined;
}

interface Size {
  values: number;
  bytes: number;
}

function tableFault(table: Record<string, unknown>, path: string, depth: number, size: Size): string | undefined {
  for (const [name, value] of Object.entries(table)) {
    const bytes = Buffer.byteLength(name);
    if (name === '' || bytes > MOST_NAME_BYTES) return `${path}: a name must have 1 to ${MOST_NAME_BYTES} bytes`;
    size.bytes += bytes + 2;
    const fault = valueFault(value, `${path}.${name}`, depth, size);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function valueFault(value: unknown, path: string, depth: number, size: Size): string | undefined {
  size.values += 1;
  size.bytes += 9;
  if (size.values > MOST_VALUES) return `${path}: more than ${MOST_VALUES} values`;
  if (depth > MOST_DEPTH) return `${path}: nested deeper than ${MOST_DEPTH}`;
  if (typeof value === 'string') {
    size.bytes += Buffer.byteLength(value);
    return undefined;
  }
  if (value === null || typeof value === 'boolean' || isSafe(value)) return undefined;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const fault = valueFault(item, `${path}[${index}]`, depth + 1, size);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }
  return isTable(value)
    ? tableFault(value, path, depth + 1, size)
    : `${path}: expected a text, a finite number, true/false, null, a list or an object of them, got ${shown(value)}`;
}

/** Whole numbers beyond 64 bits have no type in AMQP. */
function isSafe(value: unknown): boolean {
  return (
    Number.isSafeInteger(value) || (typeof value === 'number' && Number.isFinite(value) && !Number.isInteger(value))
  );
}

function isTable(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
