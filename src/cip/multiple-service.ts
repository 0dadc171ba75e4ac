import { ClassCode, ServiceCode } from './codes.js';
import type { RouterRequest } from './message.js';
import { objectPath } from './path.js';
import { Reader } from './reader.js';
import { Writer } from './writer.js';

/** Data of a Multiple Service Packet, the same shape in the request and in the reply. */
export interface MultipleService {
  /** Requests for `decodeRequest`, or replies for `decodeReply`, in order. */
  readonly messages: readonly Uint8Array[];
  /** Bytes between the offsets and the first message, when there are any. */
  readonly gap?: Uint8Array;
}

/**
 * Splits the data by its offsets, which count from the count word. A message ends where the next one starts.
 * @throws CipDecodeError when the offsets are cut, do not rise, or point outside the data.
 */
export function decodeMultipleService(data: Uint8Array): MultipleService {
  const reader = new Reader(data, 'Multiple Service Packet');
  const offsets = readOffsets(reader);
  const [first = data.byteLength] = offsets;
  const gap = data.subarray(reader.offset, first);
  const messages = offsets.map((start, i) => data.subarray(start, offsets[i + 1] ?? data.byteLength));
  return { messages, ...(gap.byteLength > 0 && { gap }) };
}

/** The count is bounded by the bytes: each message takes at least the two of its offset. */
function readOffsets(reader: Reader): readonly number[] {
  const count = reader.u16('number of services');
  const table = reader.part(2 * count, 'offsets', 'Multiple Service Packet');
  const offsets: number[] = [];
  let least = reader.offset;
  for (let i = 0; i < count; i++) {
    const at = table.offset;
    const offset = table.u16(`offset ${i}`);
    const most = reader.offset + reader.remaining;
    if (offset < least || offset > most) table.fail(`offset ${i}`, `${least} to ${most}, not ${offset}`, at);
    offsets.push(offset);
    least = offset;
  }
  return offsets;
}

/** @throws RangeError when an offset would not fit 16 bits. */
export function encodeMultipleService({ messages, gap = new Uint8Array(0) }: MultipleService): Uint8Array {
  const writer = new Writer().u16(messages.length, 'number of services');
  let offset = 2 + 2 * messages.length + gap.byteLength;
  for (const [i, message] of messages.entries()) {
    writer.u16(offset, `offset ${i}`);
    offset += message.byteLength;
  }
  writer.raw(gap);
  for (const message of messages) writer.raw(message);
  return writer.finish();
}

/** The whole request to the target's message router. */
export function multipleServiceRequest(messages: readonly Uint8Array[]): RouterRequest {
  const path = objectPath(ClassCode.messageRouter, 1);
  return { service: ServiceCode.multipleServicePacket, path, data: encodeMultipleService({ messages }) };
}
