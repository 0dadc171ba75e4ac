/** Where each value of a complete configuration came from. */
import { type Entry, entryAt } from '../config/entry.js';
import type { FormTree } from '../config/form.js';
import type { Origin } from '../config/origin.js';
import { type Complaint, pathText } from '../config/refusal.js';

/** What was said, and what can be. */
export interface Said {
  readonly tree: Entry;
  readonly form: FormTree;
}

export interface Value {
  readonly path: Complaint['path'];
  readonly value: unknown;
  readonly origin: Origin;
}

/** All values of complete sections; the adapter of a client is told once. */
export function valuesOf(sections: Readonly<Record<string, unknown>>, { tree, form }: Said): Value[] {
  return Object.entries(sections).flatMap(([name, section]) => {
    const { adapter, ...options } = (section ?? {}) as { readonly adapter?: unknown };
    return valuesIn(adapter === undefined ? section : options, { tree, form }, [name]);
  });
}

/** Values that are no objects or lists, and those of these that are empty; `undefined` is none. */
function valuesIn(value: unknown, said: Said, path: Complaint['path']): Value[] {
  if (value === undefined) return [];
  const parts = partsOf(value);
  if (parts === undefined || parts.length === 0) return [{ path, value, origin: originOf(said, path, value) }];
  return parts.flatMap(([step, own]) => valuesIn(own, said, [...path, step]));
}

/** An object of ours has functions, or is of a class: it is one value. */
export function partsOf(value: unknown): (readonly [string | number, unknown])[] | undefined {
  if (Array.isArray(value)) return value.map((item, index) => [index, item] as const);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return undefined;
  const entries = Object.entries(value);
  return entries.some(([, own]) => typeof own === 'function') ? undefined : entries;
}

/**
 * `allow: [...]` says what becomes `allow.explicit`: the nearest one that stands there, unless that is an object. What
 * such a short form leaves at its default it did not say.
 */
function originOf({ tree, form }: Said, path: Complaint['path'], value: unknown): Origin {
  for (let length = path.length; length > 0; length--) {
    const entry = entryAt(tree, path.slice(0, length));
    if (entry === undefined) continue;
    if (length === path.length) return entry.origin;
    const isDefault = entry.kind === 'object' || form.at(path).some((one) => one.default === value);
    return isDefault ? { kind: 'default' } : entry.origin;
  }
  return { kind: 'default' };
}

export function originsOf(values: readonly Value[]): Readonly<Record<string, Origin>> {
  const origins = Object.create(null) as Record<string, Origin>;
  for (const { path, origin } of values) origins[pathText(path)] = origin;
  return Object.freeze(origins);
}
