import { EncapsulationCommand, type EncapsulationInit } from './encapsulation.js';
import { Reader } from './reader.js';
import { Writer } from './writer.js';

/** Version of the encapsulation protocol this codec speaks. */
export const PROTOCOL_VERSION = 1;

/** Data of Register Session, the same in the request and in the reply. */
export interface RegisterSession {
  readonly protocolVersion: number;
  readonly options: number;
}

/** @throws CipDecodeError unless the data has exactly 4 bytes. */
export function decodeRegisterSession(data: Uint8Array): RegisterSession {
  const reader = new Reader(data, 'Register Session');
  const protocolVersion = reader.u16('protocol version');
  const options = reader.u16('options');
  reader.end();
  return { protocolVersion, options };
}

export function encodeRegisterSession({ protocolVersion, options }: RegisterSession): Uint8Array {
  return new Writer().u16(protocolVersion, 'protocol version').u16(options, 'options').finish();
}

/** The request every session starts with. */
export function registerSessionRequest(context?: Uint8Array): EncapsulationInit {
  const data = encodeRegisterSession({ protocolVersion: PROTOCOL_VERSION, options: 0 });
  return { command: EncapsulationCommand.registerSession, data, ...(context && { context }) };
}
