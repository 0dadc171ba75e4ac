/** What a tag map says of a tag besides its place: its unit of measure, and what may be written to it. */
import type { Complain } from '../../config/refusal.js';
import type { TagValue } from '../../eip-client.js';
import type { EipWriteError } from '../../errors.js';
import {
  hasRange,
  isGuarded,
  notAllowed,
  outOfLimits,
  type PlacedEntry,
  type RawKind,
  RawRange,
  rangeProblem,
  scaled,
  tooOften,
  unscaled,
  WriteRate,
} from '../../tag-file/index.js';
import type { Field } from '../fields/field.js';

const KINDS: Readonly<Record<string, RawKind>> = {
  SINT: 'integer',
  INT: 'integer',
  DINT: 'integer',
  USINT: 'integer',
  UINT: 'integer',
  UDINT: 'integer',
  BYTE: 'integer',
  WORD: 'integer',
  DWORD: 'integer',
  LINT: 'bigInteger',
  ULINT: 'bigInteger',
  LWORD: 'bigInteger',
  REAL: 'real',
  LREAL: 'real',
};

export class TagRules {
  /** Something may be refused. */
  readonly isGuard: boolean;
  private readonly range: RawRange | undefined;
  private readonly rate: WriteRate | undefined;

  private constructor(
    private readonly name: string,
    private readonly entry: PlacedEntry,
    private readonly kind: RawKind | undefined,
    isSingle: boolean,
  ) {
    this.isGuard = isGuarded(entry);
    if (hasRange(entry) && kind !== undefined) this.range = new RawRange(entry, entry.scaling, kind, isSingle);
    if (entry.maxWritesPerSecond !== undefined) this.rate = new WriteRate(entry.maxWritesPerSecond);
  }

  /** @param path of the entry, for complaints */
  static of(
    name: string,
    entry: PlacedEntry,
    field: Field<unknown>,
    path: readonly string[],
    complain: Complain,
  ): TagRules {
    const type = elementType(field);
    const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
    const needsNumber = entry.scaling !== undefined ? 'scale' : hasRange(entry) ? 'min' : undefined;
    if (needsNumber !== undefined && kind === undefined) {
      complain([...path, needsNumber], `is for numbers, and the tag is ${type}`);
    }
    return new TagRules(name, entry, kind, type === 'REAL');
  }

  /** The value of what stands in the assembly. */
  value(raw: unknown): TagValue {
    const { scaling } = this.entry;
    return scaling === undefined ? (raw as TagValue) : scaled(raw as TagValue, scaling);
  }

  /** @throws TagValueError */
  raw(value: unknown): unknown {
    const { kind } = this;
    const { scaling } = this.entry;
    return scaling === undefined || kind === undefined ? value : unscaled(value, scaling, kind);
  }

  /** Why a value that the tag would have is refused; undefined where it is not. @param now of `performance.now()` */
  refusal(raw: unknown, now: number): EipWriteError | undefined {
    const { name, range, rate } = this;
    const { readOnly, maxWritesPerSecond = 0 } = this.entry;
    if (readOnly) return notAllowed(name, `"${name}" is readOnly in the tag map`);
    const problem = range && rangeProblem(range, raw);
    if (problem !== undefined) return outOfLimits(name, `"${name}": ${problem.text}`, problem.limit);
    return rate?.isExhausted(now) ? tooOften(name, `"${name}"`, maxWritesPerSecond) : undefined;
  }

  count(now: number): void {
    this.rate?.take(now);
  }
}

function elementType({ type, elements }: Field<unknown>): string {
  const [first] = elements ?? [];
  return first === undefined ? type : elementType(first);
}
