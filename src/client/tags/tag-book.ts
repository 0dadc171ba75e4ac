/** The tags that the option `tags` names: aliases, and what holds for each. */
import { type Complain, type Complaint, examined } from '../../config/refusal.js';
import { expected } from '../../config/schema.js';
import { nameKey, parseTagName, TagNameError } from '../../logix/index.js';
import {
  type Limits,
  loadTagFile,
  type ParsedEntry,
  type Scaling,
  tagEntries,
  tagNames,
} from '../../tag-file/index.js';

/** A tag of the controller, as the program knows it. */
export interface BookedTag extends Limits {
  readonly alias: string;
  /** Its name in the controller. */
  readonly tag: string;
  /** Declared; undefined: whatever the controller has. */
  readonly type: string | undefined;
  readonly scaling: Scaling | undefined;
  readonly unit: string | undefined;
  readonly group: string | undefined;
  readonly deadband: ParsedEntry['deadband'];
}

export class TagBook {
  private readonly byKey: ReadonlyMap<string, BookedTag>;

  constructor(readonly tags: readonly BookedTag[]) {
    this.byKey = new Map(tags.map((tag) => [nameKey(tag.alias), tag]));
  }

  /** By its alias, in whatever case. */
  find(alias: string): BookedTag | undefined {
    return this.byKey.get(nameKey(alias));
  }

  /** What the controller calls it: a name that is no alias is one of the controller. */
  tagOf(name: string): string {
    return this.find(name)?.tag ?? name;
  }

  /** What is to be watched, with the deadbands that its tags have here where they bring none of their own. */
  watched(given: unknown): unknown {
    if (typeof given !== 'object' || given === null || !this.tags.some(({ deadband }) => deadband !== undefined)) {
      return given;
    }
    const isList = Array.isArray(given) && given.every((name) => typeof name === 'string');
    if (Array.isArray(given) && !isList) return given;
    const entries = isList ? given.map((name: string) => [name, name] as const) : Object.entries(given);
    return Object.fromEntries(entries.map(([key, entry]) => [key, this.banded(entry)]));
  }

  private banded(entry: unknown): unknown {
    const { name = entry, deadband: own } = Object(entry) as { readonly name?: unknown; readonly deadband?: unknown };
    const deadband = own ?? (typeof name === 'string' ? this.find(name)?.deadband : undefined);
    if (deadband === undefined) return entry;
    return typeof entry === 'string' ? { name: entry, deadband } : { ...Object(entry), deadband };
  }
}

/** @param given a path, a list of names, or an object of tags. @throws EipConfigError for a file that is wrong. */
export function bookOf(given: unknown, complain: Complain): TagBook {
  if (given === undefined) return new TagBook([]);
  const entries = typeof given === 'string' ? loadTagFile(given) : given;
  const inTags: Complain = (path, message) => complain(['tags', ...path], message);
  if (Array.isArray(entries)) return new TagBook(unique(namedTags(entries, inTags), inTags));
  if (typeof entries !== 'object' || entries === null) {
    inTags([], expected('a path, a list of names, or an object of tags by name').error({ input: given }));
    return new TagBook([]);
  }
  return new TagBook(unique(entryTags(entries, inTags), inTags));
}

function namedTags(names: readonly unknown[], complain: Complain): BookedTag[] {
  const { data = [], complaints = [] } = examined(tagNames, names);
  pass(complaints, complain);
  return data.map((tag) => ({ ...UNKNOWN, alias: tag, tag }));
}

const UNKNOWN = {
  type: undefined,
  scaling: undefined,
  unit: undefined,
  group: undefined,
  deadband: undefined,
  min: undefined,
  max: undefined,
  maxWritesPerSecond: undefined,
  readOnly: false,
};

function entryTags(entries: object, complain: Complain): BookedTag[] {
  const { data = {}, complaints = [] } = examined(tagEntries, entries);
  pass(complaints, complain);
  return Object.entries(data).flatMap(([alias, { place, tag, ...rules }]) => {
    if (tag !== undefined) return [{ ...rules, alias, tag }];
    const problem = place === undefined ? nameProblem(alias) : 'required: its name in the controller';
    if (problem !== undefined) complain([alias, 'tag'], problem);
    return [{ ...rules, alias, tag: alias }];
  });
}

/** An entry without `tag` is called as in the controller. */
function nameProblem(alias: string): string | undefined {
  try {
    parseTagName(alias);
    return undefined;
  } catch (error) {
    if (!(error instanceof TagNameError)) throw error;
    return `required, because its own name is none of a controller: ${error.message}`;
  }
}

function unique(tags: readonly BookedTag[], complain: Complain): readonly BookedTag[] {
  const seen = new Map<string, string>();
  for (const { alias } of tags) {
    const first = seen.get(nameKey(alias));
    if (first !== undefined) complain([alias], `is there already, as "${first}": case does not count`);
    seen.set(nameKey(alias), alias);
  }
  return tags;
}

function pass(complaints: readonly Complaint[], complain: Complain): void {
  for (const { path, message } of complaints) complain(path, message);
}
