import fc from 'fast-check';
import {
  BITS_A_WORD,
  type ElementaryType,
  elementaryTypeByName,
  encodeTypeWord,
  StringType,
  StructureType,
  type TagType,
  type TagValue,
  type Template,
  type TemplateMember,
  TypeBuilder,
} from '../../src/logix/index.js';

/** Structures of any members, hidden ones and structures among them, as the templates of a controller tell them. */

const big = (least: bigint, most: bigint) => fc.bigInt({ min: least, max: most });
const whole = (min: number, max: number) => fc.integer({ min, max });
const days = whole(0, 0xffff).map((count) => new Date(Date.UTC(1972, 0, 1) + count * 86_400_000));
const day = Date.UTC(1972, 0, 1);
const dates = fc.date({ min: new Date(day), max: new Date(day + 0xffff * 86_400_000), noInvalidDate: true });
const centuries = fc.date({ min: new Date('1678-01-01'), max: new Date('2262-01-01'), noInvalidDate: true });

/** Any value of each elementary type, by its name. */
export const ELEMENTARY_VALUES: Readonly<Record<string, fc.Arbitrary<TagValue>>> = {
  BOOL: fc.boolean(),
  SINT: whole(-128, 127),
  INT: whole(-32768, 32767),
  DINT: whole(-(2 ** 31), 2 ** 31 - 1),
  LINT: big(-(2n ** 63n), 2n ** 63n - 1n),
  USINT: whole(0, 255),
  UINT: whole(0, 65535),
  UDINT: whole(0, 2 ** 32 - 1),
  ULINT: big(0n, 2n ** 64n - 1n),
  REAL: fc.float({ noNaN: true, noDefaultInfinity: true }),
  LREAL: fc.double({ noNaN: true, noDefaultInfinity: true }),
  STIME: whole(-(2 ** 31), 2 ** 31 - 1),
  LDT: centuries,
  DT: centuries,
  DATE: days,
  TIME_OF_DAY: whole(0, 2 ** 32 - 1),
  DATE_AND_TIME: dates,
  BYTE: whole(0, 255),
  WORD: whole(0, 65535),
  DWORD: whole(0, 2 ** 32 - 1),
  LWORD: big(0n, 2n ** 64n - 1n),
  TIME32: whole(-(2 ** 31), 2 ** 31 - 1),
  TIME64: big(-(2n ** 63n), 2n ** 63n - 1n),
  TIME: whole(-(2 ** 31), 2 ** 31 - 1),
  LTIME: big(-(2n ** 63n), 2n ** 63n - 1n),
};

/** A template says no size for 0xCC: STIME can't be in one. */
const memberTypes = Object.keys(ELEMENTARY_VALUES)
  .filter((name) => name !== 'STIME' && name !== 'BOOL')
  .map((name) => elementaryTypeByName(name) as ElementaryType);

/** One member, before it has its place. */
type Part =
  | { readonly is: 'scalar' | 'hidden'; readonly type: ElementaryType }
  | { readonly is: 'array'; readonly type: ElementaryType; readonly length: number }
  | { readonly is: 'bits'; readonly bits: readonly number[] }
  | { readonly is: 'boolArray'; readonly words: number }
  | { readonly is: 'structure'; readonly of: number; readonly length: number };

const elementary = fc.constantFrom(...memberTypes);

function part(inner: number): fc.Arbitrary<Part> {
  return fc.oneof(
    fc.record({ is: fc.constantFrom('scalar' as const, 'hidden' as const), type: elementary }),
    fc.record({ is: fc.constant('array' as const), type: elementary, length: whole(1, 5) }),
    fc.record({ is: fc.constant('bits' as const), bits: fc.uniqueArray(whole(0, 31), { minLength: 1, maxLength: 9 }) }),
    fc.record({ is: fc.constant('boolArray' as const), words: whole(1, 3) }),
    ...(inner > 0
      ? [fc.record({ is: fc.constant('structure' as const), of: whole(0, inner - 1), length: whole(0, 3) })]
      : []),
  );
}

