/**
 * Tags that lie near each other, read together where that takes fewer bytes, request and reply counted: several
 * elements as one part of their array, several members as the structure that they are in.
 */
import { encodePath } from '../../cip/index.js';
import { type NameStep, nameKey, type TagType, tagPath, tagText, tagTypeSize } from '../../logix/index.js';
import { REPLY_HEAD } from '../reply-view.js';
import { elementSteps, type Level } from './level.js';
import { readMessage } from './messages.js';
import { costOf } from './packets.js';
import { GroupRead, type Leaf, type ReadUnit, type SingleRead, type Surroundings } from './read-unit.js';

/** What may be read together. */
export interface GroupLimits {
  /** Bytes of a message, either way. */
  readonly longest: number;
  /** Surroundings that gave nothing when they were asked for: see `Surroundings.key`. */
  readonly broken: ReadonlySet<string>;
}

/** The cheapest way that is known for some tags. */
interface Way {
  readonly cost: number;
  readonly units: readonly ReadUnit[];
}

/** A single value on the way of tags: a symbol, a member, an element. */
interface Spot {
  readonly kind: 'spot';
  readonly level: Level;
  /** Tags that are it, or a bit of it. */
  readonly own: SingleRead[];
  readonly members: Map<string, Node>;
}

/** An array on the way of tags. */
interface Row {
  readonly kind: 'row';
  readonly level: Level;
  readonly elements: Map<number, Spot>;
  /** Tags that are the array, or a part of it. */
  readonly parts: SingleRead[];
}

type Node = Spot | Row;

/** What is wanted of an array from one element to another. */
interface Stretch extends Way {
  readonly first: number;
  /** Behind the last one. */
  readonly end: number;
  readonly leaves: readonly Leaf[];
}

/** In the order of the first tag that each of them answers. */
export function grouped(reads: readonly SingleRead[], limits: GroupLimits): ReadUnit[] {
  const roots = new Map<string, Node>();
  const units: ReadUnit[] = [];
  for (const read of reads) if (!enter(roots, read)) units.push(read);
  for (const [scope, root] of roots) units.push(...new Grouping(scope, root, limits).units());
  return inOrder(units);
}

function inOrder(units: readonly ReadUnit[]): ReadUnit[] {
  const placed = units.map((unit) => ({
    unit,
    slot: unit.singles.reduce((least, { slot }) => Math.min(least, slot), Infinity),
  }));
  return placed.sort((a, b) => a.slot - b.slot).map(({ unit }) => unit);
}

/** Puts a tag where it lies in its symbol. False: nobody knows, or it is not always as long. */
function enter(roots: Map<string, Node>, read: SingleRead): boolean {
  const { levels, tag, size } = read.reading.place;
  const [symbol, ...inner] = levels;
  if (symbol === undefined || size === undefined) return false;
  let node = found(roots, `${tag.program ?? ''}.${nameKey(lastName(symbol))}`, symbol);
  for (const level of inner) {
    const next = level.element === undefined ? memberOf(node, level) : elementOf(node, level, level.element);
    if (next === undefined) return false;
    node = next;
  }
  (node.kind === 'spot' ? node.own : node.parts).push(read);
  return true;
}

function memberOf(node: Node, level: Level): Node | undefined {
  return node.kind === 'spot' ? found(node.members, nameKey(lastName(level)), level) : undefined;
}

function elementOf(node: Node, level: Level, element: number): Spot | undefined {
  if (node.kind === 'spot') return undefined;
  const known = node.elements.get(element) ?? spotOf(level);
  node.elements.set(element, known);
  return known;
}

function found(nodes: Map<string, Node>, key: string, level: Level): Node {
  const known = nodes.get(key) ?? (level.dimensions.length === 0 ? spotOf(level) : rowOf(level));
  nodes.set(key, known);
  return known;
}

function spotOf(level: Level): Spot {
  return { kind: 'spot', level, own: [], members: new Map() };
}

function rowOf(level: Level): Row {
  return { kind: 'row', level, elements: new Map(), parts: [] };
}

function lastName({ steps }: Level): string {
  return steps[steps.length - 1]?.name ?? '';
}

/** Of the tags of one symbol. */
class Grouping {
  private readonly program: string | undefined;

  constructor(
    private readonly scope: string,
    private readonly root: Node,
    private readonly limits: GroupLimits,
  ) {
    this.program = leavesOf(root)[0]?.unit.reading.place.tag.program;
  }

  units(): readonly ReadUnit[] {
    return this.wayOf(this.root).units;
  }

  private wayOf(node: Node): Way {
    return node.kind === 'spot' ? this.wayOfSpot(node) : this.wayOfRow(node);
  }

  /** Each by itself, or the whole value once. */
  private wayOfSpot(spot: Spot): Way {
    const apart = joined([...spot.own.map(alone), ...[...spot.members.values()].map((member) => this.wayOf(member))]);
    const { level } = spot;
    const leaves = leavesOf(spot);
    if (leaves.length < 2 || level.mask !== undefined || this.isBroken(level)) return apart;
    const whole = alone(new GroupRead(this.around(level, level.steps, 1, level.at), leaves));
    return this.fits(whole) && whole.cost < apart.cost ? whole : apart;
  }

