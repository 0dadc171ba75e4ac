/** What one direction looks like on the wire (docs/protocol.md, "Real-time formats"). */

/**
 * - `modeless`: the data alone
 * - `header32`: a 32-bit header before the data, whose bit 0 says run
 * - `zeroLength`: the data alone, and none at all while idle
 * - `heartbeat`: never any data
 */
export const REALTIME_FORMATS = ['modeless', 'header32', 'zeroLength', 'heartbeat'] as const;
export type RealtimeFormat = (typeof REALTIME_FORMATS)[number];

export interface IoShape {
  /** 1 has the 16-bit sequence count before everything else, 0 has none. */
  readonly transportClass: number;
  readonly format: RealtimeFormat;
  /** Bytes of data, without sequence count and header. */
  readonly size: number;
  /** Packets may hold less data than `size`. */
  readonly variable: boolean;
}

const SEQUENCE_COUNT_SIZE = 2;
const HEADER_SIZE = 4;

/** Bytes before the data: they count in the connection size. */
export function overheadOf({ transportClass, format }: Pick<IoShape, 'transportClass' | 'format'>): number {
  return (transportClass === 1 ? SEQUENCE_COUNT_SIZE : 0) + (format === 'header32' ? HEADER_SIZE : 0);
}

/** What the network connection parameters name. */
export function connectionSizeOf(shape: IoShape): number {
  return overheadOf(shape) + shape.size;
}

/** Whether a packet may have so many bytes behind its address item. */
export function isLengthOf(shape: IoShape, bytes: number): boolean {
  const data = bytes - overheadOf(shape);
  if (data === shape.size) return true;
  if (data === 0) return shape.variable || shape.format === 'zeroLength';
  return shape.variable && data > 0 && data < shape.size;
}
