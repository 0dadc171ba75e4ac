import { ClassCode, ServiceCode } from './codes.js';
import { CipDecodeError } from './errors.js';
import type { RouterReply, RouterRequest } from './message.js';
import { encodePath, objectPath, type Path, pathWords, readPath } from './path.js';
import { Reader } from './reader.js';
import { NOTHING, padByte, reservedNumber, trailingBytes } from './reserved.js';
import { type RequestTiming, readTiming, writeTiming } from './timing.js';
import { Writer } from './writer.js';

/** A message to be passed on along a route, without a connection. */
export interface UnconnectedSend {
  readonly timing: RequestTiming;
  /** The embedded request, for `decodeRequest`. */
  readonly message: Uint8Array;
  readonly route: Path;
  /** The byte after a message of odd length, when it is not zero. */
  readonly pad?: number;
  /** The byte after the route size, when it is not zero. */
  readonly reserved?: number;
  /** Bytes behind the last field, which should not be there. */
  readonly trailing?: Uint8Array;
}

/** @throws CipDecodeError when it is cut or its route can't be read. */
export function decodeUnconnectedSend(data: Uint8Array): UnconnectedSend {
  const reader = new Reader(data, 'Unconnected Send');
  const timing = readTiming(reader);
  const message = reader.take(reader.u16('message size'), 'message');
  const pad = message.byteLength % 2 === 1 ? padByte(reader.u8('pad byte')) : {};
  const words = reader.u8('route path size');
  const reserved = reservedNumber(reader.u8('reserved byte'));
  const route = readPath(reader, words, 'route path');
  return { timing, message, route, ...pad, ...reserved, ...trailingBytes(reader) };
}

export function encodeUnconnectedSend(send: UnconnectedSend): Uint8Array {
  const route = encodePath(send.route);
  const writer = new Writer();
  writeTiming(writer, send.timing);
  writer.u16(send.message.byteLength, 'message size').raw(send.message);
  if (send.message.byteLength % 2 === 1) writer.u8(send.pad ?? 0, 'pad byte');
  writer.u8(pathWords(route, 'route path'), 'route path size').u8(send.reserved ?? 0, 'reserved byte');
  return writer
    .raw(route)
    .raw(send.trailing ?? NOTHING)
    .finish();
}

/** The whole request to the first router's Connection Manager. */
export function unconnectedSendRequest(send: UnconnectedSend): RouterRequest {
  const path = objectPath(ClassCode.connectionManager, 1);
  return { service: ServiceCode.unconnectedSend, path, data: encodeUnconnectedSend(send) };
}

/** Data of a reply in which a router says that it could not pass the message on. */
export interface RoutingFailure {
  /** Words of the route not yet used by the router that failed; undefined when it does not say. */
  readonly remainingRouteWords?: number;
  /** What stands behind it: some routers send one byte more. */
  readonly trailing?: Uint8Array;
}

/**
 * Decodes the data of a failed reply with service 0x52. A successful Unconnected Send has no reply of its own: the
 * embedded message's reply stands in its place. 0x52 is also Read Tag Fragmented, so ask only what a status not 0 calls for.
 * @throws CipDecodeError for a status of 0.
 */
export function decodeRoutingFailure(reply: RouterReply): RoutingFailure {
  if (reply.status === 0) throw new CipDecodeError('Unconnected Send reply', 'general status', 2, 'a failure, not 0');
  const reader = new Reader(reply.data, 'Unconnected Send reply');
  if (reader.remaining === 0) return {};
  const remainingRouteWords = reader.u8('remaining path size');
  return { remainingRouteWords, ...trailingBytes(reader) };
}

export function encodeRoutingFailure({ remainingRouteWords, trailing }: RoutingFailure): Uint8Array {
  const writer = new Writer();
  if (remainingRouteWords !== undefined) writer.u8(remainingRouteWords, 'remaining path size');
  return writer.raw(trailing ?? NOTHING).finish();
}
