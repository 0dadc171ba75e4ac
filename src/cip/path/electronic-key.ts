import type { Reader } from '../reader.js';
import { unsigned, type Writer } from '../writer.js';

/** First byte of an electronic key. */
export const ELECTRONIC_KEY = 0x34;

const KEY_FORMAT = 4;
const COMPATIBLE = 0x80;

/** What the target must be for a connection to open; zero fields match anything. */
export interface ElectronicKey {
  readonly kind: 'key';
  readonly vendorId: number;
  readonly deviceType: number;
  readonly productCode: number;
  /** A compatible device will do (bit 7 of the major revision's byte). */
  readonly compatible: boolean;
  /** 0 to 127. */
  readonly majorRevision: number;
  readonly minorRevision: number;
}

export function readElectronicKey(reader: Reader): ElectronicKey {
  reader.u8('electronic key');
  const start = reader.offset;
  const format = reader.u8('electronic key format');
  if (format !== KEY_FORMAT) reader.fail('electronic key format', `${KEY_FORMAT}, not ${format}`, start);
  const vendorId = reader.u16('key vendor id');
  const deviceType = reader.u16('key device type');
  const productCode = reader.u16('key product code');
  const major = reader.u8('key major revision');
  const minorRevision = reader.u8('key minor revision');
  const [compatible, majorRevision] = [(major & COMPATIBLE) !== 0, major & 0x7f];
  return { kind: 'key', vendorId, deviceType, productCode, compatible, majorRevision, minorRevision };
}

export function writeElectronicKey(writer: Writer, key: ElectronicKey): void {
  const major = unsigned(key.majorRevision, 7, 'key major revision');
  writer.u8(ELECTRONIC_KEY, 'electronic key').u8(KEY_FORMAT, 'electronic key format');
  writer.u16(key.vendorId, 'key vendor id').u16(key.deviceType, 'key device type');
  writer.u16(key.productCode, 'key product code');
  writer.u8(major | (key.compatible ? COMPATIBLE : 0), 'key major revision');
  writer.u8(key.minorRevision, 'key minor revision');
}
