/** Types of structures as users see them. */
import {
  BITS_A_WORD,
  BitMember,
  BOOL,
  BoolArrayMember,
  type Member,
  StringType,
  StructureType,
  type TagType,
} from '../../logix/index.js';
import type { TemplateInfo, TemplateMemberInfo } from './types.js';

export function templateInfo(type: TagType): TemplateInfo {
  return {
    name: type.name,
    handle: type.handle ?? 0,
    bytes: type.size,
    capacity: type instanceof StringType ? type.capacity : null,
    members: type instanceof StructureType ? type.members.map(memberInfo) : [],
  };
}

function memberInfo(member: Member): TemplateMemberInfo {
  const { name, offset, length = null, type } = member;
  const isBits = member instanceof BoolArrayMember;
  return {
    name,
    dataType: isBits ? BOOL.name : (type?.name ?? null),
    hasTemplate: type?.handle !== undefined,
    length: isBits && length !== null ? BITS_A_WORD * length : length,
    offset,
    bit: member instanceof BitMember ? member.bit & 7 : null,
  };
}
