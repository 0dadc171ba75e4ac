import type { Reader } from '../reader.js';
import type { Writer } from '../writer.js';

/** First byte of the simple data segment. */
export const SIMPLE_DATA = 0x80;

/** Bytes inside a path: in a Forward Open the configuration data. */
export interface DataSegment {
  readonly kind: 'data';
  /** A whole number of 16-bit words, up to 255 of them. */
  readonly data: Uint8Array;
}

export function readDataSegment(reader: Reader): DataSegment {
  reader.u8('data segment');
  return { kind: 'data', data: reader.take(2 * reader.u8('data segment length'), 'data segment data') };
}

/** @throws RangeError for an odd number of bytes or more than 510. */
export function writeDataSegment(writer: Writer, { data }: DataSegment): void {
  writer
    .u8(SIMPLE_DATA, 'data segment')
    .u8(data.byteLength / 2, 'data segment length in words')
    .raw(data);
}
