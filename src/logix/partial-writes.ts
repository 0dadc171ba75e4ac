/** Writes of the members that are given, and of no other: each goes out by the path of its own. */

import { viewOf } from './elements.js';
import type { NameStep } from './names/tag-name.js';
import { ArrayMember, BitMember, type Member, OpaqueMember } from './types/member.js';
import { StructureType } from './types/structure-type.js';
import type { TagType } from './types/tag-type.js';
import { TagValueError, throwWithin } from './value.js';

/** One Write Tag, all of whose bytes the value gives. */
export interface PartialWrite {
  /** Behind those of the structure's own path. */
  readonly steps: readonly NameStep[];
  readonly type: TagType;
  /** As the service counts. */
  readonly count: number;
  readonly data: Uint8Array;
}

/**
 * The writes for a value that may lack members, of a structure that may have structures in it. One that has all of them
 * still goes member by member: the hidden ones are left alone.
 * @param tag the structure, in front of each complaint
 * @throws TagValueError before anything is to be sent.
 */
export function partialWrites(type: StructureType, value: unknown, tag: string): readonly PartialWrite[] {
  try {
    return writesOf(type, value, []);
  } catch (error) {
    throwWithin(error, tag);
  }
}

function writesOf(type: StructureType, value: unknown, outer: readonly NameStep[]): PartialWrite[] {
  const writes: PartialWrite[] = [];
  for (const [member, own] of type.given(value)) {
    try {
      writes.push(...memberWrites(member, own, [...outer, { name: member.name, indices: [] }]));
    } catch (error) {
      throwWithin(error, `.${member.name}`);
    }
  }
  return writes;
}

function memberWrites(member: Member, value: unknown, steps: readonly NameStep[]): PartialWrite[] {
  const { type } = member;
  if (member instanceof OpaqueMember || type === undefined) throw new TagValueError('a member of an unknown type');
  if (type instanceof StructureType && !(member instanceof ArrayMember)) return writesOf(type, value, steps);
  return [{ steps, type, count: member.length ?? 1, data: bytesOf(member, value) }];
}

function bytesOf(member: Member, value: unknown): Uint8Array {
  if (member instanceof BitMember) return bitBytes(member, value);
  const whole = new Uint8Array(member.offset + member.size);
  member.write(viewOf(whole), 0, value);
  return whole.subarray(member.offset);
}

/** A BOOL that is written by its name is a byte of its own. */
function bitBytes({ type }: BitMember, value: unknown): Uint8Array {
  const byte = new Uint8Array(1);
  type.write(viewOf(byte), 0, value);
  return byte;
}
