/** Read Tag and Read Tag Fragmented (docs/protocol.md, "Tag services"). Replies hold `TagData`. */
import { ServiceCode } from '../../cip/codes.js';
import type { RouterRequest } from '../../cip/message.js';
import type { Path } from '../../cip/path.js';
import { Reader } from '../../cip/reader.js';
import { NOTHING, trailingBytes } from '../../cip/reserved.js';
import { Writer } from '../../cip/writer.js';

interface Trailing {
  /** Bytes behind the last field: servers pass them over. */
  readonly trailing?: Uint8Array;
}

export interface ReadTag extends Trailing {
  /** Elements; words of a BOOL array. */
  readonly count: number;
}

export interface ReadTagFragment extends ReadTag {
  /** Bytes of data that are there already. The count stays that of the whole. */
  readonly offset: number;
}

/** @throws CipDecodeError */
export function decodeReadTag(data: Uint8Array): ReadTag {
  const reader = new Reader(data, 'Read Tag');
  return { count: reader.u16('elements'), ...trailingBytes(reader) };
}

export function encodeReadTag({ count, trailing = NOTHING }: ReadTag): Uint8Array {
  return new Writer().u16(count, 'elements').raw(trailing).finish();
}

/** @throws CipDecodeError */
export function decodeReadTagFragment(data: Uint8Array): ReadTagFragment {
  const reader = new Reader(data, 'Read Tag Fragmented');
  return { count: reader.u16('elements'), offset: reader.u32('offset'), ...trailingBytes(reader) };
}

export function encodeReadTagFragment({ count, offset, trailing = NOTHING }: ReadTagFragment): Uint8Array {
  return new Writer().u16(count, 'elements').u32(offset, 'offset').raw(trailing).finish();
}

export function readTagRequest(path: Path, count: number): RouterRequest {
  return { service: ServiceCode.readTag, path, data: encodeReadTag({ count }) };
}

export function readTagFragmentRequest(path: Path, count: number, offset: number): RouterRequest {
  return { service: ServiceCode.readTagFragmented, path, data: encodeReadTagFragment({ count, offset }) };
}
