/** Values of several sources in one tree, each with where it came from. */
import type { Origin } from './origin.js';
import type { Complaint } from './refusal.js';

type Path = Complaint['path'];
type Step = Path[number];

interface Leaf {
  readonly kind: 'leaf';
  readonly origin: Origin;
  readonly value: unknown;
}

export interface Branch {
  readonly kind: 'object' | 'list';
  readonly origin: Origin;
  /** By key; of a list by index, from 0 without a gap. */
  readonly parts: ReadonlyMap<Step, Entry>;
}

/** A value is a leaf unless it is a list or an object of data: what a program made stays as it is. */
export type Entry = Leaf | Branch;

/** As a configuration file has them at most (yaml-reader.ts). */
const MOST_VALUES = 100_000;
const MOST_DEPTH = 64;

/** The values were too many, or too deep; a value that holds itself is. */
export class TooManyValues extends RangeError {}

/**
 * A value as it stands in one source. `undefined` in an object is nothing said.
 * @param originAt of what stands at a path
 * @throws TooManyValues
 */
export function entryOf(value: unknown, originAt: (path: Path) => Origin): Entry {
  let left = MOST_VALUES;
  const read = (part: unknown, path: Path): Entry => {
    if (--left < 0) throw new TooManyValues(`more than ${MOST_VALUES} values`);
    if (path.length > MOST_DEPTH) throw new TooManyValues(`values within values, more than ${MOST_DEPTH} deep`);
    const origin = originAt(path);
    const parts = partsOf(part);
    if (parts === undefined) return { kind: 'leaf', origin, value: part };
    const entries = parts.map(([step, own]) => [step, read(own, [...path, step])] as const);
    return { kind: Array.isArray(part) ? 'list' : 'object', origin, parts: new Map(entries) };
  };
  return read(value, []);
}

function partsOf(value: unknown): (readonly [Step, unknown])[] | undefined {
  if (Array.isArray(value)) return [...value].map((item, index) => [index, item] as const);
  return isData(value) ? Object.entries(value).filter(([, own]) => own !== undefined) : undefined;
}

/** A layout, for example, is an object too, and none of data. */
function isData(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return !Object.values(value).some((own) => typeof own === 'function');
}

/**
 * One source over another: objects are merged key by key, all else takes the place of what was there, and `null` takes
 * back what was said below it.
 */
export function overlaid(below: Entry | undefined, above: Entry): Entry | undefined {
  if (below === undefined) return above;
  if (above.kind === 'leaf' && above.value === null) return undefined;
  if (below.kind !== 'object' || above.kind !== 'object') return above;
  const parts = new Map(below.parts);
  for (const [step, own] of above.parts) setPart(parts, step, overlaid(parts.get(step), own));
  return { kind: 'object', origin: above.origin, parts };
}

function setPart(parts: Map<Step, Entry>, step: Step, entry: Entry | undefined): void {
  if (entry === undefined) parts.delete(step);
  else parts.set(step, entry);
}

/** An index beyond the end of its list. */
export class GapInList extends RangeError {
  constructor(
    readonly entries: number,
    readonly path: Path,
  ) {
    super(`the list has ${entries} entries`);
  }
}

/** The tree with one value of it said anew; an index may be that of the next entry. @throws GapInList */
export function assigned(tree: Entry | undefined, path: Path, entry: Entry, within: Path = []): Entry | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return overlaid(tree, entry);
  const kind = typeof step === 'number' ? 'list' : 'object';
  const parts = new Map(tree?.kind === kind ? tree.parts : []);
  if (typeof step === 'number' && step > parts.size) throw new GapInList(parts.size, within);
  setPart(parts, step, assigned(parts.get(step), rest, entry, [...within, step]));
  return { kind, origin: tree?.kind === kind ? tree.origin : entry.origin, parts };
}

/** The values alone. */
export function plainOf(entry: Entry): unknown {
  if (entry.kind === 'leaf') return entry.value;
  if (entry.kind === 'list') return [...entry.parts.values()].map(plainOf);
  const value = {};
  for (const [key, own] of entry.parts) {
    // An assignment to `__proto__` would set the prototype.
    Object.defineProperty(value, key, { value: plainOf(own), enumerable: true, configurable: true, writable: true });
  }
  return value;
}

/** What stands at a path; undefined: nothing was said there. */
export function entryAt(tree: Entry | undefined, path: Path): Entry | undefined {
  let entry = tree;
  for (const step of path) {
    if (entry === undefined || entry.kind === 'leaf') return undefined;
    entry = entry.parts.get(step);
  }
  return entry;
}

/** Of what stands at a path; where nothing does, of the last step at which something stands. */
export function nearestOrigin(tree: Entry, path: Path): Origin {
  let entry = tree;
  for (const step of path) {
    const next = entry.kind === 'leaf' ? undefined : entry.parts.get(step);
    if (next === undefined) break;
    entry = next;
  }
  return entry.origin;
}