  /** Cut into parts where that costs least: found for the first stretch, then for one more, and so on. */
  private wayOfRow(row: Row): Way {
    const stretches = stretchesOf(row, (spot) => this.wayOfSpot(spot));
    const cuts = this.cutsOf(row.level, stretches);
    const ways: Way[] = [];
    for (let to = stretches.length; to > 0; ) {
      const { from, isOne } = cuts[to] as Cut;
      ways.unshift(isOne ? this.part(row.level, stretches.slice(from, to)) : (stretches[from] as Stretch));
      to = from;
    }
    return joined(ways);
  }

  /** For each number of stretches how the last of them are best read. */
  private cutsOf(level: Level, stretches: readonly Stretch[]): Cut[] {
    const cuts: Cut[] = [{ cost: 0, from: 0, isOne: false }];
    const heads = this.isBroken(level) ? [] : stretches.map(({ first }) => this.partHead(level, first));
    for (const [k, last] of stretches.entries()) {
      let best: Cut = { cost: costTo(cuts, k) + last.cost, from: k, isOne: false };
      let { end } = last;
      for (let j = k; heads[j] !== undefined; j--) {
        const { first, end: ownEnd } = stretches[j] as Stretch;
        end = Math.max(end, ownEnd);
        const replySize = REPLY_HEAD + tagTypeSize(level.type as TagType) + (end - first) * level.type.size;
        if (replySize > this.limits.longest) break;
        const cost = costTo(cuts, j) + costOf(heads[j] as number, replySize);
        // One stretch alone has its own best way already.
        if (j < k && cost < best.cost) best = { cost, from: j, isOne: true };
      }
      cuts.push(best);
    }
    return cuts;
  }

  /** Bytes of the request for a part that begins there. */
  private partHead(level: Level, first: number): number {
    return readMessage(this.pathOf(partSteps(level, first)), 1).byteLength;
  }

  private part(level: Level, stretches: readonly Stretch[]): Way {
    const first = stretches[0]?.first ?? 0;
    const end = stretches.reduce((most, { end: own }) => Math.max(most, own), first);
    const at = level.at + first * level.type.size;
    const around = this.around(level, partSteps(level, first), end - first, at);
    return alone(
      new GroupRead(
        around,
        stretches.flatMap(({ leaves }) => leaves),
      ),
    );
  }

  private around(level: Level, steps: readonly NameStep[], count: number, at: number): Surroundings {
    return { key: this.keyOf(level), path: this.pathOf(steps), type: level.type as TagType, count, at };
  }

  private pathOf(steps: readonly NameStep[]): Uint8Array {
    return encodePath(tagPath({ program: this.program, steps }));
  }

  private keyOf({ steps }: Level): string {
    return `${this.scope}|${tagText({ program: undefined, steps, bit: undefined }).toLowerCase()}`;
  }

  private isBroken(level: Level): boolean {
    return this.limits.broken.size > 0 && this.limits.broken.has(this.keyOf(level));
  }

  private fits({ units }: Way): boolean {
    const { longest } = this.limits;
    return units.every(({ message, replySize }) => message.byteLength <= longest && replySize <= longest);
  }
}

/** How the last of some stretches are read: as one part, or the last one in its own way. */
interface Cut {
  /** Of all of them. */
  readonly cost: number;
  /** The first of the last. */
  readonly from: number;
  readonly isOne: boolean;
}

function costTo(cuts: readonly Cut[], stretches: number): number {
  return cuts[stretches]?.cost ?? 0;
}

/** In the order of memory. */
function stretchesOf({ elements, parts }: Row, wayOf: (spot: Spot) => Way): Stretch[] {
  const stretches = [...elements].map(([first, spot]): Stretch => {
    return { ...wayOf(spot), first, end: first + 1, leaves: leavesOf(spot) };
  });
  for (const read of parts) {
    const { first, count } = read.reading.place;
    stretches.push({ ...alone(read), first, end: first + count, leaves: [leafOf(read)] });
  }
  return stretches.sort((a, b) => a.first - b.first || a.end - b.end);
}

function partSteps(level: Level, first: number): readonly NameStep[] {
  return first === 0 ? level.steps : elementSteps(level, first);
}

function leavesOf(node: Node): Leaf[] {
  const [own, inner] =
    node.kind === 'spot' ? [node.own, [...node.members.values()]] : [node.parts, [...node.elements.values()]];
  return [...own.map(leafOf), ...inner.flatMap(leavesOf)];
}

function leafOf(unit: SingleRead): Leaf {
  const { levels, type, first } = unit.reading.place;
  const level = levels[levels.length - 1] as Level;
  return { unit, type: type as TagType, at: level.at + first * type.size, mask: level.mask };
}

function alone(unit: ReadUnit): Way {
  return { cost: costOf(unit.message.byteLength, unit.replySize), units: [unit] };
}

function joined(ways: readonly Way[]): Way {
  return { cost: ways.reduce((sum, { cost }) => sum + cost, 0), units: ways.flatMap(({ units }) => units) };
}
