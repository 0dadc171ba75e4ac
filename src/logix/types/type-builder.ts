/** Types out of templates: members that users see, each with how it is read, and structures within structures. */
import { CipDecodeError } from '../../cip/errors.js';
import { BOOL, DINT, DWORD, elementaryType, SINT } from './elementary.js';
import { ArrayMember, BitMember, BoolArrayMember, type Member, OpaqueMember, ScalarMember } from './member.js';
import { StringType } from './string-type.js';
import { StructureType } from './structure-type.js';
import type { TagType } from './tag-type.js';
import type { Template, TemplateMember } from './template.js';
import { decodeTypeWord } from './type-word.js';

/** Structures within structures; Logix has far fewer. */
const MOST_DEPTH = 32;
/** BOOLs are eight to a byte; more values than this a byte are no structure but a bomb. */
const MOST_LEAVES_A_BYTE = 16;
/** BOOLs that hide in a host count their bits from 0 to this. */
const MOST_BIT = 63;

const HIDDEN = /^(ZZZZZZZZZZ|__)/;

/** Hosts of BOOLs and other members that are not meant for users: never shown. */
export function isHiddenMember(name: string): boolean {
  return HIDDEN.test(name);
}

/**
 * Builds the types of a controller's templates, each once. Templates come from the controller, so nothing of them is
 * believed: a member beyond its structure, a structure within itself, or one of more values than it has bits is refused.
 */
export class TypeBuilder {
  private readonly built = new Map<number, TagType>();
  private readonly underWay = new Set<number>();

  /** @param templates those that are known, by instance */
  constructor(private readonly templates: (instance: number) => Template | undefined) {}

  /**
   * The type of a template and of all that it consists of.
   * @throws CipDecodeError when one of them is unknown or makes no sense.
   */
  structure(instance: number): TagType {
    const known = this.built.get(instance);
    if (known !== undefined) return known;
    const template = this.templates(instance);
    if (template === undefined) throw refused('template', `a known instance, not ${instance}`);
    if (this.underWay.has(instance)) throw refused(template.name, 'a structure that is not within itself');
    if (this.underWay.size >= MOST_DEPTH)
      throw refused(template.name, `at most ${MOST_DEPTH} structures within another`);
    this.underWay.add(instance);
    try {
      const type = this.build(template);
      this.built.set(instance, type);
      return type;
    } finally {
      this.underWay.delete(instance);
    }
  }

  private build(template: Template): TagType {
    const { name, handle, structureBytes } = template;
    if (structureBytes < 1) throw refused(name, 'at least one byte');
    const capacity = stringCapacity(template);
    if (capacity !== undefined) return new StringType(stringName(name), handle, capacity, structureBytes);
    const ends = endsOf(template);
    const members = template.members
      .filter((member) => !isHiddenMember(member.name))
      .map((member) => this.member(member, ends.get(member.offset) ?? structureBytes));
    for (const member of members) {
      if (member.offset + member.size > structureBytes) throw refused(`${name}.${member.name}`, 'a place within it');
    }
    const type = new StructureType(name, handle, structureBytes, members);
    if (type.leaves > structureBytes * MOST_LEAVES_A_BYTE) throw refused(name, 'no more values than it has bits');
    return type;
  }

  /** @param end where the next member begins: so far reaches one of an unknown type */
  private member({ name, info, type: word, offset }: TemplateMember, end: number): Member {
    const { dimensions, template, code = 0 } = decodeTypeWord(word);
    const type = template === undefined ? elementaryType(code, end - offset >= 8 ? 8 : 4) : this.structure(template);
    if (type === undefined) return new OpaqueMember(name, offset, Math.max(0, end - offset));
    if (dimensions > 0) {
      if (type === DWORD) return new BoolArrayMember(name, offset, info);
      return new ArrayMember(name, offset, type, info);
    }
    if (type !== BOOL) return new ScalarMember(name, offset, type);
    if (info > MOST_BIT) throw refused(`bit of ${name}`, `0 to ${MOST_BIT}, not ${info}`);
    return new BitMember(name, offset, info);
  }
}

/** For each offset at which a member begins, the next one at which another begins. */
function endsOf({ members }: Template): ReadonlyMap<number, number> {
  const offsets = [...new Set(members.map(({ offset }) => offset))].sort((a, b) => a - b);
  return new Map(offsets.slice(1).map((next, i) => [offsets[i] ?? 0, next]));
}

/** Characters of a string: exactly the members LEN and DATA. Undefined for any other structure. */
function stringCapacity({ members, structureBytes }: Template): number | undefined {
  const [len, data] = members.filter(({ name }) => !isHiddenMember(name));
  if (members.length !== 2 || len?.name !== 'LEN' || data?.name !== 'DATA') return undefined;
  const length = decodeTypeWord(len.type);
  const characters = decodeTypeWord(data.type);
  if (length.code !== DINT.code || length.dimensions !== 0 || len.offset !== 0) return undefined;
  if (characters.code !== SINT.code || characters.dimensions !== 1 || data.offset !== 4) return undefined;
  if (4 + data.info > structureBytes) throw refused('DATA', 'a place within its string');
  return data.info;
}

function stringName(name: string): string {
  return name === 'ASCIISTRING82' ? 'STRING' : name;
}

function refused(field: string, expected: string): CipDecodeError {
  return new CipDecodeError('template', field, 0, expected);
}
