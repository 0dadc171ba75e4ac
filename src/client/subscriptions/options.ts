/** What a subscription goes by: complete, in range. */
import { z } from 'zod';
import { type Complain, type Complaint, parsed, refuseComplaints } from '../../config/refusal.js';
import { expected, oneOf, options, whole } from '../../config/schema.js';
import { shown } from '../../config/shown.js';
import type { Band } from './deadband.js';

const LEAST_STALE_MS = 1_000;
const STALE_CYCLES = 3;
const MOST_TAGS = 100_000;

export const subscribeSchema = options({
  rateMs: whole(1, 3_600_000),
  report: oneOf(['change', 'cycle']).default('change'),
  deadband: z.unknown().optional(),
  staleMs: whole(1, 86_400_000).optional(),
  history: whole(0, 100_000).default(0),
  signal: z.instanceof(AbortSignal, expected('an AbortSignal')).optional(),
});

export interface WatchedTagSettings {
  readonly key: string;
  readonly name: string;
  readonly band: Band;
}

export interface SubscriptionSettings {
  readonly tags: readonly WatchedTagSettings[];
  readonly rateMs: number;
  readonly report: 'change' | 'cycle';
  readonly staleMs: number;
  readonly history: number;
  readonly signal: AbortSignal | undefined;
}

const WHOSE = 'subscription';

/** @throws EipConfigError EIP_OPTION_INVALID that names every wrong option and tag by its path. */
export function normaliseSubscription(tags: unknown, given: unknown): SubscriptionSettings {
  const { deadband, staleMs, signal, ...settings } = parsed(WHOSE, subscribeSchema, given);
  const watched: WatchedTagSettings[] = [];
  refuseComplaints(WHOSE, (complain) => {
    const band = bandOf(deadband, ['deadband'], complain);
    watched.push(...tagsOf(tags, band, complain));
  });
  const usual = Math.max(STALE_CYCLES * settings.rateMs, LEAST_STALE_MS);
  return { ...settings, tags: watched, staleMs: staleMs ?? usual, signal };
}

function tagsOf(tags: unknown, band: Band, complain: Complain): WatchedTagSettings[] {
  if (typeof tags !== 'object' || tags === null || (!Array.isArray(tags) && Symbol.iterator in tags)) {
    complain(['tags'], `expected an array of names or { alias: name }, got ${shown(tags)}`);
    return [];
  }
  const isList = Array.isArray(tags);
  // A copy of a list first: its holes are nothing, and not passed over.
  const entries: [string | number, unknown][] = isList ? [...Array.from(tags).entries()] : Object.entries(tags);
  if (entries.length === 0 || entries.length > MOST_TAGS) {
    complain(['tags'], `expected 1 to ${MOST_TAGS} tags, got ${entries.length}`);
    return [];
  }
  const watched = new Map<string, WatchedTagSettings>();
  for (const [key, entry] of entries) {
    const tag = tagOf(entry, ['tags', key], band, complain);
    if (tag !== undefined)
      watched.set(isList ? tag.name : String(key), { key: isList ? tag.name : String(key), ...tag });
  }
  return [...watched.values()];
}

const entrySchema = ['name', 'deadband'];

function tagOf(entry: unknown, path: Complaint['path'], band: Band, complain: Complain) {
  if (typeof entry === 'string') return { name: entry, band };
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    complain(path, `expected the name of a tag or { name, deadband }, got ${shown(entry)}`);
    return undefined;
  }
  const { name, deadband } = entry as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(entry)) {
    if (!entrySchema.includes(key))
      complain([...path, key], `there is no such option; known are ${entrySchema.join(', ')}`);
  }
  if (typeof name !== 'string') {
    complain([...path, 'name'], `expected the name of a tag, got ${shown(name)}`);
    return undefined;
  }
  return { name, band: deadband === undefined ? band : bandOf(deadband, [...path, 'deadband'], complain) };
}

const NONE: Band = { kind: 'absolute', most: 0 };
const MOST_PERCENT = 100;

export function bandOf(deadband: unknown, path: Complaint['path'], complain: Complain): Band {
  if (deadband === undefined) return NONE;
  if (isNumber(deadband) && deadband >= 0) return { kind: 'absolute', most: deadband };
  if (typeof deadband !== 'object' || deadband === null) {
    complain(path, `expected a number from 0 on or { percent, range }, got ${shown(deadband)}`);
    return NONE;
  }
  const { percent, range, ...others } = deadband as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(others)) complain([...path, key], 'there is no such option; known are percent, range');
  if (!isNumber(percent) || percent < 0 || percent > MOST_PERCENT) {
    complain([...path, 'percent'], `expected a number from 0 to ${MOST_PERCENT}, got ${shown(percent)}`);
    return NONE;
  }
  if (range === undefined) return { kind: 'relative', percent };
  const [low, high, ...more] = Array.isArray(range) ? (range as unknown[]) : [];
  if (!isNumber(low) || !isNumber(high) || low >= high || more.length > 0) {
    complain([...path, 'range'], `expected [low, high], two numbers with low < high, got ${shown(range)}`);
    return NONE;
  }
  return { kind: 'absolute', most: ((high - low) / 100) * percent };
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
