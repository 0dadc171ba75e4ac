/** Ids of messages: UUID version 7 (RFC 9562). Those of one process rise with time, which keeps an index of them small. */
import { randomUUID } from 'node:crypto';

/** The random end of a UUID of version 4 begins behind its version. */
const RANDOM_FROM = 15;

/** 48 bits of milliseconds, 74 random ones; within a millisecond in no order. */
export function newMessageId(nowMs: number = Date.now()): string {
  const time = nowMs.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(RANDOM_FROM)}`;
}
