/** A type and data as read replies and write requests carry them (docs/protocol.md, "Tag services"). */
import { STRUCTURE_TYPE } from '../../cip/data-types.js';
import { Reader } from '../../cip/reader.js';
import { Writer } from '../../cip/writer.js';

export interface TagData {
  /** Code of the elementary type, or `STRUCTURE_TYPE`. */
  readonly type: number;
  /** Of a structure; undefined for elementary types. */
  readonly handle?: number;
  /** Elements, or a fragment of them: a view. */
  readonly data: Uint8Array;
}

/** Bytes in front of the data: 2, of a structure 4. */
export function tagTypeSize({ handle }: Pick<TagData, 'handle'>): number {
  return handle === undefined ? 2 : 4;
}

/**
 * The data of a reply to 0x4C or 0x52. Without a cursor: every read of a tag comes by here.
 * @throws CipDecodeError when it ends within the type.
 */
export function decodeTagData(bytes: Uint8Array): TagData {
  const low = bytes[0];
  const high = bytes[1];
  if (low === undefined || high === undefined) return readTagData(bytes);
  const type = low | (high << 8);
  return type === STRUCTURE_TYPE ? readTagData(bytes) : { type, data: bytes.subarray(2) };
}

function readTagData(bytes: Uint8Array): TagData {
  const reader = new Reader(bytes, 'tag data');
  const { type, handle } = readType(reader);
  return { type, ...handle, data: reader.rest() };
}

export function encodeTagData({ type, handle, data }: TagData): Uint8Array {
  return writeType(new Writer(), type, handle).raw(data).finish();
}

export function readType(reader: Reader): { readonly type: number; readonly handle: { readonly handle?: number } } {
  const type = reader.u16('type');
  return { type, handle: type === STRUCTURE_TYPE ? { handle: reader.u16('structure handle') } : {} };
}

export function writeType(writer: Writer, type: number, handle: number | undefined): Writer {
  writer.u16(type, 'type');
  return handle === undefined ? writer : writer.u16(handle, 'structure handle');
}
