/** Structures as their users see them: the members that are meant for them, by name, read and written in place. */
import { STRUCTURE_TYPE } from '../../cip/data-types.js';
import { noSuch } from '../../config/names.js';
import { shown } from '../../config/shown.js';
import { nameKey } from '../names/name-key.js';
import { type TagValue, TagValueError, throwWithin } from '../value.js';
import type { Member } from './member.js';
import { readEach, type TagType } from './tag-type.js';

export class StructureType implements TagType {
  readonly code = STRUCTURE_TYPE;
  readonly leaves: number;
  private readonly byKey: ReadonlyMap<string, Member>;

  constructor(
    readonly name: string,
    readonly handle: number,
    readonly size: number,
    /** In the order of the template; hidden ones are none of them. */
    readonly members: readonly Member[],
  ) {
    this.byKey = new Map(members.map((member) => [nameKey(member.name), member]));
    this.leaves = members.reduce((sum, member) => sum + member.leaves, 0);
  }

  /** A member by its name, in whatever case. */
  member(name: string): Member | undefined {
    return this.byKey.get(nameKey(name));
  }

  read(view: DataView, at: number): TagValue {
    const value: Record<string, TagValue> = {};
    for (const member of this.members) value[member.name] = member.read(view, at);
    return value;
  }

  readMany(view: DataView, at: number, count: number): TagValue[] {
    return readEach(this, view, at, count);
  }

  /** Every member has to be there: what is not given can't be guessed. Hidden bytes stay as they are. */
  write(view: DataView, at: number, value: unknown): void {
    const given = this.given(value);
    for (const member of this.members) {
      if (!given.has(member)) throw new TagValueError(`the member ${member.name} is missing`);
    }
    writeMembers(view, at, given);
  }

  /** Only what is given; all else stays as it stands in the view. */
  writePart(view: DataView, at: number, value: unknown): void {
    writeMembers(view, at, this.given(value));
  }

  /**
   * The members that a value has, with what it has for each. A member that is undefined is not there.
   * @throws TagValueError for what is no object, a name that is no member, or one that stands there twice.
   */
  given(value: unknown): ReadonlyMap<Member, unknown> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new TagValueError(`${shown(value)} is no object of members of ${this.name}`);
    }
    const given = new Map<Member, unknown>();
    for (const [name, own] of Object.entries(value)) {
      const member = this.member(name);
      if (member === undefined) throw new TagValueError(noSuch('member', name, this.names()), `.${name}`);
      if (given.has(member)) throw new TagValueError('is there already, in another case', `.${name}`);
      if (own !== undefined) given.set(member, own);
    }
    return given;
  }

  private names(): string[] {
    return this.members.map(({ name }) => name);
  }
}

function writeMembers(view: DataView, at: number, given: ReadonlyMap<Member, unknown>): void {
  for (const [member, own] of given) {
    try {
      member.write(view, at, own);
    } catch (error) {
      throwWithin(error, `.${member.name}`);
    }
  }
}
