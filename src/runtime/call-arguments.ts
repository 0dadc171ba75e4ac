/** What a program hands to the calls of a client; mistakes are TypeError. */
import { shown } from '../config/shown.js';
import type { TagValue } from '../eip-client.js';

/** `[key of the result, name of the tag]` for names, or for aliases by name. */
export function namesAsked(asked: unknown): (readonly [key: string, name: string])[] {
  // A copy first: map() passes over holes.
  if (Array.isArray(asked)) return Array.from(asked, (name: unknown) => [nameOf(name), nameOf(name)] as const);
  if (isRecord(asked)) return Object.entries(asked).map(([alias, name]) => [alias, nameOf(name)] as const);
  throw new TypeError(`readTags: expected an array of names or { alias: name }, got ${shown(asked)}`);
}

export function nameOf(name: unknown): string {
  if (typeof name === 'string') return name;
  throw new TypeError(`expected the name of a tag, got ${shown(name)}`);
}

export function valuesGiven(values: unknown): (readonly [name: string, value: TagValue])[] {
  if (isRecord(values)) return Object.entries(values) as [string, TagValue][];
  throw new TypeError(`writeTags: expected { name: value, ... }, got ${shown(values)}`);
}

/** No array, Map or Set: their entries would be taken for none. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !(Symbol.iterator in value);
}

export function signalOf(options: unknown): AbortSignal | undefined {
  const { signal } = (options ?? {}) as { readonly signal?: unknown };
  if (signal === undefined || signal instanceof AbortSignal) return signal;
  throw new TypeError(`signal: expected an AbortSignal, got ${shown(signal)}`);
}
