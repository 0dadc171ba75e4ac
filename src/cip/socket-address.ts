import type { Reader } from './reader.js';
import { reservedBytes } from './reserved.js';
import { unsigned, type Writer } from './writer.js';

/** Bytes of a socket address on the wire. */
export const SOCKET_ADDRESS_SIZE = 16;

/** AF_INET as socket addresses carry it. */
export const IPV4_FAMILY = 2;

/** An IPv4 socket address as common packet format items and List Identity carry it: big-endian. */
export interface SocketAddress {
  /** 2 for IPv4; kept as received, so that the receiver can refuse another. */
  readonly family: number;
  readonly port: number;
  /** Dotted quad. */
  readonly address: string;
  /** The eight bytes at the end, when they are not zero. */
  readonly reserved?: Uint8Array;
}

export function readSocketAddress(reader: Reader): SocketAddress {
  const family = reader.u16be('socket address family');
  const port = reader.u16be('socket address port');
  const address = reader.take(4, 'socket address').join('.');
  return { family, port, address, ...reservedBytes(reader.take(8, 'socket address padding')) };
}

export function writeSocketAddress(writer: Writer, value: SocketAddress): void {
  writer.u16be(value.family, 'socket address family').u16be(value.port, 'socket address port');
  writer.raw(ipv4Bytes(value.address)).fixed(value.reserved ?? new Uint8Array(8), 8, 'socket address padding');
}

/** @throws RangeError for anything but four decimal numbers from 0 to 255. */
export function ipv4Bytes(address: string): Uint8Array {
  const parts = address.split('.');
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part))) {
    throw new RangeError(`address: ${JSON.stringify(address)} is no dotted IPv4 address`);
  }
  return Uint8Array.from(parts, (part) => unsigned(Number(part), 8, `address ${address}`));
}
