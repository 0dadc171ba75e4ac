import type { Reader } from '../reader.js';
import { padByte } from '../reserved.js';
import { hexCode } from '../text.js';
import type { Writer } from '../writer.js';

/** What a logical segment names; each has a type code in bits 2-4 of the first byte. */
const LOGICAL_TYPES = ['class', 'instance', 'member', 'connectionPoint', 'attribute'] as const;

export type LogicalType = (typeof LOGICAL_TYPES)[number];

/** Bits of the value on the wire, by the format code in bits 0-1 of the first byte. */
const WIDTHS = [8, 16, 32] as const;

export type LogicalWidth = (typeof WIDTHS)[number];

/** A class, instance, member, connection point or attribute of a path. */
export interface LogicalSegment {
  readonly kind: 'logical';
  readonly type: LogicalType;
  readonly value: number;
  readonly width: LogicalWidth;
  /** The byte before a 16- or 32-bit value, when it is not zero. */
  readonly pad?: number;
}

/** First byte of any logical segment: 001 in bits 5-7. */
const LOGICAL_SEGMENT = 0x20;

export function readLogicalSegment(reader: Reader): LogicalSegment {
  const start = reader.offset;
  const head = reader.u8('logical segment');
  const type = LOGICAL_TYPES[(head >> 2) & 7];
  const width = WIDTHS[head & 3];
  if (type === undefined || width === undefined) {
    reader.fail('logical segment', `a known one, not ${hexCode(head, 2)}`, start);
  }
  if (width === 8) return { kind: 'logical', type, value: reader.u8(type), width };
  const pad = padByte(reader.u8('pad byte'));
  return { kind: 'logical', type, value: width === 16 ? reader.u16(type) : reader.u32(type), width, ...pad };
}

export function writeLogicalSegment(writer: Writer, { type, value, width, pad }: LogicalSegment): void {
  writer.u8(LOGICAL_SEGMENT | (LOGICAL_TYPES.indexOf(type) << 2) | WIDTHS.indexOf(width), 'logical segment');
  if (width === 8) {
    writer.u8(value, type);
    return;
  }
  writer.u8(pad ?? 0, 'pad byte');
  if (width === 16) writer.u16(value, type);
  else writer.u32(value, type);
}

/** A logical segment in the narrowest width that holds the value. */
export function logicalSegment(type: LogicalType, value: number): LogicalSegment {
  return { kind: 'logical', type, value, width: value <= 0xff ? 8 : value <= 0xffff ? 16 : 32 };
}
