/** Get Attribute List and Set Attribute List: the ids in the request, id and status of each in the reply. */
import { ServiceCode } from '../../cip/codes.js';
import type { RouterRequest } from '../../cip/message.js';
import type { Path } from '../../cip/path.js';
import { Reader } from '../../cip/reader.js';
import { NOTHING, trailingBytes } from '../../cip/reserved.js';
import { Writer } from '../../cip/writer.js';

export interface AttributeIds {
  readonly ids: readonly number[];
  /** Bytes behind the ids: servers pass them over. */
  readonly trailing?: Uint8Array;
}

/** Also behind the path of 0x55. @throws CipDecodeError */
export function decodeAttributeIds(data: Uint8Array): AttributeIds {
  const reader = new Reader(data, 'attribute list');
  const count = reader.u16('number of attributes');
  const table = reader.part(2 * count, 'attributes', 'attribute list');
  return { ids: Array.from({ length: count }, (_, i) => table.u16(`attribute ${i}`)), ...trailingBytes(reader) };
}

export function encodeAttributeIds({ ids, trailing = NOTHING }: AttributeIds): Uint8Array {
  const writer = new Writer().u16(ids.length, 'number of attributes');
  for (const id of ids) writer.u16(id, 'attribute');
  return writer.raw(trailing).finish();
}

export function getAttributeListRequest(path: Path, ids: readonly number[]): RouterRequest {
  return { service: ServiceCode.getAttributeList, path, data: encodeAttributeIds({ ids }) };
}

/** One entry of a reply; without a value where the status is not 0. */
export interface AttributeEntry {
  readonly id: number;
  readonly status: number;
  readonly value?: Uint8Array;
}

/**
 * Only the one who asked knows how long a value is.
 * @param sizeOf bytes of the value of an attribute
 * @throws CipDecodeError when it is cut, or has an attribute of unknown size.
 */
export function decodeAttributeEntries(
  data: Uint8Array,
  sizeOf: (id: number) => number | undefined,
): readonly AttributeEntry[] {
  const reader = new Reader(data, 'attribute list reply');
  const count = reader.u16('number of attributes');
  const entries: AttributeEntry[] = [];
  for (let i = 0; i < count; i++) {
    const at = reader.offset;
    const id = reader.u16(`attribute ${i}`);
    const status = reader.u16(`status of attribute ${id}`);
    const size = sizeOf(id);
    if (status !== 0) entries.push({ id, status });
    else if (size === undefined) reader.fail(`attribute ${i}`, `one that was asked for, not ${id}`, at);
    else entries.push({ id, status, value: reader.take(size, `value of attribute ${id}`) });
  }
  return entries;
}

export function encodeAttributeEntries(entries: readonly AttributeEntry[]): Uint8Array {
  const writer = new Writer().u16(entries.length, 'number of attributes');
  for (const { id, status, value = NOTHING } of entries) writer.u16(id, 'attribute').u16(status, 'status').raw(value);
  return writer.finish();
}
