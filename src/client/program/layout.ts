/** A type as text: two programs have the same when their bytes mean the same. */
import { type AnyTagType, BitMember, CountedTextType, StructureType } from '../../logix/index.js';

const texts = new WeakMap<AnyTagType, string>();

/** Name, size, and each member with its place, those within structures too. */
export function layoutText(type: AnyTagType): string {
  let text = texts.get(type);
  if (text === undefined) {
    text = type instanceof StructureType ? structureText(type) : plainText(type);
    texts.set(type, text);
  }
  return text;
}

function plainText(type: AnyTagType): string {
  return type instanceof CountedTextType ? type.name : `${type.name}:${type.size}`;
}

function structureText({ name, size, members }: StructureType): string {
  const parts = members.map((member) => {
    const bit = member instanceof BitMember ? `/${member.mask}` : '';
    const own = member.type === undefined ? '?' : layoutText(member.type);
    return `${member.name}@${member.offset}${bit}[${member.length ?? ''}]${own}`;
  });
  return `${name}:${size}{${parts.join()}}`;
}
