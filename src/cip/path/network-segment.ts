import type { Reader } from '../reader.js';
import { hexCode } from '../text.js';
import type { Writer } from '../writer.js';

/** First byte of any network segment: 010 in bits 5-7. */
const NETWORK_SEGMENT = 0x40;

/** Bit 4: the data is counted in words by a byte of its own, else it is one byte. */
const EXTENDED = 0x10;

/** Segments 0x40 to 0x5F that this codec knows by name. */
export const NetworkSegmentId = {
  schedule: 0x41,
  fixedTag: 0x42,
  /** Production inhibit time, one byte, milliseconds. */
  inhibitTimeMs: 0x43,
  safety: 0x50,
  /** Production inhibit time, two words, microseconds. */
  inhibitTimeUs: 0x51,
} as const;

/** A network segment: one byte of data (0x40-0x4F) or up to 255 words (0x50-0x5F). */
export interface NetworkSegment {
  readonly kind: 'network';
  /** The first byte, 0x40 to 0x5F. */
  readonly id: number;
  readonly data: Uint8Array;
}

export function readNetworkSegment(reader: Reader): NetworkSegment {
  const id = reader.u8('network segment');
  const size = (id & EXTENDED) === 0 ? 1 : 2 * reader.u8('network segment length');
  return { kind: 'network', id, data: reader.take(size, 'network segment data') };
}

export function writeNetworkSegment(writer: Writer, { id, data }: NetworkSegment): void {
  if ((id & 0xe0) !== NETWORK_SEGMENT) throw new RangeError(`network segment: ${hexCode(id, 2)} is not 0x40 to 0x5F`);
  writer.u8(id, 'network segment');
  if ((id & EXTENDED) === 0) writer.fixed(data, 1, 'network segment data');
  else writer.u8(data.byteLength / 2, 'network segment length').raw(data);
}

/** A production inhibit time in the segment that holds it exactly: whole milliseconds up to 255, else microseconds. */
export function inhibitTimeSegment(timeUs: number): NetworkSegment {
  const timeMs = timeUs / 1000;
  if (Number.isInteger(timeMs) && timeMs <= 0xff) {
    return { kind: 'network', id: NetworkSegmentId.inhibitTimeMs, data: Uint8Array.of(timeMs) };
  }
  const data = new Uint8Array(4);
  new DataView(data.buffer).setUint32(0, timeUs, true);
  return { kind: 'network', id: NetworkSegmentId.inhibitTimeUs, data };
}

/** Microseconds of a production inhibit time segment, undefined for another segment. */
export function inhibitTimeUs({ id, data }: NetworkSegment): number | undefined {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (id === NetworkSegmentId.inhibitTimeMs && data.byteLength === 1) return view.getUint8(0) * 1000;
  if (id === NetworkSegmentId.inhibitTimeUs && data.byteLength === 4) return view.getUint32(0, true);
  return undefined;
}
