/** Several services in one message (docs/protocol.md, "Multiple Service Packet"), as many as fit both ways. */
import { ClassCode, encodePath, objectPath, ServiceCode } from '../../cip/index.js';
import { ReplyView } from '../reply-view.js';

/** One service of a packet. */
export interface PacketItem {
  readonly service: number;
  readonly message: Uint8Array;
  /** Bytes of its reply, head included. */
  readonly replySize: number;
}

const HEAD = Buffer.concat([
  Buffer.of(ServiceCode.multipleServicePacket, 2),
  encodePath(objectPath(ClassCode.messageRouter, 1)),
]);
/** In the request: service, path, number of services. In the reply: its head, number of services. */
const REQUEST_BYTES = HEAD.byteLength + 2;
const REPLY_BYTES = 6;
const OFFSET_BYTES = 2;

/** Bytes that a service adds to a packet, both ways. */
export function costOf(messageSize: number, replySize: number): number {
  return 2 * OFFSET_BYTES + messageSize + replySize;
}

/**
 * In their order, each packet as full as it goes; one that does not fit with others stands alone.
 * @param longest bytes of a message, either way
 */
export function packed<T extends PacketItem>(items: readonly T[], longest: number): T[][] {
  const packets: T[][] = [];
  let packet: T[] = [];
  let [request, reply] = [REQUEST_BYTES, REPLY_BYTES];
  for (const item of items) {
    const own = { request: OFFSET_BYTES + item.message.byteLength, reply: OFFSET_BYTES + item.replySize };
    if (packet.length > 0 && (request + own.request > longest || reply + own.reply > longest)) {
      packets.push(packet);
      packet = [];
      [request, reply] = [REQUEST_BYTES, REPLY_BYTES];
    }
    packet.push(item);
    request += own.request;
    reply += own.reply;
  }
  if (packet.length > 0) packets.push(packet);
  return packets;
}

export function packetMessage(items: readonly PacketItem[]): Uint8Array {
  let offset = 2 + OFFSET_BYTES * items.length;
  const size = items.reduce((sum, { message }) => sum + message.byteLength, HEAD.byteLength + offset);
  const bytes = Buffer.alloc(size);
  bytes.set(HEAD);
  const start = HEAD.byteLength;
  bytes.writeUInt16LE(items.length, start);
  for (const [i, { message }] of items.entries()) {
    bytes.writeUInt16LE(offset, start + 2 + OFFSET_BYTES * i);
    bytes.set(message, start + offset);
    offset += message.byteLength;
  }
  return bytes;
}

/**
 * Hands each reply to the one that it answers. False: it is no packet of replies to these services, and nobody was
 * handed any, or not all.
 */
export function unpack<T extends PacketItem>(
  { bytes, start, end }: ReplyView,
  items: readonly T[],
  take: (item: T, reply: ReplyView) => void,
): boolean {
  const table = start + 2 + OFFSET_BYTES * items.length;
  if (table > end || bytes.readUInt16LE(start) !== items.length) return false;
  const reply = new ReplyView();
  for (const [i, item] of items.entries()) {
    const from = start + bytes.readUInt16LE(start + 2 + OFFSET_BYTES * i);
    const to = i + 1 < items.length ? start + bytes.readUInt16LE(start + 4 + OFFSET_BYTES * i) : end;
    if (from < table || to > end || !reply.see(bytes, from, to) || reply.service !== item.service) return false;
    take(item, reply);
  }
  return true;
}
