import { ClassCode, ServiceCode } from './codes.js';
import {
  type ConnectionParameters,
  decodeConnectionParameters,
  encodeConnectionParameters,
} from './connection-parameters.js';
import { type ConnectionTriad, readTriad, writeTriad } from './connection-triad.js';
import type { RouterRequest } from './message.js';
import { encodePath, objectPath, type Path, pathWords, readPath } from './path.js';
import { Reader } from './reader.js';
import { NOTHING, reservedBytes, trailingBytes } from './reserved.js';
import { type RequestTiming, readTiming, writeTiming } from './timing.js';
import { decodeTransport, encodeTransport, type Transport } from './transport.js';
import { Writer } from './writer.js';

/** What is asked of one direction. */
export interface ConnectionRequest {
  /** Chosen by the consumer of the direction; 0 asks the other side to choose. */
  readonly connectionId: number;
  /** Requested packet interval, microseconds. */
  readonly rpiUs: number;
  readonly parameters: ConnectionParameters;
}

/** A Forward Open or, with `large`, a Large Forward Open. */
export interface ForwardOpen {
  /** 32-bit connection parameters: sizes above 511 bytes. Service 0x5B instead of 0x54. */
  readonly large: boolean;
  readonly timing: RequestTiming;
  /** Originator to target: what we consume as an adapter, produce as a scanner. */
  readonly oToT: ConnectionRequest;
  /** Target to originator. */
  readonly tToO: ConnectionRequest;
  readonly triad: ConnectionTriad;
  /** 0 to 7 on a valid wire: the watchdog is (4 << multiplier) x RPI. Kept as received. */
  readonly timeoutMultiplier: number;
  readonly transport: Transport;
  readonly path: Path;
  /** The three bytes after the multiplier, when they are not zero. */
  readonly reserved?: Uint8Array;
  /** Bytes behind the last field, which should not be there. */
  readonly trailing?: Uint8Array;
}

/**
 * Decodes the data of service 0x54 (or 0x5B with `large`) of the Connection Manager.
 * @throws CipDecodeError when it is cut, or its path can't be read.
 */
export function decodeForwardOpen(data: Uint8Array, large: boolean): ForwardOpen {
  const reader = new Reader(data, large ? 'Large Forward Open' : 'Forward Open');
  const timing = readTiming(reader);
  const oToTId = reader.u32('O->T connection id');
  const tToOId = reader.u32('T->O connection id');
  const triad = readTriad(reader);
  const timeoutMultiplier = reader.u8('timeout multiplier');
  const reserved = reservedBytes(reader.take(3, 'reserved bytes'));
  const oToT = readDirection(reader, 'O->T', oToTId, large);
  const tToO = readDirection(reader, 'T->O', tToOId, large);
  const transport = decodeTransport(reader.u8('transport class/trigger'));
  const path = readPath(reader, reader.u8('connection path size'), 'connection path');
  const trailing = trailingBytes(reader);
  return { large, timing, oToT, tToO, triad, timeoutMultiplier, transport, path, ...reserved, ...trailing };
}

export function encodeForwardOpen(open: ForwardOpen): Uint8Array {
  const path = encodePath(open.path);
  const writer = new Writer();
  writeTiming(writer, open.timing);
  writer.u32(open.oToT.connectionId, 'O->T connection id').u32(open.tToO.connectionId, 'T->O connection id');
  writeTriad(writer, open.triad);
  writer
    .u8(open.timeoutMultiplier, 'timeout multiplier')
    .fixed(open.reserved ?? new Uint8Array(3), 3, 'reserved bytes');
  writeDirection(writer, 'O->T', open.oToT, open.large);
  writeDirection(writer, 'T->O', open.tToO, open.large);
  writer.u8(encodeTransport(open.transport), 'transport class/trigger');
  return writer
    .u8(pathWords(path, 'connection path'), 'connection path size')
    .raw(path)
    .raw(open.trailing ?? NOTHING)
    .finish();
}

/** The whole request to the target's Connection Manager. */
export function forwardOpenRequest(open: ForwardOpen): RouterRequest {
  const service = open.large ? ServiceCode.largeForwardOpen : ServiceCode.forwardOpen;
  return { service, path: objectPath(ClassCode.connectionManager, 1), data: encodeForwardOpen(open) };
}

function readDirection(reader: Reader, name: string, connectionId: number, large: boolean): ConnectionRequest {
  const rpiUs = reader.u32(`${name} RPI`);
  const word = large ? reader.u32(`${name} parameters`) : reader.u16(`${name} parameters`);
  return { connectionId, rpiUs, parameters: decodeConnectionParameters(word, large) };
}

function writeDirection(writer: Writer, name: string, request: ConnectionRequest, large: boolean): void {
  const word = encodeConnectionParameters(request.parameters, large);
  writer.u32(request.rpiUs, `${name} RPI`);
  if (large) writer.u32(word, `${name} parameters`);
  else writer.u16(word, `${name} parameters`);
}
