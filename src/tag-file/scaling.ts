/** Between what a controller has and what people mean: value = raw * scale + offset. */
import { shown } from '../config/shown.js';
import type { TagValue } from '../eip-client.js';
import { TagValueError } from '../logix/value.js';

export interface Scaling {
  /** Not 0. */
  readonly scale: number;
  readonly offset: number;
}

/** How a raw value is kept. */
export type RawKind = 'integer' | 'bigInteger' | 'real';

/** How far from a whole number the raw value of an integer may be and still mean it: what binary fractions cost. */
const TOLERANCE = 1e-6;
/** The same of large ones, for what a division costs. */
const RELATIVE_TOLERANCE = 2 ** -50;
/** Beyond that nobody can say which whole number is meant. */
const MOST_SCALED = 2 ** 48;

/**
 * Numbers, 64-bit ones too (as numbers, so beyond 2^53 not all of their digits), and arrays of them.
 * @throws TagValueError for what is no number
 */
export function scaled(raw: TagValue, scaling: Scaling): TagValue {
  if (typeof raw === 'number' || typeof raw === 'bigint') return Number(raw) * scaling.scale + scaling.offset;
  if (Array.isArray(raw)) return raw.map((element: TagValue) => scaled(element, scaling));
  throw new TagValueError(`${shown(raw)} is no number: it can't be scaled`);
}

/**
 * The raw value to be written. Of an integer it is rounded only where it is a whole number but for 1e-6 (of large
 * ones for 2^-50 of it, up to 2^48); what lies between two of them is refused.
 * @throws TagValueError for what is no finite number, or none that an integer can stand for
 */
export function unscaled(value: unknown, scaling: Scaling, kind: RawKind): unknown {
  if (Array.isArray(value)) return value.map((element: unknown, i) => within(`[${i}]`, element, scaling, kind));
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number))
    throw new TagValueError(`${shown(value)} is no finite number`);
  const raw = (number - scaling.offset) / scaling.scale;
  if (kind === 'real') return raw;
  if (Math.abs(raw) > MOST_SCALED) throw new TagValueError(`${number} is raw ${raw}: scaled integers go to 2^48`);
  const whole = wholeNear(raw);
  if (whole === undefined) throw new TagValueError(betweenSteps(number, raw, scaling));
  return kind === 'integer' ? whole : BigInt(whole);
}

/** The whole number that a result of scaling stands for; undefined where it stands for none. */
export function wholeNear(raw: number): number | undefined {
  const whole = Math.round(raw);
  const size = Math.abs(raw);
  if (size > MOST_SCALED || Math.abs(raw - whole) > Math.max(TOLERANCE, size * RELATIVE_TOLERANCE)) return undefined;
  // 0 for -0, which an integer does not have.
  return whole + 0;
}

function within(place: string, value: unknown, scaling: Scaling, kind: RawKind): unknown {
  try {
    return unscaled(value, scaling, kind);
  } catch (error) {
    throw error instanceof TagValueError ? error.within(place) : error;
  }
}

function betweenSteps(value: number, raw: number, { scale, offset }: Scaling): string {
  const [below, above] = [Math.floor(raw), Math.ceil(raw)].map((step) => step * scale + offset);
  return `${value} lies between ${below} and ${above}, the nearest that the integer can hold`;
}
