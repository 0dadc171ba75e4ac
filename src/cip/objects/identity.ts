/** Identity object (docs/protocol.md, "Identity object"). */
import { ClassCode } from '../codes.js';
import type { Reader } from '../reader.js';
import { attribute, ObjectClass } from './object-class.js';
import { bit, named, shortString, u8, u16, u32 } from './values.js';

/** Bits 4-7 of the status. */
const IO_STATUS = { 2: 'timedOut', 3: 'none', 6: 'run', 7: 'idle' } as const;

/** Attribute 5, taken apart. */
export interface DeviceStatus {
  readonly owned: boolean;
  readonly configured: boolean;
  /** What the I/O connections do; another number as the device gives it. */
  readonly io: (typeof IO_STATUS)[keyof typeof IO_STATUS] | number;
  readonly minorRecoverableFault: boolean;
  readonly minorUnrecoverableFault: boolean;
  readonly majorRecoverableFault: boolean;
  readonly majorUnrecoverableFault: boolean;
}

function readStatus(reader: Reader): DeviceStatus {
  const status = reader.u16('status');
  const io = (status >>> 4) & 0xf;
  return {
    owned: bit(status, 0),
    configured: bit(status, 2),
    io: IO_STATUS[io as keyof typeof IO_STATUS] ?? io,
    minorRecoverableFault: bit(status, 8),
    minorUnrecoverableFault: bit(status, 9),
    majorRecoverableFault: bit(status, 10),
    majorUnrecoverableFault: bit(status, 11),
  };
}

export const identityObject = new ObjectClass(
  'Identity',
  ClassCode.identity,
  {
    vendorId: attribute(1, u16('vendor id')),
    deviceType: attribute(2, u16('device type')),
    productCode: attribute(3, u16('product code')),
    revision: attribute(4, (reader) => ({ major: reader.u8('major revision'), minor: reader.u8('minor revision') })),
    status: attribute(5, readStatus),
    serialNumber: attribute(6, u32('serial number')),
    productName: attribute(7, shortString('product name')),
    state: attribute(8, named({ 0: 'nonexistent', 1: 'selfTesting', 2: 'standby', 3: 'operational' }, u8('state'))),
    consistencyValue: attribute(9, u16('configuration consistency value')),
  },
  'productName',
);