/** Templates by instance, each of which may have those before it as members. */
export const arbitraryTemplates: fc.Arbitrary<ReadonlyMap<number, Template>> = fc
  .tuple(...[0, 1, 2].map((inner) => fc.array(part(inner), { minLength: 1, maxLength: 6 })))
  .map((structures) => {
    const templates = new Map<number, Template>();
    for (const [index, parts] of structures.entries()) templates.set(0x100 + index, layOut(index, parts, templates));
    return templates;
  });

function layOut(index: number, parts: readonly Part[], templates: ReadonlyMap<number, Template>): Template {
  const place = new Placement(templates);
  for (const [i, member] of parts.entries()) place.add(member, i);
  return {
    name: `Type${index}`,
    suffix: 'nAA',
    members: place.members,
    handle: 0x1000 + index,
    structureBytes: Math.max(4, place.offset),
  };
}

/** Members one behind the other, on even bytes. */
class Placement {
  readonly members: TemplateMember[] = [];
  offset = 0;

  constructor(private readonly templates: ReadonlyMap<number, Template>) {}

  add(member: Part, i: number): void {
    if (member.is === 'bits') this.addBits(member.bits, i);
    else if (member.is === 'boolArray') this.put(`Flags${i}`, wordOf(0xd3, 1), member.words, 4 * member.words);
    else if (member.is === 'structure') this.addStructure(member, i);
    else if (member.is === 'array') this.addArray(member, i);
    else
      this.put(member.is === 'hidden' ? `__Hidden${i}` : `Value${i}`, wordOf(member.type.code, 0), 0, member.type.size);
  }

  private addBits(bits: readonly number[], i: number): void {
    for (const bit of bits) this.members.push({ name: `Bit${i}_${bit}`, info: bit, type: 0xc1, offset: this.offset });
    this.put(`ZZZZZZZZZZHost${i}`, 0xc4, 0, 4);
  }

  private addStructure({ of, length }: { of: number; length: number }, i: number): void {
    const template = 0x100 + of;
    const word = encodeTypeWord({ dimensions: length > 0 ? 1 : 0, system: false, template, bit: 0 });
    this.put(`Inner${i}`, word, length, this.templates.get(template)!.structureBytes * Math.max(1, length));
  }

  /** An array of DWORD would be one of BOOL. */
  private addArray({ type, length }: { type: ElementaryType; length: number }, i: number): void {
    if (type.code === 0xd3) this.put(`Array${i}`, wordOf(type.code, 0), 0, 4);
    else this.put(`Array${i}`, wordOf(type.code, 1), length, type.size * length);
  }

  private put(name: string, type: number, info: number, bytes: number): void {
    this.members.push({ name, info, type, offset: this.offset });
    this.offset += bytes + (bytes % 2);
  }
}

function wordOf(code: number, dimensions: number): number {
  return encodeTypeWord({ dimensions, system: false, code, bit: 0 });
}

/** Templates and a value of the last one. */
export const arbitraryStructure: fc.Arbitrary<{
  templates: ReadonlyMap<number, Template>;
  type: TagType;
  value: TagValue;
}> = arbitraryTemplates.chain((templates) => {
  const type = new TypeBuilder((instance) => templates.get(instance)).structure(0x102);
  return arbitraryValue(type).map((value) => ({ templates, type, value }));
});

export function arbitraryValue(type: TagType): fc.Arbitrary<TagValue> {
  if (type instanceof StringType) return latin1(type.capacity);
  if (!(type instanceof StructureType)) return ELEMENTARY_VALUES[type.name]!;
  const members = type.members.map((member) => {
    const element = arbitraryValue(member.type!);
    if (member.length === undefined) return [member.name, element] as const;
    if (member.type!.name === 'DWORD') {
      return [member.name, exactly(fc.boolean(), member.length * BITS_A_WORD)] as const;
    }
    return [member.name, exactly(element, member.length)] as const;
  });
  return fc.record(Object.fromEntries(members)) as fc.Arbitrary<TagValue>;
}

function exactly<T>(element: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> {
  return fc.array(element, { minLength: length, maxLength: length });
}

function latin1(most: number): fc.Arbitrary<string> {
  return fc.uint8Array({ maxLength: most }).map((codes) => String.fromCharCode(...codes));
}
