import { type ConnectionTriad, readTriad, writeTriad } from './connection-triad.js';
import { Reader } from './reader.js';
import { NOTHING, reservedNumber, trailingBytes } from './reserved.js';
import { Writer } from './writer.js';

/** What one direction got. */
export interface ConnectionGrant {
  readonly connectionId: number;
  /** Actual packet interval, microseconds. */
  readonly apiUs: number;
}

/** Data of a successful reply to a Forward Open of either size. */
export interface ForwardOpenReply {
  readonly oToT: ConnectionGrant;
  readonly tToO: ConnectionGrant;
  readonly triad: ConnectionTriad;
  /** Up to 255 words from the target's application. */
  readonly applicationData: Uint8Array;
  /** The byte before the application data, when it is not zero. */
  readonly reserved?: number;
  /** Bytes behind the last field, which should not be there. */
  readonly trailing?: Uint8Array;
}

/**
 * Decodes the data of a reply with status 0; a refused one is `decodeRefusal`'s.
 * @throws CipDecodeError when it is cut.
 */
export function decodeForwardOpenReply(data: Uint8Array): ForwardOpenReply {
  const reader = new Reader(data, 'Forward Open reply');
  const oToTId = reader.u32('O->T connection id');
  const tToOId = reader.u32('T->O connection id');
  const triad = readTriad(reader);
  const oToT = { connectionId: oToTId, apiUs: reader.u32('O->T API') };
  const tToO = { connectionId: tToOId, apiUs: reader.u32('T->O API') };
  const words = reader.u8('application reply size');
  const reserved = reservedNumber(reader.u8('reserved byte'));
  const applicationData = reader.take(2 * words, 'application reply');
  return { oToT, tToO, triad, applicationData, ...reserved, ...trailingBytes(reader) };
}

/** @throws RangeError for an odd number of application bytes or more than 510. */
export function encodeForwardOpenReply(reply: ForwardOpenReply): Uint8Array {
  const writer = new Writer();
  writer.u32(reply.oToT.connectionId, 'O->T connection id').u32(reply.tToO.connectionId, 'T->O connection id');
  writeTriad(writer, reply.triad);
  writer.u32(reply.oToT.apiUs, 'O->T API').u32(reply.tToO.apiUs, 'T->O API');
  writer.u8(reply.applicationData.byteLength / 2, 'application reply words').u8(reply.reserved ?? 0, 'reserved byte');
  return writer
    .raw(reply.applicationData)
    .raw(reply.trailing ?? NOTHING)
    .finish();
}
