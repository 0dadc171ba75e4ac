/** The guard of one booked tag, as the controller has that tag. */
import type { EipWriteError } from '../../errors.js';
import { type NameStep, sameName, type TagName, type TagType, viewOf } from '../../logix/index.js';
import { hasRange, notAllowed, outOfLimits, RawRange, tooOften, type WriteRate } from '../../tag-file/index.js';
import { rawKindOf, SINGLE_REAL, shownName } from '../tags/booked-values.js';
import type { SymbolInfo } from '../tags/catalog.js';
import type { Place } from '../tags/place.js';
import type { BookedTag } from '../tags/tag-book.js';
import { Overlay } from './overlay.js';
import { NoSpot, type Region, regionOfName } from './region.js';
import type { WireWrite } from './wire-write.js';

export class TagGuard {
  private readonly name: string;
  private readonly range: RawRange | undefined;
  private readonly region: Region | undefined;

  /**
   * @param symbol undefined where the controller has no list that it is in
   * @throws EipWriteError EIP_WRITE_NOT_ALLOWED when the guard can't be kept
   */
  constructor(
    private readonly booked: BookedTag,
    private readonly tag: TagName,
    private readonly place: Place,
    symbol: SymbolInfo | undefined,
    private readonly rate: WriteRate | undefined,
  ) {
    this.name = shownName(booked.alias, booked.tag);
    if (symbol?.isAlias === true)
      throw this.unusable('it names an alias of the controller: name the tag that it stands for');
    const kind = place.bit === undefined ? rawKindOf(place.type) : undefined;
    if (hasRange(booked)) {
      if (kind === undefined) throw this.unusable(`"min" and "max" are for numbers, and it is ${place.type.name}`);
      this.range = new RawRange(booked, booked.scaling, kind, place.type.code === SINGLE_REAL);
    }
    this.region = symbol && this.regionIn(symbol);
  }

  /** Writes of one value, all to the symbol of this tag: whether they reach the tag. @throws EipWriteError */
  judge(writes: readonly WireWrite[], symbol: SymbolInfo | undefined, now: number): boolean {
    const { region } = this;
    if (region === undefined || symbol === undefined) return this.judgeByName(writes, now);
    const overlay = new Overlay(region);
    for (const write of writes) overlay.add(write, symbol);
    if (!overlay.isTouched) return false;
    this.refuseAlways(now);
    if (this.range !== undefined) this.judgeElements(overlay, region, this.range);
    return true;
  }

  count(now: number): void {
    this.rate?.take(now);
  }

  private refuseAlways(now: number): void {
    const { readOnly, maxWritesPerSecond = 0, tag } = this.booked;
    if (readOnly) throw notAllowed(tag, `${this.name} is readOnly in the option "tags"`);
    if (this.rate?.isExhausted(now)) throw tooOften(tag, this.name, maxWritesPerSecond);
  }

  private judgeElements({ bytes, mask }: Overlay, { type, elementBits, count }: Region, range: RawRange): void {
    const size = elementBits >> 3;
    const view = viewOf(bytes);
    for (let i = 0; i < count; i++) {
      const written = mask.subarray(i * size, (i + 1) * size);
      if (written.every((byte) => byte === 0)) continue;
      if (written.some((byte) => byte !== 0xff)) throw this.inPart();
      this.judgeRaw((type as TagType).read(view, i * size), range, count === 1 ? '' : `[${i}]`);
    }
  }

  /** Without a list of tags: the same name is the same tag, and what one name begins with may be all of it. */
  private judgeByName(writes: readonly WireWrite[], now: number): boolean {
    const touching = writes.filter((write) => mayMeet(write, this.tag.steps));
    if (touching.length === 0) return false;
    this.refuseAlways(now);
    for (const { steps, data, count, mask, offset } of this.range === undefined ? [] : touching) {
      const isAll =
        steps.length === this.tag.steps.length && this.tag.bit === undefined && steps.every(isLike(this.tag));
      const { type } = this.place;
      if (!isAll || count !== 1 || offset !== 0 || mask !== undefined || data.byteLength < this.sizeOf(type)) {
        throw this.inPart();
      }
      if (this.range !== undefined) this.judgeRaw((type as TagType).read(viewOf(data), 0), this.range, '');
    }
    return true;
  }

  private sizeOf(type: Place['type']): number {
    return 'size' in type ? type.size : Number.POSITIVE_INFINITY;
  }

  private judgeRaw(raw: unknown, range: RawRange, place: string): void {
    const problem = range.problem(raw);
    if (problem !== undefined) {
      throw outOfLimits(this.booked.tag, `${this.name}${place}: ${problem.text}`, problem.limit);
    }
  }

  private inPart(): EipWriteError {
    const what = `${this.name} has limits, and only a part of it would be written: its value can't be checked`;
    return notAllowed(this.booked.tag, what);
  }

  private regionIn(symbol: SymbolInfo): Region {
    try {
      return regionOfName(this.tag, symbol);
    } catch (error) {
      if (error instanceof NoSpot) throw this.unusable(`it ${error.message}`);
      throw error;
    }
  }

  private unusable(why: string): EipWriteError {
    return notAllowed(this.booked.tag, `The guard of ${this.name} can't be kept: ${why}`);
  }
}

function isLike({ steps }: TagName): (step: NameStep, i: number) => boolean {
  return ({ name, indices }, i) => {
    const other = steps[i];
    return other !== undefined && sameName(name, other.name) && indices.join() === other.indices.join();
  };
}

/** Words of a BOOL array are counted in requests, its bits in names. */
const DWORD = 0xd3;

/**
 * One may be within the other: no step of both tells them apart. The indices of the last one do so only where one
 * element is written, and all of it: more go on to those behind it.
 */
function mayMeet({ steps, count, offset, mask, typeCode }: WireWrite, guarded: readonly NameStep[]): boolean {
  const isOneElement = count === 1 && offset === 0 && mask === undefined && typeCode !== DWORD;
  return steps.every(({ name, indices }, i) => {
    const other = guarded[i];
    if (other === undefined) return true;
    if (!sameName(name, other.name)) return false;
    const tells = isOneElement || i < steps.length - 1;
    return !tells || indices.length === 0 || other.indices.length === 0 || indices.join() === other.indices.join();
  });
}
