/** A configuration as a person may see it: complete, secrets masked, layouts as they were written. */
import { CONFIG_SECTIONS, type ConfigSection } from '../config/config-file.js';
import { entryAt, plainOf } from '../config/entry.js';
import { Secret } from '../config/secret.js';
import type { Examination } from './examine.js';
import { partsOf, type Value, valuesOf } from './origins.js';

export interface Shown {
  /** Objects, lists and scalars alone, as a configuration file can hold them; `enabled` is part of each. */
  readonly sections: Readonly<Record<ConfigSection, Readonly<Record<string, unknown>>>>;
  readonly values: readonly Value[];
}

export function shownConfig({ tree, form, sections }: Examination): Shown {
  const shown = CONFIG_SECTIONS.map((name) => {
    const { adapter, ...options } = (sections[name] ?? {}) as { readonly adapter?: unknown };
    const enabled = sections[name] !== undefined;
    return [name, { enabled, ...(visible(options, tree, [name]) as object) }];
  });
  const all = Object.fromEntries(shown) as Shown['sections'];
  return { sections: all, values: valuesOf(all, { tree, form }) };
}

/** The adapter of a client is shown in its own section. */
function visible(value: unknown, tree: Examination['tree'], path: readonly (string | number)[]): unknown {
  if (value instanceof Secret) return value.origin === 'literal' ? '***' : value.origin;
  if (isTagsOfSource(path)) return written(tree, path);
  const parts = partsOf(value);
  if (parts === undefined) return typeof value === 'object' && value !== null ? written(tree, path) : value;
  const seen = parts
    .filter(([, part]) => part !== undefined)
    .map(([step, part]) => [step, visible(part, tree, [...path, step])] as const);
  return Array.isArray(value) ? seen.map(([, part]) => part) : Object.fromEntries(seen);
}

/** A tag file is read by then. */
function isTagsOfSource([section, sources, , option, ...rest]: readonly (string | number)[]): boolean {
  return section === 'gateway' && sources === 'sources' && option === 'tags' && rest.length === 0;
}

function written(tree: Examination['tree'], path: readonly (string | number)[]): unknown {
  const entry = entryAt(tree, path);
  return entry === undefined ? undefined : plainOf(entry);
}
