import { type CpfItem, encodeItems, ItemType } from './cpf.js';
import { Reader } from './reader.js';
import { bytesFromText, textFromBytes } from './text.js';
import { Writer } from './writer.js';

const NAME_SIZE = 16;

/** Bits of `ListedService.capabilities`. */
export const ServiceCapability = { tcp: 0x0020, udpClass0And1: 0x0100 } as const;

/** One service of a device, as ListServices answers; CIP devices have `Communications`. */
export interface ListedService {
  /** Of the encapsulation protocol: 1. */
  readonly protocolVersion: number;
  /** See `ServiceCapability`. */
  readonly capabilities: number;
  /** Up to 16 characters. */
  readonly name: string;
}

/** Decodes the content of an item 0x0100. @throws CipDecodeError unless it has exactly 20 bytes. */
export function decodeListedService(data: Uint8Array): ListedService {
  const reader = new Reader(data, 'List Services item');
  const protocolVersion = reader.u16('protocol version');
  const capabilities = reader.u16('capability flags');
  const name = withoutPadding(textFromBytes(reader.take(NAME_SIZE, 'name of service')));
  reader.end();
  return { protocolVersion, capabilities, name };
}

export function encodeListedService({ protocolVersion, capabilities, name }: ListedService): Uint8Array {
  const bytes = bytesFromText(name, 'name of service');
  if (bytes.byteLength > NAME_SIZE) throw new RangeError(`name of service: ${bytes.byteLength} characters, 16 fit`);
  const writer = new Writer().u16(protocolVersion, 'protocol version').u16(capabilities, 'capability flags');
  return writer
    .raw(bytes)
    .zeros(NAME_SIZE - bytes.byteLength)
    .finish();
}

/** The services in the items of a ListServices reply, in order; other items are skipped. */
export function listedServices(items: readonly CpfItem[]): readonly ListedService[] {
  return items.flatMap((item) => (isService(item) ? [decodeListedService(item.data)] : []));
}

/** Data of a ListServices reply. */
export function encodeListServicesReply(service: ListedService): Uint8Array {
  return encodeItems([{ type: 'other', typeId: ItemType.services, data: encodeListedService(service) }]);
}

/** Only the zeros at the end: one inside a name is kept, so that it encodes to the same bytes. */
function withoutPadding(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end--;
  return text.slice(0, end);
}

function isService(item: CpfItem): item is Extract<CpfItem, { type: 'other' }> {
  return item.type === 'other' && item.typeId === ItemType.services;
}
