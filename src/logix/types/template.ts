/** Templates: what a controller tells about a structure (docs/protocol.md, "Templates"). */
import { Reader } from '../../cip/reader.js';
import { bytesFromText, textFromBytes } from '../../cip/text.js';
import { Writer } from '../../cip/writer.js';

/** One member as the definition has it, hidden ones included. */
export interface TemplateMember {
  readonly name: string;
  /** Elements of an array, the bit number of a BOOL in its host, else 0. */
  readonly info: number;
  /** See `decodeTypeWord`. */
  readonly type: number;
  /** Bytes from the beginning of the structure. */
  readonly offset: number;
}

/** Members and names: what service 0x4C on a template reads. */
export interface TemplateDefinition {
  readonly name: string;
  /** What stands behind the semicolon of the name: two characters a member, of no use here. */
  readonly suffix: string;
  readonly members: readonly TemplateMember[];
}

/** The attributes of a template that its definition is read by. */
export interface TemplateAttributes {
  /** 1: structure handle, which values of the type carry. */
  readonly handle: number;
  /** 2: members, hidden ones included. */
  readonly members: number;
  /** 4: 32-bit words of the definition. */
  readonly definitionWords: number;
  /** 5: bytes of a value. */
  readonly structureBytes: number;
}

export interface Template extends TemplateDefinition {
  readonly handle: number;
  readonly structureBytes: number;
}

/** What the size in words counts besides the definition itself. */
const HEADER_BYTES = 23;
const MEMBER_BYTES = 8;

/** Bytes to ask for, with service 0x4C, to have the whole definition. */
export function definitionBytes({ definitionWords }: Pick<TemplateAttributes, 'definitionWords'>): number {
  return Math.max(0, 4 * definitionWords - HEADER_BYTES);
}

/** Attribute 4 for a definition of so many bytes. */
export function definitionWords(bytes: number): number {
  return Math.ceil((bytes + HEADER_BYTES) / 4);
}

/**
 * @param members attribute 2
 * @throws CipDecodeError when the definition ends before its last name; what stands behind that is padding.
 */
export function decodeTemplateDefinition(bytes: Uint8Array, members: number): TemplateDefinition {
  const reader = new Reader(bytes, 'template definition');
  const table = reader.part(members * MEMBER_BYTES, 'members', 'template members');
  const names = new NameReader(bytes, reader.offset);
  const [name = '', ...suffix] = names.next('template name').split(';');
  const found = Array.from({ length: members }, (_, i) => ({
    name: names.next(`name of member ${i}`),
    info: table.u16('info'),
    type: table.u16('type'),
    offset: table.u32('offset'),
  }));
  return { name, suffix: suffix.join(';'), members: found };
}

/** Names that end with a zero; the last one may end with the bytes. */
class NameReader {
  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
  ) {}

  next(field: string): string {
    const start = this.at;
    const reader = new Reader(this.bytes, 'template names', start);
    const zero = this.bytes.indexOf(0, start);
    const end = zero < 0 ? this.bytes.byteLength : zero;
    if (start >= this.bytes.byteLength) reader.fail(field, 'a name');
    this.at = end + 1;
    return textFromBytes(reader.take(end - start, field));
  }
}

/** @throws RangeError for a name with characters that are not one byte, a zero, or (the template's own) a semicolon. */
export function encodeTemplateDefinition({ name, suffix, members }: TemplateDefinition): Uint8Array {
  const writer = new Writer();
  for (const { info, type, offset } of members) writer.u16(info, 'info').u16(type, 'type').u32(offset, 'offset');
  if (name.includes(';')) throw new RangeError(`template name: ${JSON.stringify(name)} has a semicolon`);
  writer.raw(nameBytes(suffix === '' ? name : `${name};${suffix}`));
  for (const member of members) writer.raw(nameBytes(member.name));
  return writer.finish();
}

function nameBytes(name: string): Uint8Array {
  if (name.includes('\0')) throw new RangeError(`template names: ${JSON.stringify(name)} has a zero in it`);
  return bytesFromText(`${name}\0`, 'template names');
}
