import { type CpfItem, decodeItems, encodeItems } from './cpf.js';
import { CipDecodeError } from './errors.js';
import { Reader } from './reader.js';
import { Writer } from './writer.js';

/** UDP port of cyclic data. */
export const IO_PORT = 2222;

/** One packet of a class 0 or 1 connection: bare items, no encapsulation header. */
export interface IoDatagram {
  readonly connectionId: number;
  /** Encapsulation sequence number; undefined when the address item is the unsequenced one (class 0 only). */
  readonly sequence: number | undefined;
  /** The connected data item: see `splitIoData`. */
  readonly data: Uint8Array;
  /** Items behind the first two, which a receiver skips; absent when there are none. */
  readonly further?: readonly CpfItem[];
}

/** @throws CipDecodeError unless the items are an address item and a connected data item. */
export function decodeIoDatagram(bytes: Uint8Array): IoDatagram {
  const [address, data, ...further] = decodeItems(bytes);
  if (address?.type !== 'sequencedAddress' && address?.type !== 'connectedAddress') {
    throw new CipDecodeError('I/O datagram', 'first item', 2, 'a sequenced (0x8002) or connected (0x00A1) address');
  }
  if (data?.type !== 'connectedData') {
    const offset = address.type === 'sequencedAddress' ? 14 : 10;
    throw new CipDecodeError('I/O datagram', 'second item', offset, 'connected data (0x00B1)');
  }
  const sequence = address.type === 'sequencedAddress' ? address.sequence : undefined;
  const { connectionId } = address;
  return { connectionId, sequence, data: data.data, ...(further.length > 0 && { further }) };
}

export function encodeIoDatagram({ connectionId, sequence, data, further = [] }: IoDatagram): Uint8Array {
  const address: CpfItem =
    sequence === undefined
      ? { type: 'connectedAddress', connectionId }
      : { type: 'sequencedAddress', connectionId, sequence };
  return encodeItems([address, { type: 'connectedData', data }, ...further]);
}

/** What stands before the application's bytes in a packet. Neither is on the wire; the Forward Open settles it. */
export interface IoFormat {
  /** Class 1: a 16-bit count of new data first. */
  readonly sequenceCount: boolean;
  /** A 32-bit run/idle header next (32-bit header format, O->T as a rule). */
  readonly header: boolean;
}

/** The content of a connected data item of an I/O connection. */
export interface IoData {
  /** CIP sequence count, undefined in class 0. */
  readonly sequenceCount: number | undefined;
  /** The 32-bit header, undefined where the format has none; bit 0 is run. */
  readonly header: number | undefined;
  /** The application's bytes. */
  readonly payload: Uint8Array;
}

/** Bit 0 of the header: run when set, idle when not. */
export const RUN = 1;

/** @throws CipDecodeError when the data is shorter than its format. */
export function splitIoData(data: Uint8Array, format: IoFormat): IoData {
  const reader = new Reader(data, 'I/O data');
  const sequenceCount = format.sequenceCount ? reader.u16('sequence count') : undefined;
  const header = format.header ? reader.u32('run/idle header') : undefined;
  return { sequenceCount, header, payload: reader.rest() };
}

export function joinIoData({ sequenceCount, header, payload }: IoData): Uint8Array {
  const writer = new Writer();
  if (sequenceCount !== undefined) writer.u16(sequenceCount, 'sequence count');
  if (header !== undefined) writer.u32(header, 'run/idle header');
  return writer.raw(payload).finish();
}

/** Whether a 32-bit encapsulation sequence number is newer than the last one, wrap-around included. */
export function isNewerSequence(next: number, last: number): boolean {
  return ((next - last) | 0) > 0;
}

/** Whether a 16-bit CIP sequence count is newer than the last one, wrap-around included. */
export function isNewerCount(next: number, last: number): boolean {
  return ((next - last) << 16) >> 16 > 0;
}
