/** Write Tag and Write Tag Fragmented (docs/protocol.md, "Tag services"). Their replies hold nothing. */
import { ServiceCode } from '../../cip/codes.js';
import type { RouterRequest } from '../../cip/message.js';
import type { Path } from '../../cip/path.js';
import { Reader } from '../../cip/reader.js';
import { Writer } from '../../cip/writer.js';
import { readType, type TagData, writeType } from './tag-data.js';

export interface WriteTag extends TagData {
  /** Elements; words of a BOOL array. Data beyond theirs means nothing. */
  readonly count: number;
}

export interface WriteTagFragment extends WriteTag {
  /** Where the data goes, in bytes from the first element. The count stays that of the whole. */
  readonly offset: number;
}

/** @throws CipDecodeError */
export function decodeWriteTag(bytes: Uint8Array): WriteTag {
  const reader = new Reader(bytes, 'Write Tag');
  const { type, handle } = readType(reader);
  return { type, ...handle, count: reader.u16('elements'), data: reader.rest() };
}

export function encodeWriteTag({ type, handle, count, data }: WriteTag): Uint8Array {
  return writeType(new Writer(), type, handle).u16(count, 'elements').raw(data).finish();
}

/** @throws CipDecodeError */
export function decodeWriteTagFragment(bytes: Uint8Array): WriteTagFragment {
  const reader = new Reader(bytes, 'Write Tag Fragmented');
  const { type, handle } = readType(reader);
  return { type, ...handle, count: reader.u16('elements'), offset: reader.u32('offset'), data: reader.rest() };
}

export function encodeWriteTagFragment({ type, handle, count, offset, data }: WriteTagFragment): Uint8Array {
  return writeType(new Writer(), type, handle).u16(count, 'elements').u32(offset, 'offset').raw(data).finish();
}

export function writeTagRequest(path: Path, write: WriteTag): RouterRequest {
  return { service: ServiceCode.writeTag, path, data: encodeWriteTag(write) };
}

export function writeTagFragmentRequest(path: Path, write: WriteTagFragment): RouterRequest {
  return { service: ServiceCode.writeTagFragmented, path, data: encodeWriteTagFragment(write) };
}
