import type { Reader } from '../reader.js';
import { padByte } from '../reserved.js';
import { bytesFromText, textFromBytes } from '../text.js';
import { unsigned, type Writer } from '../writer.js';

const PORT_MASK = 0x0f;
const EXTENDED_LINK = 0x10;
const EXTENDED_PORT = 15;

/** One hop of a route: out of a port, to a link address (a backplane slot, an IP address as text). */
export interface PortSegment {
  readonly kind: 'port';
  /** 1 is the backplane of most devices. */
  readonly port: number;
  /** A number is the one-byte form; bytes are the extended form, which says its length. */
  readonly link: number | Uint8Array;
  /** True when a port below 15 came in the 16-bit form that only larger ones need. */
  readonly widePort?: true;
  /** The byte that makes the segment even, when it is not zero. */
  readonly pad?: number;
}

export function readPortSegment(reader: Reader): PortSegment {
  const start = reader.offset;
  const head = reader.u8('port segment');
  const extendedLink = (head & EXTENDED_LINK) !== 0;
  const linkSize = extendedLink ? reader.u8('link address size') : 1;
  const wide = (head & PORT_MASK) === EXTENDED_PORT;
  const port = wide ? reader.u16('extended port') : head & PORT_MASK;
  const link = extendedLink ? reader.take(linkSize, 'link address') : reader.u8('link address');
  const pad = (reader.offset - start) % 2 === 1 ? padByte(reader.u8('pad byte')) : {};
  return { kind: 'port', port, link, ...(wide && port < EXTENDED_PORT ? { widePort: true as const } : {}), ...pad };
}

export function writePortSegment(writer: Writer, { port, link, widePort, pad }: PortSegment): void {
  const start = writer.offset;
  const wide = widePort === true || unsigned(port, 16, 'port') >= EXTENDED_PORT;
  const extendedLink = typeof link !== 'number';
  writer.u8((wide ? EXTENDED_PORT : port) | (extendedLink ? EXTENDED_LINK : 0), 'port segment');
  if (extendedLink) writer.u8(link.byteLength, 'link address size');
  if (wide) writer.u16(port, 'extended port');
  if (extendedLink) writer.raw(link);
  else writer.u8(link, 'link address');
  if ((writer.offset - start) % 2 === 1) writer.u8(pad ?? 0, 'pad byte');
}

/** A hop to a slot or node number (0 to 255), or to an address given as text: `portSegment(2, '192.168.1.10')`. */
export function portSegment(port: number, link: number | string): PortSegment {
  return { kind: 'port', port, link: typeof link === 'string' ? bytesFromText(link, 'link address') : link };
}

/** The link address as text: a number in decimal, an extended one by its characters. */
export function linkText({ link }: PortSegment): string {
  return typeof link === 'number' ? String(link) : textFromBytes(link);
}
