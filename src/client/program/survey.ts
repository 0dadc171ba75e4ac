/** Asks a controller again for the lists of tags that were known of its last program. */
import { EipConnectionError, EipReadError } from '../../errors.js';
import { decodeTypeWord } from '../../logix/index.js';
import type { Budget } from '../budget.js';
import type { Catalog } from '../tags/catalog.js';
import { type ScopeShape, type Snapshot, shapesOf } from './snapshot.js';

export function snapshotOf(catalog: Catalog): Snapshot {
  const scopes = new Map<string, ScopeShape>();
  for (const [key, { program, entries }] of catalog.listed) {
    scopes.set(
      key,
      shapesOf(program, entries, (entry) => catalog.types.get(entry)),
    );
  }
  return scopes;
}

/**
 * The same lists in the program that is there now, and the templates of tags whose template was known. What is found
 * out is the catalog's, for whoever reads.
 * @throws EipError when a reply does not come
 */
export async function surveyed(before: Snapshot, catalog: Catalog, budget: Budget): Promise<Snapshot> {
  for (const [key, { program, tags }] of before) {
    await ifGiven(catalog.scope(program, budget));
    const entries = catalog.listed.get(key)?.entries;
    for (const [name, { layout }] of entries === undefined ? [] : tags) {
      const entry = entries?.get(name);
      const isStructure = entry !== undefined && decodeTypeWord(entry.type ?? 0).template !== undefined;
      if (layout !== undefined && isStructure) await ifGiven(catalog.describe(entry, budget));
    }
  }
  return snapshotOf(catalog);
}

/** A program that is gone has no list, and a template may make no sense. */
async function ifGiven(asked: Promise<unknown>): Promise<void> {
  try {
    await asked;
  } catch (error) {
    const isRefused = error instanceof EipReadError && error.code === 'EIP_READ_REFUSED';
    if (!isRefused && !(error instanceof EipConnectionError && error.code === 'EIP_REPLY_INVALID')) throw error;
  }
}
