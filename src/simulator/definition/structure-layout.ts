/**
 * Where the members of a structure stand: as a controller puts them, each on a multiple of its size, arrays and
 * structures on four bytes or more, BOOLs eight to a hidden SINT.
 */
import { BOOL, DINT, DWORD, encodeTypeWord, SINT, type Template, type TemplateMember } from '../../logix/index.js';

/** A member before it has its place. */
export interface PlacedType {
  readonly name: string;
  /** Of the elementary type; undefined for a structure. */
  readonly code?: number;
  /** Instance of the template; undefined for an elementary type. */
  readonly template?: number;
  /** Bytes of one element. */
  readonly size: number;
  /** Least multiple that it begins on. */
  readonly alignment: number;
  /** Undefined for a single value; in words for a BOOL array. */
  readonly length?: number;
}

export interface Layout {
  readonly members: readonly TemplateMember[];
  readonly bytes: number;
  readonly alignment: number;
}

const LEAST_ALIGNMENT = 4;
const BITS_A_HOST = 8;

export function layOut(typeName: string, members: readonly PlacedType[]): Layout {
  const placement = new Placement(typeName);
  for (const member of members) placement.add(member);
  return placement.finish();
}

class Placement {
  private readonly members: TemplateMember[] = [];
  private end = 0;
  private alignment = LEAST_ALIGNMENT;
  /** The host that has room for one more BOOL. */
  private host: { readonly offset: number; bits: number } | undefined;
  private hosts = 0;

  constructor(private readonly typeName: string) {}

  add(member: PlacedType): void {
    if (member.code === BOOL.code && member.length === undefined) this.addBit(member.name);
    else this.addWhole(member);
  }

  finish(): Layout {
    const bytes = aligned(Math.max(1, this.end), this.alignment);
    return { members: this.members, bytes, alignment: this.alignment };
  }

  private addBit(name: string): void {
    if (this.host === undefined || this.host.bits === BITS_A_HOST) {
      this.host = { offset: this.end, bits: 0 };
      const host = `ZZZZZZZZZZ${this.typeName.slice(0, 20)}${this.hosts++}`;
      this.members.push({ name: host, info: 0, type: SINT.code, offset: this.end });
      this.end += 1;
    }
    this.members.push({ name, info: this.host.bits++, type: BOOL.code, offset: this.host.offset });
  }

  private addWhole({ name, code, template, size, alignment, length }: PlacedType): void {
    this.host = undefined;
    const own = length === undefined && template === undefined ? alignment : Math.max(alignment, LEAST_ALIGNMENT);
    const offset = aligned(this.end, own);
    const shape = { dimensions: length === undefined ? 0 : 1, system: false, bit: 0 };
    const type = encodeTypeWord({ ...shape, ...(template === undefined ? { code: code ?? 0 } : { template }) });
    this.members.push({ name, info: length ?? 0, type, offset });
    this.end = offset + size * (length ?? 1);
    this.alignment = Math.max(this.alignment, own);
  }
}

export function aligned(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

/** A string: its length and its characters, up to a whole word. */
export function stringTemplate(name: string, capacity: number, handle: number): Template {
  const characters = encodeTypeWord({ dimensions: 1, system: false, code: SINT.code, bit: 0 });
  const members = [
    { name: 'LEN', info: 0, type: DINT.code, offset: 0 },
    { name: 'DATA', info: capacity, type: characters, offset: 4 },
  ];
  return { name, suffix: SUFFIX, handle, structureBytes: aligned(4 + capacity, 4), members };
}

/** Stands behind the name of each template; clients cut it off. */
export const SUFFIX = 'nEIPN';

const HOST = { name: '__CTL00000000000', info: 0, type: DINT.code, offset: 0 };

function timed(name: string, handle: number, bits: Readonly<Record<string, number>>): Template {
  const values = ['PRE', 'ACC'].map((value, i) => ({ name: value, info: 0, type: DINT.code, offset: 4 + 4 * i }));
  const flags = Object.entries(bits).map(([flag, info]) => ({ name: flag, info, type: BOOL.code, offset: 0 }));
  return { name, suffix: SUFFIX, handle, structureBytes: 12, members: [HOST, ...values, ...flags] };
}

/** What every controller has, with the numbers that they have there. */
export const PREDEFINED: ReadonlyMap<number, Template> = new Map([
  [0xfce, stringTemplate('ASCIISTRING82', 82, 0x0fce)],
  [0xf83, timed('TIMER', 0x0f83, { EN: 31, TT: 30, DN: 29 })],
  [0xf82, timed('COUNTER', 0x0f82, { CU: 31, CD: 30, DN: 29, OV: 28, UN: 27 })],
]);

export const PREDEFINED_NAMES: ReadonlyMap<string, number> = new Map([
  ['string', 0xfce],
  ['timer', 0xf83],
  ['counter', 0xf82],
]);

/** Words of a BOOL array of so many elements; undefined when they do not fill the last one. */
export function boolWords(elements: number): number | undefined {
  return elements % (8 * DWORD.size) === 0 ? elements / (8 * DWORD.size) : undefined;
}
