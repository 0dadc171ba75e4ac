import { Reader } from './reader.js';
import { readSocketAddress, SOCKET_ADDRESS_SIZE, type SocketAddress, writeSocketAddress } from './socket-address.js';
import { hexCode } from './text.js';
import { Writer } from './writer.js';

/** Type ids of common packet format items. */
export const ItemType = {
  nullAddress: 0x0000,
  identity: 0x000c,
  connectedAddress: 0x00a1,
  connectedData: 0x00b1,
  unconnectedData: 0x00b2,
  services: 0x0100,
  socketAddressOToT: 0x8000,
  socketAddressTToO: 0x8001,
  sequencedAddress: 0x8002,
} as const;

/** One item of the common packet format. */
export type CpfItem =
  | { readonly type: 'nullAddress' }
  | { readonly type: 'connectedAddress'; readonly connectionId: number }
  | { readonly type: 'sequencedAddress'; readonly connectionId: number; readonly sequence: number }
  | { readonly type: 'connectedData'; readonly data: Uint8Array }
  | { readonly type: 'unconnectedData'; readonly data: Uint8Array }
  | { readonly type: 'socketAddressOToT'; readonly address: SocketAddress }
  | { readonly type: 'socketAddressTToO'; readonly address: SocketAddress }
  | { readonly type: 'other'; readonly typeId: number; readonly data: Uint8Array };

const FIXED_SIZES: ReadonlyMap<number, number> = new Map([
  [ItemType.nullAddress, 0],
  [ItemType.connectedAddress, 4],
  [ItemType.sequencedAddress, 8],
  [ItemType.socketAddressOToT, SOCKET_ADDRESS_SIZE],
  [ItemType.socketAddressTToO, SOCKET_ADDRESS_SIZE],
]);

/**
 * Decodes an item list that fills the bytes given.
 * @throws CipDecodeError when an item leaves the bytes, an address item has a wrong length, or bytes are left over.
 */
export function decodeItems(bytes: Uint8Array): readonly CpfItem[] {
  const reader = new Reader(bytes, 'common packet format');
  const items = readItems(reader);
  reader.end();
  return items;
}

export function encodeItems(items: readonly CpfItem[]): Uint8Array {
  const writer = new Writer();
  writeItems(writer, items);
  return writer.finish();
}

/**
 * Reads an item list at the cursor. The count is bounded by the bytes: each item takes at least the four of its type
 * and length.
 */
export function readItems(reader: Reader): readonly CpfItem[] {
  const count = reader.u16('item count');
  const items: CpfItem[] = [];
  for (let i = 0; i < count; i++) items.push(readItem(reader));
  return items;
}

function readItem(reader: Reader): CpfItem {
  const typeId = reader.u16('item type');
  const start = reader.offset;
  const length = reader.u16('item length');
  const size = FIXED_SIZES.get(typeId);
  if (size !== undefined && size !== length) {
    reader.fail('item length', `${size} for item ${hexCode(typeId, 4)}, it says ${length}`, start);
  }
  return itemOf(typeId, reader.take(length, 'item data'));
}

function itemOf(typeId: number, data: Uint8Array): CpfItem {
  const reader = new Reader(data, 'common packet format item');
  switch (typeId) {
    case ItemType.nullAddress:
      return { type: 'nullAddress' };
    case ItemType.connectedAddress:
      return { type: 'connectedAddress', connectionId: reader.u32('connection id') };
    case ItemType.sequencedAddress:
      return { type: 'sequencedAddress', connectionId: reader.u32('connection id'), sequence: reader.u32('sequence') };
    case ItemType.connectedData:
      return { type: 'connectedData', data };
    case ItemType.unconnectedData:
      return { type: 'unconnectedData', data };
    case ItemType.socketAddressOToT:
      return { type: 'socketAddressOToT', address: readSocketAddress(reader) };
    case ItemType.socketAddressTToO:
      return { type: 'socketAddressTToO', address: readSocketAddress(reader) };
    default:
      return { type: 'other', typeId, data };
  }
}

function writeItems(writer: Writer, items: readonly CpfItem[]): void {
  writer.u16(items.length, 'item count');
  for (const item of items) {
    const data = itemData(item);
    writer.u16(itemTypeId(item), 'item type').u16(data.byteLength, 'item length').raw(data);
  }
}

/** The type id an item has on the wire. */
export function itemTypeId(item: CpfItem): number {
  return item.type === 'other' ? item.typeId : ItemType[item.type];
}

function itemData(item: CpfItem): Uint8Array {
  const writer = new Writer();
  switch (item.type) {
    case 'nullAddress':
      break;
    case 'connectedAddress':
      writer.u32(item.connectionId, 'connection id');
      break;
    case 'sequencedAddress':
      writer.u32(item.connectionId, 'connection id').u32(item.sequence, 'sequence');
      break;
    case 'socketAddressOToT':
    case 'socketAddressTToO':
      writeSocketAddress(writer, item.address);
      break;
    case 'connectedData':
    case 'unconnectedData':
    case 'other':
      return item.data;
  }
  return writer.finish();
}
