/** Where in a tag's bytes a path leads (docs/protocol.md, "Tag names"). */
import {
  BitMember,
  type Member,
  type NameStep,
  nameKey,
  StructureType,
  type TagPath,
  type TagType,
} from '../../logix/index.js';
import type { Program } from './program.js';
import { LogixStatus, Refused, Status } from './refused.js';
import { Tag } from './tag.js';

/** Elements of one type, one behind the other. */
export interface Place {
  readonly tag: Tag;
  readonly type: TagType;
  /** Of the first element. */
  readonly offset: number;
  /** From there to the end of the array; 1 for a single value. */
  readonly available: number;
  /** A BOOL that is one bit of the byte at the offset. */
  readonly mask?: number;
}

/** @throws Refused for a name that is not there, an index beyond the end, or a number that is no tag's. */
export function locate(program: Program, path: TagPath): Place {
  const tag = tagOf(program, path);
  const [symbol, ...members] = path.steps;
  let place = indexed({ tag, type: tag.type, offset: 0, available: tag.elements }, tag.dimensions, symbol);
  for (const step of members) place = memberOf(place, step);
  return place;
}

function tagOf(program: Program, { program: name, instance, steps }: TagPath): Tag {
  const scope = program.scope(name);
  if (instance !== undefined) {
    const found = scope?.symbols.find((symbol) => symbol.instance === instance);
    if (found instanceof Tag) return found;
    throw new Refused(Status.pathUnknown);
  }
  const tag = scope?.byName.get(nameKey(steps[0]?.name ?? ''));
  if (tag === undefined) throw unknownName();
  return tag;
}

function memberOf({ tag, type, offset }: Place, step: NameStep): Place {
  const member = type instanceof StructureType ? type.member(step.name) : undefined;
  if (member === undefined || member.type === undefined) throw unknownName();
  const inner = { tag, type: member.type, offset: offset + member.offset, available: member.length ?? 1 };
  return indexed(withMask(inner, member), member.length === undefined ? [] : [member.length], step);
}

function withMask(place: Place, member: Member): Place {
  return member instanceof BitMember ? { ...place, mask: member.mask } : place;
}

/** Without indices the whole array; with them one a dimension. */
function indexed(place: Place, dimensions: readonly number[], step: NameStep | undefined): Place {
  const indices = step?.indices ?? [];
  if (indices.length === 0) return place;
  if (indices.length !== dimensions.length) throw unknownName();
  let element = 0;
  for (const [i, size] of dimensions.entries()) {
    const index = indices[i] ?? 0;
    if (index >= size) throw new Refused(Status.general, LogixStatus.elementBeyondEnd);
    element = element * size + index;
  }
  return { ...place, offset: place.offset + element * place.type.size, available: place.available - element };
}

function unknownName(): Refused {
  return new Refused(Status.pathSegment, 0);
}
