/** Values of booked tags: the type is held against the declared one, raw values are scaled and back. */
import type { TagValue } from '../../eip-client.js';
import { EipReadError, EipWriteError } from '../../errors.js';
import { type AnyTagType, TagValueError } from '../../logix/index.js';
import { type RawKind, scaled, unscaled } from '../../tag-file/index.js';
import type { Place } from './place.js';
import type { BookedTag } from './tag-book.js';

/** Numbers, by their codes (docs/protocol.md, "Tag types"). */
const INTEGERS: ReadonlySet<number> = new Set([
  0xc2, 0xc3, 0xc4, 0xc6, 0xc7, 0xc8, 0xcc, 0xce, 0xd1, 0xd2, 0xd3, 0xd6, 0xdb,
]);
const BIG_INTEGERS: ReadonlySet<number> = new Set([0xc5, 0xc9, 0xd4, 0xd7, 0xdf]);
const REALS: ReadonlySet<number> = new Set([0xca, 0xcb]);
export const SINGLE_REAL = 0xca;

/** Undefined for what is no number. */
export function rawKindOf({ code, name }: AnyTagType): RawKind | undefined {
  if (REALS.has(code)) return 'real';
  if (BIG_INTEGERS.has(code)) return 'bigInteger';
  return INTEGERS.has(code) && name !== 'LDT' ? 'integer' : undefined;
}

/** As people write it: `DINT`, `REAL[10]`, `BOOL[64]`. */
export function typeText({ type, dimensions, bits, bit }: Place): string {
  if (bit !== undefined) return 'BOOL';
  const counts = bits === undefined ? dimensions : [bits.count];
  return `${bits === undefined ? type.name : 'BOOL'}${counts.length === 0 ? '' : `[${counts.join(',')}]`}`;
}

/** What the controller has in place of what is declared, in words; undefined where both are the same. */
function typeProblem({ alias, tag, type }: BookedTag, place: Place): string | undefined {
  const found = typeText(place);
  if (type === undefined || plain(type) === plain(found)) return undefined;
  return `${shownName(alias, tag)} is declared as ${type.trim()}, and is ${found} in the controller`;
}

/** @throws EipReadError EIP_TAG_TYPE_DIFFERS, EIP_READ_FAILED for a value that can't be scaled */
export function valueRead(booked: BookedTag, place: Place, raw: TagValue): TagValue {
  const problem = typeProblem(booked, place);
  if (problem !== undefined) throw new EipReadError('EIP_TAG_TYPE_DIFFERS', problem, { tag: booked.tag });
  const { scaling } = booked;
  if (scaling === undefined) return raw;
  if (rawKindOf(place.type) === undefined || place.bit !== undefined) {
    const what = `${shownName(booked.alias, booked.tag)} is scaled, and is ${typeText(place)} in the controller`;
    throw new EipReadError('EIP_TAG_TYPE_DIFFERS', what, { tag: booked.tag });
  }
  return scaled(raw, scaling);
}

/** What is to be written for a value. @throws EipWriteError EIP_WRITE_TYPE_DIFFERS, EIP_VALUE_REFUSED */
export function rawValue(booked: BookedTag, place: Place, value: unknown): unknown {
  const { alias, tag, scaling } = booked;
  const details = { tag, outcome: 'notSent' as const };
  const problem = typeProblem(booked, place);
  if (problem !== undefined) throw new EipWriteError('EIP_WRITE_TYPE_DIFFERS', problem, details);
  if (scaling === undefined) return value;
  const kind = place.bit === undefined ? rawKindOf(place.type) : undefined;
  if (kind === undefined) {
    const what = `${shownName(alias, tag)} is scaled, and is ${typeText(place)} in the controller`;
    throw new EipWriteError('EIP_WRITE_TYPE_DIFFERS', what, details);
  }
  try {
    return unscaled(value, scaling, kind);
  } catch (cause) {
    if (!(cause instanceof TagValueError)) throw cause;
    const what = `${shownName(alias, tag)}${cause.place}: ${cause.problem}`;
    throw new EipWriteError('EIP_VALUE_REFUSED', what, { ...details, cause });
  }
}

/** `"Speed" (Line.Speed)` */
export function shownName(alias: string, tag: string): string {
  return alias === tag ? `"${tag}"` : `"${alias}" (${tag})`;
}

function plain(type: string): string {
  return type.replace(/\s/g, '').toUpperCase();
}
