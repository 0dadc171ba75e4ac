import type { Reader } from './reader.js';
import { reservedNumber } from './reserved.js';
import { unsigned, type Writer } from './writer.js';

/** How long a Connection Manager request may take: 2^tickTime ms, ticks times. */
export interface RequestTiming {
  /** 0 to 15; one tick lasts 2^tickTime milliseconds. */
  readonly tickTime: number;
  /** 0 to 255. */
  readonly ticks: number;
  /** Bit 4 of the first byte: 0 in practice. */
  readonly priority: 0 | 1;
  /** Bits 5-7 of the first byte, in place, when they are not zero. */
  readonly reserved?: number;
}

const RESERVED_BITS = 0xe0;

/** About ten seconds, what scanners commonly ask. */
export const DEFAULT_TIMING: RequestTiming = { tickTime: 10, ticks: 10, priority: 0 };

export function timingMs({ tickTime, ticks }: RequestTiming): number {
  return 2 ** tickTime * ticks;
}

export function readTiming(reader: Reader): RequestTiming {
  const head = reader.u8('priority/tick time');
  const ticks = reader.u8('timeout ticks');
  return {
    tickTime: head & 0x0f,
    ticks,
    priority: (head & 0x10) === 0 ? 0 : 1,
    ...reservedNumber(head & RESERVED_BITS),
  };
}

export function writeTiming(writer: Writer, { tickTime, ticks, priority, reserved }: RequestTiming): void {
  const head = unsigned(tickTime, 4, 'tick time') | (priority << 4) | ((reserved ?? 0) & RESERVED_BITS);
  writer.u8(head, 'priority/tick time').u8(ticks, 'timeout ticks');
}
