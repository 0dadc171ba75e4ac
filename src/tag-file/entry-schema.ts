/**
 * One schema for the tags of every client: names of a controller's tags, places in assemblies, and the rules that hold
 * for a value wherever it comes from (docs/client.md, "Tag files").
 */
import { z } from 'zod';
import { named } from '../config/named.js';
import { expected, number, options, truth } from '../config/schema.js';
import { type TagPlace, tagPlace } from '../config/tag-map.js';
import { parseTagName, TagNameError } from '../logix/names/tag-name.js';
import type { Deadband } from './entry-types.js';
import type { Limits } from './limits.js';
import type { Scaling } from './scaling.js';

/** What a tag file says of one tag, complete and in range. */
export interface ParsedEntry extends Limits {
  /** Its name in the controller. */
  readonly tag: string | undefined;
  /** As the controller calls it. */
  readonly type: string | undefined;
  readonly scaling: Scaling | undefined;
  readonly unit: string | undefined;
  readonly group: string | undefined;
  readonly deadband: Deadband | undefined;
  /** Where it lies in assemblies. */
  readonly place: TagPlace | undefined;
}

const finite = () => z.number(expected('a finite number'));
const text = () => z.string(expected('a text')).min(1, expected('a text'));

const tagName = z.string(expected('the name of a tag')).superRefine((name, context) => {
  try {
    parseTagName(name);
  } catch (error) {
    if (!(error instanceof TagNameError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
  }
});

const LOW_HIGH = expected('[LOW, HIGH], two numbers with LOW < HIGH');
const rangeOf = z.tuple([finite(), finite()], LOW_HIGH).refine(([low, high]) => low < high, LOW_HIGH);
const percentDeadband = options({
  percent: number(0, 100).describe('Percent of the value told last, or of the range'),
  range: rangeOf.optional().describe('The range that percent is of: low, high'),
});
const deadband = z.union(
  [number(0, Number.MAX_VALUE), percentDeadband],
  expected('a number from 0 on, or { percent: 0-100, range: [LOW, HIGH] }'),
);

const RULES = {
  tag: tagName.optional().describe('Its name in the controller'),
  scale: finite()
    .refine((scale) => scale !== 0, { ...expected('a number other than 0') })
    .optional()
    .meta({ description: 'What the raw value is multiplied by', defaultText: '1' }),
  unit: text().optional().describe('Unit, to be shown'),
  group: text().optional().describe('Group, to be shown'),
  deadband: deadband.optional().describe('Change that a subscription tells: absolute, or percent of a range'),
  min: finite().optional().describe('Least value that may be written'),
  max: finite().optional().describe('Most that may be written'),
  maxWritesPerSecond: number(0.001, 1_000).optional().describe('Writes per second at most'),
  readOnly: truth().default(false).describe('It is never written'),
};

const NESTED_PLACE = z.looseObject({ name: z.string(expected('the name of an assembly')) }, expected('an object'));

const fullEntry = options({
  ...RULES,
  type: z
    .string(expected('the name of a type'))
    .regex(/^\s*\w+\s*(\[[\d,\s]+\]\s*)?$/, expected('a type such as DINT or REAL[10]'))
    .optional()
    .describe('Its type, as the controller or the assembly has it'),
  offset: finite()
    .optional()
    .describe('What is added to the scaled value; behind assembly: NAME the byte that it begins at'),
  assembly: NESTED_PLACE.optional(),
});

/** Behind `assembly: NAME` an `offset` is that of the bytes: the short form of a place. */
const shortRules = options(RULES);

/** All keys that a full entry may have, for pages and their tests. */
export const ENTRY_KEYS: readonly string[] = Object.keys(fullEntry.shape);
export const ENTRY_SHAPE = fullEntry.shape;

type Input = Readonly<Record<string, unknown>>;
type Issues = { issues: unknown[] };

/** An entry of any form. */
export const tagEntry = z.unknown().transform((input, context): ParsedEntry => {
  if (typeof input === 'string') {
    const isName = checked(tagName, input, context) !== undefined;
    return entryOf(isName ? { tag: input } : undefined, undefined, context);
  }
  if (!isObject(input)) {
    complain(context, [], expected('the name of a tag, or an object').error({ input }));
    return z.NEVER;
  }
  return typeof input.assembly === 'string' ? shortEntry(input, context) : longEntry(input, context);
});

export const tagEntries = named('tag', tagEntry, 'an object of tags by name');
/** An entry that has to lie in an assembly. */
const placedEntry = z.unknown().transform((input, context): PlacedEntry => {
  const isPlace = typeof input !== 'string' && !(isObject(input) && ('assembly' in input || 'tag' in input));
  if (isPlace) {
    checked(tagPlace, input, context);
    return z.NEVER;
  }
  const entry = checked(tagEntry, input, context);
  if (entry === undefined) return z.NEVER;
  const { place } = entry;
  if (place === undefined)
    complain(context, ['assembly'], 'required: the assembly that it lies in, with "field" or "offset" and "type"');
  return { ...entry, place: place as TagPlace };
});

export interface PlacedEntry extends ParsedEntry {
  readonly place: TagPlace;
}

export const placedEntries = named('tag', placedEntry, 'an object of tags by name');
export const tagNames = z.array(tagName, expected('a list of names'));

function shortEntry(input: Input, context: Issues): ParsedEntry {
  const [rules, place] = [pick(input, (key) => key in RULES), pick(input, (key) => !(key in RULES))];
  const parsedRules = checked(shortRules, rules, context);
  return entryOf(parsedRules, checked(tagPlace, place, context), context);
}

function longEntry(input: Input, context: Issues): ParsedEntry {
  const parsed = checked(fullEntry, input, context);
  if (parsed?.assembly === undefined) return entryOf(parsed, undefined, context);
  const { name, ...rest } = parsed.assembly;
  const place = checked(tagPlace, { assembly: name, ...rest }, context, ['assembly']);
  return entryOf(parsed, place, context);
}

type Rules = Partial<z.output<typeof fullEntry>>;

function entryOf(rules: Rules | undefined, place: TagPlace | undefined, context: Issues): ParsedEntry {
  if (rules === undefined) return z.NEVER;
  const { tag, type, scale = 1, offset = 0, unit, group, min, max, maxWritesPerSecond, readOnly = false } = rules;
  if (min !== undefined && max !== undefined && min > max) complain(context, ['min'], `${min}: at most "max", ${max}`);
  const scaling = scale === 1 && offset === 0 ? undefined : { scale, offset };
  const limits = { min, max, maxWritesPerSecond, readOnly };
  return { tag, type, scaling, unit, group, deadband: rules.deadband as Deadband | undefined, place, ...limits };
}

/** Undefined where it was refused: what is wrong is among the issues then. */
function checked<S extends z.ZodType>(schema: S, input: unknown, context: Issues, path: readonly string[] = []) {
  const { data, error } = schema.safeParse(input);
  for (const issue of error?.issues ?? []) {
    // Within `assembly` its name is called so.
    const message = path.length > 0 && issue.code === 'unrecognized_keys' ? 'name, field' : issue.message;
    context.issues.push({ ...issue, message, input, path: [...path, ...issue.path] });
  }
  return data as z.output<S> | undefined;
}

function complain(context: Issues, path: readonly string[], message: string): void {
  context.issues.push({ code: 'custom', input: undefined, path, message });
}

function pick(input: Input, isWanted: (key: string) => boolean): Input {
  return Object.fromEntries(Object.entries(input).filter(([key]) => isWanted(key)));
}

function isObject(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
