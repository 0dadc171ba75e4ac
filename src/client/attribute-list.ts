/** Get_Attribute_List: the reply does not say how long its values are, so the one who asks has to. */
import { CipDecodeError } from '../cip/index.js';

/** Bytes of a value; `string` and `shortString` say their own length, in two bytes and in one. */
export type AttributeSize = number | 'string' | 'shortString';

/** One attribute of the list, which has a status of its own. */
export interface AttributeEntry {
  readonly attribute: number;
  /** General status: 0 success. */
  readonly status: number;
  /** Empty unless the status is 0. Of a string: its characters. */
  readonly data: Uint8Array;
}

const MOST_ATTRIBUTES = 1_000;
const MOST_SIZE = 0xffff;

/** The request's data. @throws TypeError for sizes that are none. */
export function attributeListData(sizes: Readonly<Record<number, AttributeSize>>): Uint8Array {
  const entries = Object.entries(sizes);
  if (entries.length === 0 || entries.length > MOST_ATTRIBUTES) {
    throw new TypeError(
      `expected { attribute: size, ... } of 1 to ${MOST_ATTRIBUTES} attributes, got ${entries.length}`,
    );
  }
  const data = Buffer.alloc(2 + 2 * entries.length);
  data.writeUInt16LE(entries.length, 0);
  for (const [i, [id, size]] of entries.entries()) {
    if (!isU16(Number(id)) || !isSize(size))
      throw new TypeError(`attribute ${id}: ${String(size)} is no size of a value`);
    data.writeUInt16LE(Number(id), 2 + 2 * i);
  }
  return data;
}

/** @throws CipDecodeError when it is cut or tells of other attributes than those asked for. */
export function attributesOfList(data: Uint8Array, sizes: Readonly<Record<number, AttributeSize>>): AttributeEntry[] {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  let at = 0;
  const take = (length: number, field: string): Buffer => {
    if (at + length > bytes.byteLength) {
      throw new CipDecodeError(
        'Get_Attribute_List reply',
        field,
        at,
        `${length} bytes, ${bytes.byteLength - at} are left`,
      );
    }
    at += length;
    return bytes.subarray(at - length, at);
  };
  const valueFor = (size: AttributeSize): Buffer => {
    if (typeof size === 'number') return take(size, 'value');
    return take(size === 'string' ? take(2, 'length').readUInt16LE() : take(1, 'length').readUInt8(), 'text');
  };
  const count = take(2, 'count').readUInt16LE();
  return Array.from({ length: count }, () => {
    const attribute = take(2, 'attribute').readUInt16LE();
    const status = take(2, 'status').readUInt16LE();
    const size = sizes[attribute];
    if (size === undefined) {
      throw new CipDecodeError(
        'Get_Attribute_List reply',
        'attribute',
        at - 4,
        `one that was asked for, not ${attribute}`,
      );
    }
    return { attribute, status, data: status === 0 ? valueFor(size) : new Uint8Array(0) };
  });
}

function isSize(size: unknown): size is AttributeSize {
  return size === 'string' || size === 'shortString' || (isU16(size) && size <= MOST_SIZE);
}

function isU16(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffff;
}
