/** Fields of a layout as parameters of the EDS and members of its assembly. */
import type { Field } from '../adapter/fields/field.js';
import type { NormalAssembly } from '../adapter/options.js';
import { displayName } from './display-name.js';
import type { EdsMember, EdsParam } from './model.js';
import { paramType } from './values.js';

/** A person can't set it; a tool may show it as it changes. */
const READ_ONLY = 0x0010;

const CODES: Readonly<Record<string, number>> = {
  BOOL: 0xc1,
  SINT: 0xc2,
  INT: 0xc3,
  DINT: 0xc4,
  LINT: 0xc5,
  USINT: 0xc6,
  UINT: 0xc7,
  UDINT: 0xc8,
  ULINT: 0xc9,
  REAL: 0xca,
  LREAL: 0xcb,
  BYTE: 0xd1,
  WORD: 0xd2,
  DWORD: 0xd3,
  LWORD: 0xd4,
  SHORT_STRING: 0xda,
};

/** Gives numbers to parameters in the order in which they are asked for. */
export class ParamList {
  readonly params: EdsParam[] = [];

  /** @returns its number */
  add(param: Omit<EdsParam, 'number'>): number {
    const number = this.params.length + 1;
    this.params.push({ number, ...param });
    return number;
  }

  /** The range of a size, from the least up to the assembly's. @returns its number */
  addSize({ name, size }: NormalAssembly, least: number): number {
    return this.add({
      name: displayName(`Size of ${name}`),
      help: displayName(`Bytes of ${name}`),
      descriptor: 0,
      dataType: CODES.UINT ?? 0,
      size: 2,
      least: `${least}`,
      most: `${size}`,
      initial: `${size}`,
    });
  }

  /** The members of an assembly, room without a name in between and behind. */
  membersOf(assembly: NormalAssembly): EdsMember[] {
    const members: EdsMember[] = [];
    let at = 0;
    for (const [name, field] of byPlace(assembly)) {
      if (field.firstBit > at) members.push({ bits: field.firstBit - at, param: undefined });
      members.push(...this.membersOfField(assembly, name, field));
      at = field.firstBit + field.bits;
    }
    const rest = 8 * assembly.size - at;
    if (rest > 0) members.push({ bits: rest, param: undefined });
    return members.flatMap(withinWord);
  }

  /** All elements of an array are one parameter. */
  private membersOfField(assembly: NormalAssembly, name: string, field: Field<unknown>): EdsMember[] {
    const leaves = leavesOf(field);
    const [first] = leaves;
    const code = first && CODES[first.type];
    if (first === undefined || code === undefined) return [{ bits: field.bits, param: undefined }];
    const param = this.add(paramOf(assembly, name, first, code));
    let at = field.firstBit;
    const members = leaves.flatMap((leaf) => {
      const gap = leaf.firstBit - at;
      at = leaf.firstBit + leaf.bits;
      return [...(gap > 0 ? [{ bits: gap, param: undefined }] : []), { bits: leaf.bits, param }];
    });
    const rest = field.firstBit + field.bits - at;
    return rest > 0 ? [...members, { bits: rest, param: undefined }] : members;
  }
}

function byPlace({ layout }: NormalAssembly): [string, Field<unknown>][] {
  return Object.entries(layout?.fields ?? {}).sort(([, a], [, b]) => a.firstBit - b.firstBit);
}

function leavesOf(field: Field<unknown>): Field<unknown>[] {
  return field.elements === undefined ? [field] : field.elements.flatMap(leavesOf);
}

const MOST_MEMBER_BITS = 65_535;
const MOST_WHOLE_BYTES = 65_528;

/** The size of a member is a word: longer room is several members. */
function withinWord({ bits, param }: EdsMember): EdsMember[] {
  if (bits <= MOST_MEMBER_BITS) return [{ bits, param }];
  return [{ bits: MOST_WHOLE_BYTES, param }, ...withinWord({ bits: bits - MOST_WHOLE_BYTES, param })];
}

function paramOf({ name, kind }: NormalAssembly, field: string, { bits, type }: Field<unknown>, code: number) {
  return {
    name: displayName(field),
    help: displayName(`${field} of ${name}, ${type}`),
    descriptor: kind === 'input' ? READ_ONLY : 0,
    dataType: code,
    size: Math.ceil(bits / 8),
    ...boundsOf(code),
  };
}

/** Of reals the type says the bounds, a text has none. */
function boundsOf(code: number): Pick<EdsParam, 'least' | 'most' | 'initial'> {
  const { range, text } = paramType(code) ?? {};
  if (range !== undefined) return { least: `${range[0]}`, most: `${range[1]}`, initial: '0' };
  return { least: '', most: '', initial: text === true ? '' : '0.0' };
}
