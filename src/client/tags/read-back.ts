/** Whether a value that was read is the one that was written, as its type holds it: a REAL has its own rounding. */
import { shown } from '../../config/shown.js';
import {
  type AnyTagType,
  BitMember,
  BoolArrayMember,
  CountedTextType,
  type Member,
  OpaqueMember,
  StructureType,
  viewOf,
} from '../../logix/index.js';
import type { Place } from './place.js';

/** In words; undefined where there is none. Members that were not written are not looked at. */
export function difference(
  { type, bit, dimensions, bits }: Place,
  written: unknown,
  read: unknown,
): string | undefined {
  const isPlain = bit !== undefined || bits !== undefined;
  const at = compared(isPlain ? undefined : type, written, read, '', dimensions.length > 0);
  return at && `${at.place === '' ? 'reads' : `${at.place} reads`} ${shown(at.read)} in place of ${shown(at.written)}`;
}

interface Difference {
  readonly place: string;
  readonly written: unknown;
  readonly read: unknown;
}

/** @param type undefined for booleans, which are as they are written */
function compared(
  type: AnyTagType | undefined,
  written: unknown,
  read: unknown,
  place: string,
  isArray: boolean,
): Difference | undefined {
  if (isArray && Array.isArray(written)) return comparedElements(type, written, read, place);
  if (type instanceof StructureType) return comparedMembers(type, written, read, place);
  return isSame(asHeld(type, written), read) ? undefined : { place, written, read };
}

function comparedElements(
  type: AnyTagType | undefined,
  written: readonly unknown[],
  read: unknown,
  place: string,
): Difference | undefined {
  const elements: readonly unknown[] = Array.isArray(read) ? read : [];
  for (const [i, own] of written.entries()) {
    const found = compared(type, own, elements[i], `${place}[${i}]`, Array.isArray(own));
    if (found !== undefined) return found;
  }
  return undefined;
}

function comparedMembers(type: StructureType, written: unknown, read: unknown, place: string): Difference | undefined {
  const members = (read ?? {}) as Readonly<Record<string, unknown>>;
  for (const [member, own] of type.given(written)) {
    const isArray = member.length !== undefined;
    const found = compared(typeOf(member), own, members[member.name], `${place}.${member.name}`, isArray);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Booleans and bytes are read as they are written. */
function typeOf(member: Member): AnyTagType | undefined {
  const isPlain = member instanceof BitMember || member instanceof BoolArrayMember || member instanceof OpaqueMember;
  return isPlain ? undefined : member.type;
}

/** What a read gives for a value that was written: its encoding, decoded. */
function asHeld(type: AnyTagType | undefined, written: unknown): unknown {
  if (type === undefined || type instanceof CountedTextType) return written;
  const view = viewOf(new Uint8Array(type.size));
  type.write(view, 0, written);
  return type.read(view, 0);
}

function isSame(held: unknown, read: unknown): boolean {
  if (held instanceof Date) return read instanceof Date && held.getTime() === read.getTime();
  if (held instanceof Uint8Array) return read instanceof Uint8Array && Buffer.compare(held, read) === 0;
  return Object.is(held, read);
}
