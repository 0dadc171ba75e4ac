import { ClassCode, ServiceCode } from './codes.js';
import { type ConnectionTriad, readTriad, writeTriad } from './connection-triad.js';
import type { RouterRequest } from './message.js';
import { encodePath, objectPath, type Path, pathWords, readPath } from './path.js';
import { Reader } from './reader.js';
import { NOTHING, reservedNumber, trailingBytes } from './reserved.js';
import { type RequestTiming, readTiming, writeTiming } from './timing.js';
import { Writer } from './writer.js';

/** Ends a connection; the target goes by the triad alone. */
export interface ForwardClose {
  readonly timing: RequestTiming;
  readonly triad: ConnectionTriad;
  readonly path: Path;
  /** The byte after the path size, when it is not zero. */
  readonly reserved?: number;
  /** Bytes behind the last field, which should not be there. */
  readonly trailing?: Uint8Array;
}

/** Data of a successful reply. */
export interface ForwardCloseReply {
  readonly triad: ConnectionTriad;
  readonly applicationData: Uint8Array;
  readonly reserved?: number;
  /** Bytes behind the last field, which should not be there. */
  readonly trailing?: Uint8Array;
}

/** @throws CipDecodeError when it is cut or its path can't be read. */
export function decodeForwardClose(data: Uint8Array): ForwardClose {
  const reader = new Reader(data, 'Forward Close');
  const timing = readTiming(reader);
  const triad = readTriad(reader);
  const words = reader.u8('connection path size');
  const reserved = reservedNumber(reader.u8('reserved byte'));
  const path = readPath(reader, words, 'connection path');
  return { timing, triad, path, ...reserved, ...trailingBytes(reader) };
}

export function encodeForwardClose(close: ForwardClose): Uint8Array {
  const path = encodePath(close.path);
  const writer = new Writer();
  writeTiming(writer, close.timing);
  writeTriad(writer, close.triad);
  writer.u8(pathWords(path, 'connection path'), 'connection path size').u8(close.reserved ?? 0, 'reserved byte');
  return writer
    .raw(path)
    .raw(close.trailing ?? NOTHING)
    .finish();
}

/** The whole request to the target's Connection Manager. */
export function forwardCloseRequest(close: ForwardClose): RouterRequest {
  const path = objectPath(ClassCode.connectionManager, 1);
  return { service: ServiceCode.forwardClose, path, data: encodeForwardClose(close) };
}

/** @throws CipDecodeError when it is cut. */
export function decodeForwardCloseReply(data: Uint8Array): ForwardCloseReply {
  const reader = new Reader(data, 'Forward Close reply');
  const triad = readTriad(reader);
  const words = reader.u8('application reply size');
  const reserved = reservedNumber(reader.u8('reserved byte'));
  const applicationData = reader.take(2 * words, 'application reply');
  return { triad, applicationData, ...reserved, ...trailingBytes(reader) };
}

/** @throws RangeError for an odd number of application bytes or more than 510. */
export function encodeForwardCloseReply(reply: ForwardCloseReply): Uint8Array {
  const writer = new Writer();
  writeTriad(writer, reply.triad);
  writer.u8(reply.applicationData.byteLength / 2, 'application reply words').u8(reply.reserved ?? 0, 'reserved byte');
  return writer
    .raw(reply.applicationData)
    .raw(reply.trailing ?? NOTHING)
    .finish();
}
