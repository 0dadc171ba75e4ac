/** What a program says of its tags: files, names, scaling, limits. For every client. */
export { ENTRY_KEYS, type ParsedEntry, type PlacedEntry, placedEntries, tagEntries, tagNames } from './entry-schema.js';
export type { AssemblyTag, Deadband, TagEntries, TagEntry, TagRules } from './entry-types.js';
export { hasRange, isGuarded, type Limits, RawRange, rangeProblem, WriteRate } from './limits.js';
export { besideFile, loadTagFile } from './load.js';
export { notAllowed, outOfLimits, tooOften } from './refusals.js';
export { type RawKind, type Scaling, scaled, unscaled } from './scaling.js';
