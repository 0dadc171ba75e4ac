/** What a tag file allows to be written. */
import { shown } from '../config/shown.js';
import { type RawKind, type Scaling, wholeNear } from './scaling.js';

export interface Limits {
  /** In the unit of the scaled value. */
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly maxWritesPerSecond: number | undefined;
  readonly readOnly: boolean;
}

export function isGuarded({ min, max, maxWritesPerSecond, readOnly }: Limits): boolean {
  return readOnly || min !== undefined || max !== undefined || maxWritesPerSecond !== undefined;
}

export function hasRange({ min, max }: Limits): boolean {
  return min !== undefined || max !== undefined;
}

/** Least and most of the raw values, as the type of the tag holds them. */
export class RawRange {
  private readonly least: number;
  private readonly most: number;

  /** @param isSingle a REAL: a limit is the nearest one that 32 bits hold */
  constructor(
    private readonly limits: Pick<Limits, 'min' | 'max'>,
    private readonly scaling: Scaling | undefined,
    private readonly kind: RawKind,
    private readonly isSingle: boolean,
  ) {
    const min = this.rawLimit(limits.min);
    const max = this.rawLimit(limits.max);
    const [low, high] = (scaling?.scale ?? 1) < 0 ? [max, min] : [min, max];
    this.least = low ?? Number.NEGATIVE_INFINITY;
    this.most = high ?? Number.POSITIVE_INFINITY;
  }

  /**
   * What is wrong with a raw value, in words with the limit; undefined where nothing is. NaN and infinities are within
   * no range.
   */
  problem(raw: unknown): { readonly text: string; readonly limit: string } | undefined {
    if (typeof raw !== 'number' && typeof raw !== 'bigint') {
      return { text: `${shown(raw)} is no number`, limit: this.text };
    }
    const isNumber = typeof raw === 'bigint' || Number.isFinite(raw);
    if (isNumber && raw >= this.least && raw <= this.most) return undefined;
    const isLess = raw < this.least !== (this.scaling?.scale ?? 1) < 0;
    return { text: this.words(raw, isNumber, isLess), limit: isNumber ? this.sideText(isLess) : this.text };
  }

  private words(raw: number | bigint, isNumber: boolean, isLess: boolean): string {
    if (!isNumber) return `${raw} is no finite number`;
    const { scaling } = this;
    const value = scaling === undefined ? raw : Number(raw) * scaling.scale + scaling.offset;
    const rawText = scaling === undefined ? '' : ` (raw ${raw})`;
    return `${value}${rawText} is ${isLess ? 'less' : 'more'} than its ${this.sideText(isLess)}`;
  }

  private sideText(isLess: boolean): string {
    return isLess ? `min ${this.limits.min}` : `max ${this.limits.max}`;
  }

  private get text(): string {
    const { min, max } = this.limits;
    return [min === undefined ? [] : [`min ${min}`], max === undefined ? [] : [`max ${max}`]].flat().join(', ');
  }

  private rawLimit(limit: number | undefined): number | undefined {
    if (limit === undefined) return undefined;
    const { scale, offset } = this.scaling ?? { scale: 1, offset: 0 };
    const raw = (limit - offset) / scale;
    if (this.kind !== 'real') return this.scaling === undefined ? raw : (wholeNear(raw) ?? raw);
    return this.isSingle ? Math.fround(raw) : raw;
  }
}

/** Writes within a time: at most so many a second; below one a second, one in as long as that takes. */
export class WriteRate {
  /** When the last ones were let through, on the clock of `performance.now()`; the oldest first. */
  private readonly times: number[] = [];
  private readonly most: number;
  private readonly windowMs: number;

  constructor(perSecond: number) {
    this.most = Math.max(1, Math.floor(perSecond));
    this.windowMs = (1_000 * this.most) / perSecond;
  }

  isExhausted(now: number): boolean {
    const [oldest] = this.times;
    return oldest !== undefined && this.times.length >= this.most && now - oldest < this.windowMs;
  }

  take(now: number): void {
    this.times.push(now);
    if (this.times.length > this.most) this.times.shift();
  }
}

/** The first problem of a value, or of the elements of an array. */
export function rangeProblem(range: RawRange, raw: unknown, place = ''): ReturnType<RawRange['problem']> {
  if (!Array.isArray(raw)) {
    const problem = range.problem(raw);
    return problem && { ...problem, text: `${place === '' ? '' : `${place} `}${problem.text}` };
  }
  for (const [i, element] of raw.entries()) {
    const problem = rangeProblem(range, element, `${place}[${i}]`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
