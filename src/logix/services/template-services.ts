/** What is asked of a template: its attributes, then its definition in parts (docs/protocol.md, "Templates"). */
import { ClassCode, ServiceCode } from '../../cip/codes.js';
import { CipDecodeError } from '../../cip/errors.js';
import type { RouterRequest } from '../../cip/message.js';
import { objectPath } from '../../cip/path.js';
import { Reader } from '../../cip/reader.js';
import { NOTHING, trailingBytes } from '../../cip/reserved.js';
import { Writer } from '../../cip/writer.js';
import { viewOf } from '../elements.js';
import type { TemplateAttributes } from '../types/template.js';
import { type AttributeEntry, decodeAttributeEntries, getAttributeListRequest } from './attribute-list.js';

/** Attributes of a template by number, with the bytes of their values. 3 is answered with 2 bytes, of no use here. */
export const TEMPLATE_ATTRIBUTES = {
  handle: { id: 1, size: 2 },
  members: { id: 2, size: 2 },
  parameters: { id: 3, size: 2 },
  definitionWords: { id: 4, size: 4 },
  structureBytes: { id: 5, size: 4 },
} as const;

const SIZES: ReadonlyMap<number, number> = new Map(
  Object.values(TEMPLATE_ATTRIBUTES).map(({ id, size }) => [id, size]),
);

export function templateAttributesRequest(instance: number): RouterRequest {
  const { definitionWords, structureBytes, members, handle } = TEMPLATE_ATTRIBUTES;
  const ids = [definitionWords, structureBytes, members, handle].map(({ id }) => id);
  return getAttributeListRequest(objectPath(ClassCode.template, instance), ids);
}

/** @throws CipDecodeError when one of the four is missing or was refused. */
export function decodeTemplateAttributes(data: Uint8Array): TemplateAttributes {
  const entries = decodeAttributeEntries(data, (id) => SIZES.get(id));
  const value = (name: keyof TemplateAttributes) => numberOf(entries, name);
  return {
    handle: value('handle'),
    members: value('members'),
    definitionWords: value('definitionWords'),
    structureBytes: value('structureBytes'),
  };
}

function numberOf(entries: readonly AttributeEntry[], name: keyof TemplateAttributes): number {
  const { id, size } = TEMPLATE_ATTRIBUTES[name];
  const value = entries.find((entry) => entry.id === id)?.value;
  if (value === undefined) throw new CipDecodeError('template attributes', name, 0, `a value of attribute ${id}`);
  return size === 2 ? viewOf(value).getUint16(0, true) : viewOf(value).getUint32(0, true);
}

/** Service 0x4C on a template: a part of its definition. */
export interface ReadTemplate {
  readonly offset: number;
  /** At most 65,535: a long definition takes several, as does one that status 0x06 cuts. */
  readonly bytes: number;
  readonly trailing?: Uint8Array;
}

/** @throws CipDecodeError */
export function decodeReadTemplate(data: Uint8Array): ReadTemplate {
  const reader = new Reader(data, 'Read Template');
  return { offset: reader.u32('offset'), bytes: reader.u16('bytes'), ...trailingBytes(reader) };
}

export function encodeReadTemplate({ offset, bytes, trailing = NOTHING }: ReadTemplate): Uint8Array {
  return new Writer().u32(offset, 'offset').u16(bytes, 'bytes').raw(trailing).finish();
}

export function readTemplateRequest(instance: number, read: ReadTemplate): RouterRequest {
  return {
    service: ServiceCode.readTag,
    path: objectPath(ClassCode.template, instance),
    data: encodeReadTemplate(read),
  };
}
