import { encodePath, type Path, pathWords, readPath } from './path.js';
import { Reader } from './reader.js';
import { reservedNumber } from './reserved.js';
import { hexCode } from './text.js';
import { Writer } from './writer.js';

/** Bit 7 of the service byte: set in replies. */
export const REPLY = 0x80;

/** A request to the message router. */
export interface RouterRequest {
  /** 0 to 0x7F. */
  readonly service: number;
  readonly path: Path;
  /** What the service takes; opaque here. */
  readonly data: Uint8Array;
}

/** A reply of the message router. */
export interface RouterReply {
  /** The request's service, without the reply bit. */
  readonly service: number;
  /** General status: 0 success; see `describeStatus`. */
  readonly status: number;
  /** Extended status words, none as a rule. */
  readonly extendedStatus: readonly number[];
  /** What the service gives; opaque here. */
  readonly data: Uint8Array;
  /** The byte after the service, when it is not zero. */
  readonly reserved?: number;
}

/** Whether the bytes are a reply rather than a request. Empty bytes are neither, and count as a request. */
export function isReply(bytes: Uint8Array): boolean {
  return ((bytes[0] ?? 0) & REPLY) !== 0;
}

/** @throws CipDecodeError when it is a reply, is cut, or its path has a segment that can't be read. */
export function decodeRequest(bytes: Uint8Array): RouterRequest {
  const reader = new Reader(bytes, 'request');
  const service = reader.u8('service');
  if ((service & REPLY) !== 0) reader.fail('service', `a request, not the reply ${hexCode(service, 2)}`, 0);
  const path = readPath(reader, reader.u8('path size'), 'request path');
  return { service, path, data: reader.rest() };
}

export function encodeRequest({ service, path, data }: RouterRequest): Uint8Array {
  const encoded = encodePath(path);
  return new Writer()
    .u8(withoutReplyBit(service), 'service')
    .u8(pathWords(encoded, 'request path'), 'path size')
    .raw(encoded)
    .raw(data)
    .finish();
}

/** @throws CipDecodeError when it is a request or is cut. */
export function decodeReply(bytes: Uint8Array): RouterReply {
  const reader = new Reader(bytes, 'reply');
  const service = reader.u8('service');
  if ((service & REPLY) === 0) reader.fail('service', `a reply, not the request ${hexCode(service, 2)}`, 0);
  const reserved = reservedNumber(reader.u8('reserved byte'));
  const status = reader.u8('general status');
  const extendedStatus = readWords(reader, reader.u8('extended status size'), 'extended status');
  return { service: service & ~REPLY, status, extendedStatus, data: reader.rest(), ...reserved };
}

export function encodeReply({ service, status, extendedStatus, data, reserved }: RouterReply): Uint8Array {
  const writer = new Writer()
    .u8(withoutReplyBit(service) | REPLY, 'service')
    .u8(reserved ?? 0, 'reserved byte')
    .u8(status, 'general status')
    .u8(extendedStatus.length, 'extended status size');
  for (const word of extendedStatus) writer.u16(word, 'extended status');
  return writer.raw(data).finish();
}

function readWords(reader: Reader, count: number, field: string): readonly number[] {
  const words = reader.part(2 * count, field, field);
  return Array.from({ length: count }, () => words.u16(field));
}

function withoutReplyBit(service: number): number {
  if (service < REPLY) return service;
  throw new RangeError(`service: ${hexCode(service, 2)} has the reply bit; the code of the request is meant`);
}
