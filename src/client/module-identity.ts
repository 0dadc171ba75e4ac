import { CipDecodeError } from '../cip/index.js';

/** Who a device is: attributes 1 to 7 of its Identity object (docs/protocol.md, "Identity object"). */
export interface ModuleIdentity {
  readonly vendorId: number;
  readonly deviceType: number;
  readonly productCode: number;
  readonly revision: { readonly major: number; readonly minor: number };
  /** Attribute 5: beyond the common bits they are the device's own. */
  readonly status: number;
  readonly serialNumber: number;
  readonly productName: string;
}

/** Vendor, type, product, revision, status (2 bytes each), serial number (4), length of the name. */
const FIXED_SIZE = 15;

/** The reply to Get_Attributes_All of the Identity object. @throws CipDecodeError when it is cut. */
export function decodeIdentity(data: Uint8Array): ModuleIdentity {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const nameEnd = FIXED_SIZE + (bytes[FIXED_SIZE - 1] ?? 0);
  if (bytes.byteLength < Math.max(FIXED_SIZE, nameEnd)) {
    throw new CipDecodeError(
      'Identity attributes',
      'product name',
      FIXED_SIZE,
      `${nameEnd} bytes, not ${bytes.byteLength}`,
    );
  }
  return {
    vendorId: bytes.readUInt16LE(0),
    deviceType: bytes.readUInt16LE(2),
    productCode: bytes.readUInt16LE(4),
    revision: { major: bytes.readUInt8(6), minor: bytes.readUInt8(7) },
    status: bytes.readUInt16LE(8),
    serialNumber: bytes.readUInt32LE(10),
    productName: bytes.toString('latin1', FIXED_SIZE, nameEnd),
  };
}
