import { type CpfItem, encodeItems, readItems } from './cpf.js';
import { EncapsulationCommand, type EncapsulationInit } from './encapsulation.js';
import { Reader } from './reader.js';
import { NOTHING, trailingBytes } from './reserved.js';
import { Writer } from './writer.js';

/** Data of SendRRData (explicit, unconnected) and SendUnitData (connected). */
export interface SendData {
  /** 0 for CIP. */
  readonly interfaceHandle: number;
  /** Seconds a router may take; ignored by targets, 0 in replies and in SendUnitData. */
  readonly timeoutSeconds: number;
  readonly items: readonly CpfItem[];
  /** Bytes behind the last item: a target refuses them with status 0x03. */
  readonly trailing?: Uint8Array;
}

/** @throws CipDecodeError when it is cut, or an item leaves it or has a wrong length. */
export function decodeSendData(data: Uint8Array): SendData {
  const reader = new Reader(data, 'SendRRData / SendUnitData');
  const interfaceHandle = reader.u32('interface handle');
  const timeoutSeconds = reader.u16('timeout');
  const items = readItems(reader);
  return { interfaceHandle, timeoutSeconds, items, ...trailingBytes(reader) };
}

export function encodeSendData(value: SendData): Uint8Array {
  return new Writer()
    .u32(value.interfaceHandle, 'interface handle')
    .u16(value.timeoutSeconds, 'timeout')
    .raw(encodeItems(value.items))
    .raw(value.trailing ?? NOTHING)
    .finish();
}

/** An unconnected message as SendRRData carries it; further items (socket addresses) follow the message. */
export function sendRrData(session: number, message: Uint8Array, further: readonly CpfItem[] = []): EncapsulationInit {
  const items: CpfItem[] = [{ type: 'nullAddress' }, { type: 'unconnectedData', data: message }, ...further];
  const data = encodeSendData({ interfaceHandle: 0, timeoutSeconds: 0, items });
  return { command: EncapsulationCommand.sendRrData, session, data };
}

/** A class 3 message as SendUnitData carries it: the sequence count stands before the message. */
export function sendUnitData(
  session: number,
  connectionId: number,
  sequenceCount: number,
  message: Uint8Array,
): EncapsulationInit {
  const payload = joinSequenced({ sequenceCount, message });
  const items: CpfItem[] = [
    { type: 'connectedAddress', connectionId },
    { type: 'connectedData', data: payload },
  ];
  const data = encodeSendData({ interfaceHandle: 0, timeoutSeconds: 0, items });
  return { command: EncapsulationCommand.sendUnitData, session, data };
}

/** What a connected data item of a class 2 or 3 connection holds. */
export interface SequencedMessage {
  readonly sequenceCount: number;
  readonly message: Uint8Array;
}

/** @throws CipDecodeError when the data has less than the two bytes of the sequence count. */
export function splitSequenced(data: Uint8Array): SequencedMessage {
  const reader = new Reader(data, 'connected data');
  const sequenceCount = reader.u16('sequence count');
  return { sequenceCount, message: reader.rest() };
}

export function joinSequenced({ sequenceCount, message }: SequencedMessage): Uint8Array {
  return new Writer().u16(sequenceCount, 'sequence count').raw(message).finish();
}
