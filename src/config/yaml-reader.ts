/**
 * Nodes of a YAML document as plain values, each with its place.
 *
 * Ours and not `toJS()` of the library, because a file is read once, by a person who made a mistake: each complaint has
 * a place, and what aliases and merge keys unfold to is bounded before it is built.
 */
import { isAlias, isMap, isPair, isScalar, isSeq, type LineCounter, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Place } from './place.js';

/** Values of one file, each use of an alias counted anew. */
const MOST_VALUES = 100_000;
const MOST_DEPTH = 64;

export interface Fault {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly place: Place;
}

export interface Read {
  readonly value: unknown;
  readonly place: Place;
}

/** More than any configuration needs: nothing of the file is used. */
export class TooMuch extends Error {}

type Path = Fault['path'];
/** By key; the first one of a name stays. */
type Entries = Map<string, Read>;

export class YamlReader {
  readonly faults: Fault[] = [];
  private readonly anchors = new Map<string, unknown>();
  private left = MOST_VALUES;

  constructor(private readonly lines: LineCounter) {}

  /**
   * @param at the place of the key, for a value that has one
   * @throws TooMuch
   */
  read(node: unknown, path: Path, at?: Place): Read {
    if (--this.left < 0) throw new TooMuch(`more than ${MOST_VALUES} values, those that aliases stand for included`);
    if (path.length > MOST_DEPTH) throw new TooMuch(`values within values, more than ${MOST_DEPTH} deep`);
    const place = at ?? this.placeOf(node);
    if (isAlias(node)) return this.readAlias(node.source, path, place);
    this.remember(node, path, place);
    if (isMap(node)) return this.readMap(node, path, place);
    if (isSeq(node)) return this.readSeq(node, path, place);
    return { value: isScalar(node) ? node.value : null, place };
  }

  private readAlias(name: string, path: Path, place: Place): Read {
    if (!this.anchors.has(name)) {
      this.complain(path, `*${name}: there is no anchor &${name} before it`, place);
      return { value: null, place };
    }
    const { value, place: there } = this.read(this.anchors.get(name), path);
    return { value, place: { ...place, ...(there.children && { children: there.children }) } };
  }

  /** An anchor that is given twice means two things: which one an alias has could only be guessed. */
  private remember(node: unknown, path: Path, place: Place): void {
    const { anchor } = (node ?? {}) as { anchor?: string };
    if (anchor === undefined) return;
    if (this.anchors.has(anchor) && this.anchors.get(anchor) !== node) {
      this.complain(path, `&${anchor}: there is an anchor of this name already`, place);
    }
    this.anchors.set(anchor, node);
  }

  private readSeq(node: YAMLSeq, path: Path, place: Place): Read {
    const items = node.items.map((item, index) => this.read(item, [...path, index]));
    const children = new Map(items.map((item, index) => [index, item.place]));
    return { value: items.map(({ value }) => value), place: { ...place, children } };
  }

  private readMap(node: YAMLMap, path: Path, place: Place): Read {
    const entries = this.entriesOf(node, path);
    const value = {};
    for (const [key, { value: own }] of entries) {
      // An assignment to `__proto__` would set the prototype.
      Object.defineProperty(value, key, { value: own, enumerable: true, configurable: true, writable: true });
    }
    const children = new Map([...entries].map(([key, entry]) => [key, entry.place]));
    return { value, place: { ...place, children } };
  }

  /** Own keys first: what `<<` brings stands behind them. */
  private entriesOf(node: YAMLMap, path: Path): Entries {
    const entries: Entries = new Map();
    const merged: Pair[] = [];
    for (const pair of node.items) {
      if (isMergeKey(pair)) merged.push(pair);
      else this.addEntry(entries, pair, path);
    }
    for (const { key, value } of merged) this.merge(entries, value, path, this.placeOf(key));
    return entries;
  }

  private addEntry(entries: Entries, { key, value }: Pair, path: Path): void {
    const place = this.placeOf(key);
    const name = keyText(key);
    if (name === undefined) {
      this.complain(path, 'a key is a name, not a list, an object or an alias', place);
      return;
    }
    const first = entries.get(name);
    if (first !== undefined) {
      this.complain([...path, name], `is there already, in line ${first.place.line}`, place);
      return;
    }
    entries.set(name, this.read(value, [...path, name], place));
  }

  private merge(entries: Entries, node: unknown, path: Path, place: Place): void {
    const { value, place: there } = this.read(node, path, place);
    const from = Array.isArray(value)
      ? value.map((item, i) => ({ item, at: there.children?.get(i) }))
      : [{ item: value, at: there }];
    for (const { item, at } of from) {
      if (typeof item !== 'object' || item === null || Array.isArray(item)) {
        this.complain(path, '<<: expected an object, or a list of objects', place);
        continue;
      }
      for (const [key, own] of Object.entries(item)) {
        if (!entries.has(key)) entries.set(key, { value: own, place: at?.children?.get(key) ?? place });
      }
    }
  }

  private complain(path: Path, message: string, place: Place): void {
    this.faults.push({ path, message, place });
  }

  private placeOf(node: unknown): Place {
    const { range } = (node ?? {}) as { range?: readonly number[] | null };
    const { line, col } = this.lines.linePos(range?.[0] ?? 0);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
}

function isMergeKey(pair: unknown): boolean {
  if (!isPair(pair) || !isScalar(pair.key)) return false;
  return pair.key.type === 'PLAIN' && pair.key.value === '<<';
}

/** As it stands in the file: `150` is the name "150". */
function keyText(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined;
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}
