import * as cip from '../../src/cip/index.js';
import * as logix from '../../src/logix/index.js';

/** A decoder and its encoder. */
export interface Codec<T> {
  decode(bytes: Uint8Array): T;
  encode(value: T): Uint8Array;
}

function codec<T>(decode: (bytes: Uint8Array) => T, encode: (value: T) => Uint8Array): Codec<T> {
  return { decode, encode };
}

/** Every pair of the codec, by the name that vectors call it. */
export const KINDS = {
  encapsulation: codec(cip.decodeEncapsulation, cip.encodeEncapsulation),
  registerSession: codec(cip.decodeRegisterSession, cip.encodeRegisterSession),
  sendData: codec(cip.decodeSendData, cip.encodeSendData),
  sequenced: codec(cip.splitSequenced, cip.joinSequenced),
  items: codec(cip.decodeItems, cip.encodeItems),
  identity: codec(cip.decodeListedIdentity, cip.encodeListedIdentity),
  service: codec(cip.decodeListedService, cip.encodeListedService),
  path: codec(cip.decodePath, cip.encodePath),
  request: codec(cip.decodeRequest, cip.encodeRequest),
  reply: codec(cip.decodeReply, cip.encodeReply),
  forwardOpen: codec((bytes) => cip.decodeForwardOpen(bytes, false), cip.encodeForwardOpen),
  largeForwardOpen: codec((bytes) => cip.decodeForwardOpen(bytes, true), cip.encodeForwardOpen),
  forwardOpenReply: codec(cip.decodeForwardOpenReply, cip.encodeForwardOpenReply),
  forwardClose: codec(cip.decodeForwardClose, cip.encodeForwardClose),
  forwardCloseReply: codec(cip.decodeForwardCloseReply, cip.encodeForwardCloseReply),
  refusal: codec(cip.decodeRefusal, cip.encodeRefusal),
  unconnectedSend: codec(cip.decodeUnconnectedSend, cip.encodeUnconnectedSend),
  routingFailure: codec(decodeFailedReply, encodeFailedReply),
  multipleService: codec(cip.decodeMultipleService, cip.encodeMultipleService),
  ioDatagram: codec(cip.decodeIoDatagram, cip.encodeIoDatagram),
  modeless: codec((bytes) => cip.splitIoData(bytes, { sequenceCount: true, header: false }), cip.joinIoData),
  readTag: codec(logix.decodeReadTag, logix.encodeReadTag),
  readTagFragment: codec(logix.decodeReadTagFragment, logix.encodeReadTagFragment),
  writeTag: codec(logix.decodeWriteTag, logix.encodeWriteTag),
  writeTagFragment: codec(logix.decodeWriteTagFragment, logix.encodeWriteTagFragment),
  readModifyWrite: codec(logix.decodeReadModifyWrite, logix.encodeReadModifyWrite),
  tagData: codec(logix.decodeTagData, logix.encodeTagData),
  attributeIds: codec(logix.decodeAttributeIds, logix.encodeAttributeIds),
  readTemplate: codec(logix.decodeReadTemplate, logix.encodeReadTemplate),
  symbolList: codec((bytes) => logix.decodeSymbolList(bytes, SYMBOL_ATTRIBUTES), encodeSymbols),
  headed: codec((bytes) => cip.splitIoData(bytes, { sequenceCount: true, header: true }), cip.joinIoData),
} as const;

/** As the vectors of symbol lists were asked for. */
const SYMBOL_ATTRIBUTES = ['name', 'type', 'elementSize', 'dimensions', 'softwareControl', 'externalAccess'] as const;

function encodeSymbols(entries: readonly logix.SymbolEntry[]): Uint8Array {
  return Uint8Array.from(entries.flatMap((entry) => [...logix.encodeSymbolEntry(entry, SYMBOL_ATTRIBUTES)]));
}

export type Kind = keyof typeof KINDS;

/** A codec of values that the caller only passes on. */
export function codecOf(kind: Kind): Codec<unknown> {
  return KINDS[kind] as Codec<unknown>;
}

/** A value as a vector file holds it: byte arrays as hex, no undefined. */
export function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, part) => (part instanceof Uint8Array ? Buffer.from(part).toString('hex') : part)),
  );
}

interface FailedReply {
  readonly reply: cip.RouterReply;
  readonly failure: cip.RoutingFailure;
}

function decodeFailedReply(bytes: Uint8Array): FailedReply {
  const reply = cip.decodeReply(bytes);
  return { reply, failure: cip.decodeRoutingFailure(reply) };
}

function encodeFailedReply({ reply, failure }: FailedReply): Uint8Array {
  return cip.encodeReply({ ...reply, data: cip.encodeRoutingFailure(failure) });
}
