/** Ids of messages: UUID version 7 (RFC 9562). Those of one process rise with time, which keeps an index of them small. */
import { randomBytes } from 'node:crypto';

/** 48 bits of milliseconds, 74 random ones; within a millisecond in no order. */
export function newMessageId(nowMs: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes[6] = 0x70 | (bytes.readUInt8(6) & 0x0f);
  bytes[8] = 0x80 | (bytes.readUInt8(8) & 0x3f);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
