import { Reader } from './reader.js';
import { Writer } from './writer.js';

/** Bytes before the data of every encapsulation message. */
export const ENCAPSULATION_HEADER_SIZE = 24;

/** The length field is 16 bits wide and the header is not counted in it. */
export const MAX_ENCAPSULATION_DATA_SIZE = 65_511;

/** TCP and UDP port of explicit messages. */
export const EXPLICIT_PORT = 44_818;

export const EncapsulationCommand = {
  nop: 0x0000,
  listServices: 0x0004,
  listIdentity: 0x0063,
  listInterfaces: 0x0064,
  registerSession: 0x0065,
  unregisterSession: 0x0066,
  sendRrData: 0x006f,
  sendUnitData: 0x0070,
} as const;

export const EncapsulationStatus = {
  success: 0x00,
  unsupportedCommand: 0x01,
  insufficientMemory: 0x02,
  incorrectData: 0x03,
  invalidSession: 0x64,
  invalidLength: 0x65,
  unsupportedProtocol: 0x69,
} as const;

/** One message of the encapsulation protocol, TCP or UDP port 44818. */
export interface EncapsulationMessage {
  readonly command: number;
  /** Session handle; 0 before Register Session. */
  readonly session: number;
  /** 0 in requests; see `describeEncapsulationStatus`. */
  readonly status: number;
  /** Sender context: 8 bytes that come back unchanged in the reply. */
  readonly context: Uint8Array;
  /** 0; a target ignores messages with anything else. */
  readonly options: number;
  /** What follows the header. */
  readonly data: Uint8Array;
}

/** A message to be sent: all but the command has a default of 0 or nothing. */
export type EncapsulationInit = Pick<EncapsulationMessage, 'command'> & Partial<EncapsulationMessage>;

/**
 * Decodes exactly one message: a UDP datagram, or the bytes that `encapsulationSize` cut from a TCP stream.
 * @throws CipDecodeError when the header is cut or the length field does not name the bytes that follow.
 */
export function decodeEncapsulation(bytes: Uint8Array): EncapsulationMessage {
  const reader = new Reader(bytes, 'encapsulation');
  const command = reader.u16('command');
  const length = reader.u16('length');
  const session = reader.u32('session handle');
  const status = reader.u32('status');
  const context = reader.take(8, 'sender context');
  const options = reader.u32('options');
  const data = reader.take(length, 'data');
  reader.end();
  return { command, session, status, context, options, data };
}

/** @throws RangeError for data longer than 65,511 bytes or a field beyond its width. */
export function encodeEncapsulation(message: EncapsulationInit): Uint8Array {
  const data = message.data ?? new Uint8Array(0);
  if (data.byteLength > MAX_ENCAPSULATION_DATA_SIZE) {
    throw new RangeError(`encapsulation data: ${data.byteLength} bytes, at most ${MAX_ENCAPSULATION_DATA_SIZE} fit`);
  }
  return new Writer()
    .u16(message.command, 'command')
    .u16(data.byteLength, 'length')
    .u32(message.session ?? 0, 'session handle')
    .u32(message.status ?? 0, 'status')
    .fixed(message.context ?? new Uint8Array(8), 8, 'sender context')
    .u32(message.options ?? 0, 'options')
    .raw(data)
    .finish();
}

/**
 * Bytes that the message at the start of a TCP stream takes, or undefined while its header is not complete.
 * The caller waits until that many have arrived; the value is at most 24 + 65,535.
 */
export function encapsulationSize(stream: Uint8Array): number | undefined {
  if (stream.byteLength < ENCAPSULATION_HEADER_SIZE) return undefined;
  return ENCAPSULATION_HEADER_SIZE + new Reader(stream.subarray(2, 4), 'encapsulation').u16('length');
}
