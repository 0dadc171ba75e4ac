/** Get Instance Attribute List of the Symbol class: the tags there are (docs/protocol.md, "Symbol object"). */
import { ClassCode, ServiceCode } from '../../cip/codes.js';
import type { RouterRequest } from '../../cip/message.js';
import { logicalSegment } from '../../cip/path/logical-segment.js';
import { symbolSegment } from '../../cip/path/symbol-segment.js';
import type { Path } from '../../cip/path.js';
import { Reader } from '../../cip/reader.js';
import { bytesFromText, textFromBytes } from '../../cip/text.js';
import { Writer } from '../../cip/writer.js';
import { programSymbol } from '../names/tag-path.js';
import { encodeAttributeIds } from './attribute-list.js';

/** Attributes of a symbol, by number. Controllers below firmware 18 have no 10: they refuse all of a list that asks for it. */
export const SymbolAttribute = {
  name: 1,
  type: 2,
  address: 3,
  objectAddress: 5,
  softwareControl: 6,
  elementSize: 7,
  dimensions: 8,
  externalAccess: 10,
} as const;

export type SymbolAttributeName = keyof typeof SymbolAttribute;

/** One symbol, with what was asked for. */
export interface SymbolEntry {
  readonly instance: number;
  readonly name?: string;
  /** See `decodeTypeWord`. */
  readonly type?: number;
  readonly address?: number;
  readonly objectAddress?: number;
  /** Bit 26 clear: an alias. */
  readonly softwareControl?: number;
  /** Bytes of one element. */
  readonly elementSize?: number;
  /** Three; 0 where there are fewer. */
  readonly dimensions?: readonly [number, number, number];
  /** 0 read and write, 2 read only, 3 none. */
  readonly externalAccess?: number;
}

/** @param from the least instance wanted: one more than the last one had */
export function symbolListRequest(
  from: number,
  attributes: readonly SymbolAttributeName[],
  program?: string,
): RouterRequest {
  const scope = program === undefined ? [] : [symbolSegment(programSymbol(program))];
  const path: Path = [...scope, logicalSegment('class', ClassCode.symbol), logicalSegment('instance', from)];
  const ids = attributes.map((name) => SymbolAttribute[name]);
  return { service: ServiceCode.getInstanceAttributeList, path, data: encodeAttributeIds({ ids }) };
}

/**
 * @param attributes those that were asked for, in their order: the values say neither name nor length
 * @throws CipDecodeError when it ends within an entry.
 */
export function decodeSymbolList(data: Uint8Array, attributes: readonly SymbolAttributeName[]): readonly SymbolEntry[] {
  const reader = new Reader(data, 'symbol list');
  const entries: SymbolEntry[] = [];
  while (reader.remaining > 0) {
    const entry: Record<string, unknown> = { instance: reader.u32('instance') };
    for (const name of attributes) entry[name] = READERS[name](reader);
    entries.push(entry as unknown as SymbolEntry);
  }
  return entries;
}

const READERS: Readonly<Record<SymbolAttributeName, (reader: Reader) => unknown>> = {
  name: (reader) => textFromBytes(reader.take(reader.u16('name length'), 'name')),
  type: (reader) => reader.u16('type'),
  address: (reader) => reader.u32('address'),
  objectAddress: (reader) => reader.u32('object address'),
  softwareControl: (reader) => reader.u32('software control'),
  elementSize: (reader) => reader.u16('element size'),
  dimensions: (reader) => [reader.u32('dimension 1'), reader.u32('dimension 2'), reader.u32('dimension 3')],
  externalAccess: (reader) => reader.u8('external access'),
};

/** @throws TypeError for an entry without one of the attributes; RangeError for a value that does not fit. */
export function encodeSymbolEntry(entry: SymbolEntry, attributes: readonly SymbolAttributeName[]): Uint8Array {
  const writer = new Writer().u32(entry.instance, 'instance');
  for (const name of attributes) writeAttribute(writer, name, entry);
  return writer.finish();
}

function writeAttribute(writer: Writer, name: SymbolAttributeName, entry: SymbolEntry): void {
  switch (name) {
    case 'name': {
      const bytes = bytesFromText(present(entry, name), 'name');
      writer.u16(bytes.byteLength, 'name length').raw(bytes);
      break;
    }
    case 'type':
    case 'elementSize':
      writer.u16(present(entry, name), name);
      break;
    case 'dimensions':
      for (const size of present(entry, name)) writer.u32(size, name);
      break;
    case 'externalAccess':
      writer.u8(present(entry, name), name);
      break;
    default:
      writer.u32(present(entry, name), name);
  }
}

function present<K extends SymbolAttributeName>(entry: SymbolEntry, name: K): NonNullable<SymbolEntry[K]> {
  const value = entry[name];
  if (value === undefined) throw new TypeError(`symbol ${entry.instance}: ${name} is missing`);
  return value as NonNullable<SymbolEntry[K]>;
}

/**
 * What a symbol is for: `tag` and `program` are the user's, `module` is I/O data of a module, `system` is the
 * controller's own and hidden.
 */
export type SymbolKind = 'tag' | 'program' | 'module' | 'system';

const PROGRAM = /^Program:/i;
const SYSTEM_NAME = /^(__|Map:|Task:|Cxn:|Routine:)/i;
const SYSTEM_BIT = 0x1000;

export function symbolKind(name: string, type: number): SymbolKind {
  if (PROGRAM.test(name)) return 'program';
  if (SYSTEM_NAME.test(name) || (type & SYSTEM_BIT) !== 0) return 'system';
  return name.includes(':') ? 'module' : 'tag';
}
