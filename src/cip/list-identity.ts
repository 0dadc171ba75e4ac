import { type CpfItem, encodeItems, ItemType } from './cpf.js';
import { EncapsulationCommand, type EncapsulationInit } from './encapsulation.js';
import { Reader } from './reader.js';
import { NOTHING, trailingBytes } from './reserved.js';
import { readSocketAddress, type SocketAddress, writeSocketAddress } from './socket-address.js';
import { bytesFromText, textFromBytes } from './text.js';
import { Writer } from './writer.js';

/** Who a device is, as ListIdentity answers. */
export interface ListedIdentity {
  /** Of the encapsulation protocol: 1. */
  readonly protocolVersion: number;
  readonly socketAddress: SocketAddress;
  readonly vendorId: number;
  readonly deviceType: number;
  readonly productCode: number;
  readonly revision: { readonly major: number; readonly minor: number };
  /** Identity attribute 5. */
  readonly status: number;
  readonly serialNumber: number;
  /** Up to 255 characters of ISO 8859-1. */
  readonly productName: string;
  /** Identity attribute 8, 0xFF when the device does not keep one. */
  readonly state: number;
  /** Bytes behind the last field, which should not be there. */
  readonly trailing?: Uint8Array;
}

/**
 * The request. The first two bytes of the context are the longest time, in milliseconds, over which the devices that
 * hear a broadcast spread their answers: 0 leaves it to them (2000), they make less than 500 into 500.
 */
export function listIdentityRequest(maxDelayMs = 0): EncapsulationInit {
  const context = new Writer().u16(maxDelayMs, 'maximum response delay').zeros(6).finish();
  return { command: EncapsulationCommand.listIdentity, context };
}

/** The maximum response delay that the sender context of a ListIdentity request holds, milliseconds. */
export function listIdentityDelayMs(context: Uint8Array): number {
  return new Reader(context, 'List Identity context').u16('maximum response delay');
}

/** Decodes the content of an item 0x000C. @throws CipDecodeError when it is cut. */
export function decodeListedIdentity(data: Uint8Array): ListedIdentity {
  const reader = new Reader(data, 'List Identity item');
  const identity = {
    protocolVersion: reader.u16('protocol version'),
    socketAddress: readSocketAddress(reader),
    vendorId: reader.u16('vendor id'),
    deviceType: reader.u16('device type'),
    productCode: reader.u16('product code'),
    revision: { major: reader.u8('major revision'), minor: reader.u8('minor revision') },
    status: reader.u16('status'),
    serialNumber: reader.u32('serial number'),
    productName: textFromBytes(reader.take(reader.u8('product name length'), 'product name')),
    state: reader.u8('state'),
  };
  return { ...identity, ...trailingBytes(reader) };
}

export function encodeListedIdentity(identity: ListedIdentity): Uint8Array {
  const name = bytesFromText(identity.productName, 'product name');
  const writer = new Writer().u16(identity.protocolVersion, 'protocol version');
  writeSocketAddress(writer, identity.socketAddress);
  writer.u16(identity.vendorId, 'vendor id').u16(identity.deviceType, 'device type');
  writer.u16(identity.productCode, 'product code');
  writer.u8(identity.revision.major, 'major revision').u8(identity.revision.minor, 'minor revision');
  writer.u16(identity.status, 'status').u32(identity.serialNumber, 'serial number');
  writer.u8(name.byteLength, 'product name length').raw(name).u8(identity.state, 'state');
  return writer.raw(identity.trailing ?? NOTHING).finish();
}

/** The identities in the items of a ListIdentity reply, in order; other items are skipped. */
export function listedIdentities(items: readonly CpfItem[]): readonly ListedIdentity[] {
  return items.flatMap((item) => (isIdentity(item) ? [decodeListedIdentity(item.data)] : []));
}

/** Data of a ListIdentity reply. */
export function encodeListIdentityReply(identity: ListedIdentity): Uint8Array {
  return encodeItems([{ type: 'other', typeId: ItemType.identity, data: encodeListedIdentity(identity) }]);
}

function isIdentity(item: CpfItem): item is Extract<CpfItem, { type: 'other' }> {
  return item.type === 'other' && item.typeId === ItemType.identity;
}
