/** SendUnitData in place: where its fields lie in a message that has a connected address and connected data. */
import { EncapsulationCommand, ItemType } from '../cip/index.js';

const LENGTH_AT = 2;
const SESSION_AT = 4;
const CONTEXT_AT = 12;
const HEADER_SIZE = 24;
const ITEM_COUNT_AT = 30;
const ADDRESS_TYPE_AT = 32;
const ADDRESS_LENGTH_AT = 34;
const CONNECTION_ID_AT = 36;
const DATA_TYPE_AT = 40;
const DATA_LENGTH_AT = 42;
const SEQUENCE_AT = 44;
/** Where the message of the router begins. */
export const MESSAGE_AT = 46;
/** Bytes of the sequence count, which counts as data. */
export const SEQUENCE_SIZE = 2;

const CONNECTION_ID_SIZE = 4;

/** All that stays the same from message to message. */
export function emptyUnitData(size: number, session: number, connectionId: number, contextHigh: number): Buffer {
  const frame = Buffer.from(new ArrayBuffer(size));
  frame.writeUInt16LE(EncapsulationCommand.sendUnitData, 0);
  frame.writeUInt32LE(session, SESSION_AT);
  frame.writeUInt32LE(contextHigh, CONTEXT_AT + 4);
  frame.writeUInt16LE(2, ITEM_COUNT_AT);
  frame.writeUInt16LE(ItemType.connectedAddress, ADDRESS_TYPE_AT);
  frame.writeUInt16LE(CONNECTION_ID_SIZE, ADDRESS_LENGTH_AT);
  frame.writeUInt32LE(connectionId, CONNECTION_ID_AT);
  frame.writeUInt16LE(ItemType.connectedData, DATA_TYPE_AT);
  return frame;
}

/** Puts a message into such a frame, which has room for it. */
export function fillUnitData(frame: Buffer, sequenceCount: number, message: Uint8Array): void {
  frame.writeUInt16LE(MESSAGE_AT - HEADER_SIZE + message.byteLength, LENGTH_AT);
  frame.writeUInt32LE(sequenceCount, CONTEXT_AT);
  frame.writeUInt16LE(SEQUENCE_SIZE + message.byteLength, DATA_LENGTH_AT);
  frame.writeUInt16LE(sequenceCount, SEQUENCE_AT);
  frame.set(message, MESSAGE_AT);
}

/** Whether it is a connected message that is whole. Items behind the two that count are left alone. */
export function isUnitData(bytes: Buffer, start: number, size: number): boolean {
  return (
    size >= MESSAGE_AT &&
    bytes.readUInt16LE(start + ITEM_COUNT_AT) >= 2 &&
    bytes.readUInt16LE(start + ADDRESS_TYPE_AT) === ItemType.connectedAddress &&
    bytes.readUInt16LE(start + ADDRESS_LENGTH_AT) === CONNECTION_ID_SIZE &&
    bytes.readUInt16LE(start + DATA_TYPE_AT) === ItemType.connectedData &&
    bytes.readUInt16LE(start + DATA_LENGTH_AT) >= SEQUENCE_SIZE &&
    SEQUENCE_AT + bytes.readUInt16LE(start + DATA_LENGTH_AT) <= size
  );
}

export function connectionIdOf(bytes: Buffer, start: number): number {
  return bytes.readUInt32LE(start + CONNECTION_ID_AT);
}

export function sequenceCountOf(bytes: Buffer, start: number): number {
  return bytes.readUInt16LE(start + SEQUENCE_AT);
}

/** Where the message of the router ends. */
export function messageEnd(bytes: Buffer, start: number): number {
  return start + SEQUENCE_AT + bytes.readUInt16LE(start + DATA_LENGTH_AT);
}
