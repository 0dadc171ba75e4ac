/** SendRRData in place: where its fields lie in a message that has a null address and unconnected data. */
import { EncapsulationCommand, ItemType } from '../cip/index.js';

const LENGTH_AT = 2;
const SESSION_AT = 4;
const CONTEXT_AT = 12;
const HEADER_SIZE = 24;
const ITEM_COUNT_AT = 30;
const ADDRESS_TYPE_AT = 32;
const ADDRESS_LENGTH_AT = 34;
const DATA_TYPE_AT = 36;
const DATA_LENGTH_AT = 38;
/** Where the message of the router begins. */
const MESSAGE_AT = 40;

/** What an encapsulation message is known by. */
export interface Context {
  readonly low: number;
  readonly high: number;
}

export function rrData(session: number, context: Context, message: Uint8Array): Buffer {
  const frame = Buffer.alloc(MESSAGE_AT + message.byteLength);
  frame.writeUInt16LE(EncapsulationCommand.sendRrData, 0);
  frame.writeUInt16LE(frame.byteLength - HEADER_SIZE, LENGTH_AT);
  frame.writeUInt32LE(session, SESSION_AT);
  frame.writeUInt32LE(context.low, CONTEXT_AT);
  frame.writeUInt32LE(context.high, CONTEXT_AT + 4);
  frame.writeUInt16LE(2, ITEM_COUNT_AT);
  frame.writeUInt16LE(ItemType.nullAddress, ADDRESS_TYPE_AT);
  frame.writeUInt16LE(0, ADDRESS_LENGTH_AT);
  frame.writeUInt16LE(ItemType.unconnectedData, DATA_TYPE_AT);
  frame.writeUInt16LE(message.byteLength, DATA_LENGTH_AT);
  frame.set(message, MESSAGE_AT);
  return frame;
}

/** Where the message of the router lies; undefined when it is no unconnected message that is whole. */
export function rrMessage(bytes: Buffer, start: number, size: number): { start: number; end: number } | undefined {
  const isOne =
    size >= MESSAGE_AT &&
    bytes.readUInt16LE(start + ITEM_COUNT_AT) >= 2 &&
    bytes.readUInt16LE(start + ADDRESS_TYPE_AT) === ItemType.nullAddress &&
    bytes.readUInt16LE(start + ADDRESS_LENGTH_AT) === 0 &&
    bytes.readUInt16LE(start + DATA_TYPE_AT) === ItemType.unconnectedData;
  if (!isOne) return undefined;
  const length = bytes.readUInt16LE(start + DATA_LENGTH_AT);
  return MESSAGE_AT + length > size ? undefined : { start: start + MESSAGE_AT, end: start + MESSAGE_AT + length };
}
