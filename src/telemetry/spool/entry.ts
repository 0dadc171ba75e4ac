/** An entry, and how it stands on disk: CRC-32 of the rest, length of the id, id, body. */
import { crc32 } from './crc32.js';
import type { Priority } from './priorities.js';

/** What is put. */
export interface SpoolEntry {
  /** At most 255 bytes of UTF-8. Comes again as it is, also after a crash. */
  readonly messageId: string;
  /** Opaque here: the JSON of a record. It is copied. */
  readonly body: Uint8Array;
  /** Default `normal`. */
  readonly priority?: Priority;
  /** From when its age counts. Default: now. */
  readonly acceptedAt?: Date;
}

/** What is taken. */
export interface StoredEntry {
  readonly messageId: string;
  readonly body: Uint8Array;
  readonly priority: Priority;
  readonly acceptedAt: Date;
}

/** Order, bytes that count against the bounds, time of acceptance in milliseconds since 1970. */
export type LaneKey = [sequence: number, bytes: number, acceptedAtMs: number];

const HEADER_BYTES = 6;
/** What key and page take, about. */
const KEY_BYTES = 42;
export const MOST_ID_BYTES = 255;

/** Counts against the bounds. */
export function sizeOf(value: Uint8Array): number {
  return value.length + KEY_BYTES;
}

export function encodeValue(messageId: string, body: Uint8Array): Buffer {
  const idBytes = Buffer.byteLength(messageId);
  const value = Buffer.allocUnsafeSlow(HEADER_BYTES + idBytes + body.length);
  value.writeUInt16LE(idBytes, 4);
  value.write(messageId, HEADER_BYTES);
  value.set(body, HEADER_BYTES + idBytes);
  value.writeUInt32LE(crc32(value.subarray(4)), 0);
  return value;
}

/** Undefined when it is not what was put. */
export function decodeValue(value: Uint8Array): { messageId: string; body: Uint8Array } | undefined {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (bytes.length < HEADER_BYTES || bytes.readUInt32LE(0) !== crc32(bytes.subarray(4))) return undefined;
  const bodyAt = HEADER_BYTES + bytes.readUInt16LE(4);
  return { messageId: bytes.toString('utf8', HEADER_BYTES, bodyAt), body: bytes.subarray(bodyAt) };
}
