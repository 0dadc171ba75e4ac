import type { Reader } from './reader.js';
import type { Writer } from './writer.js';

/** What names a connection to both ends, whatever ids it has: Forward Close goes by it. */
export interface ConnectionTriad {
  readonly connectionSerial: number;
  readonly vendorId: number;
  readonly originatorSerial: number;
}

export function readTriad(reader: Reader): ConnectionTriad {
  const connectionSerial = reader.u16('connection serial number');
  const vendorId = reader.u16('originator vendor id');
  return { connectionSerial, vendorId, originatorSerial: reader.u32('originator serial number') };
}

export function writeTriad(writer: Writer, triad: ConnectionTriad): void {
  writer.u16(triad.connectionSerial, 'connection serial number').u16(triad.vendorId, 'originator vendor id');
  writer.u32(triad.originatorSerial, 'originator serial number');
}
