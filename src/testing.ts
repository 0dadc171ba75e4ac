/**
 * `@strokmatic/eip-native/testing`: the other side of the wire, for tests of services that use the adapter.
 *
 * `Scanner` opens a class 1 connection as a controller would; `ExplicitSession` sends explicit messages;
 * `exchangeDatagram` sends one encapsulation message by UDP. Pure TypeScript over node:net and node:dgram: it needs no
 * native binary.
 */

export type { InputPacket } from './scanner/consumer.js';
export { type DatagramOptions, exchangeDatagram } from './scanner/datagram.js';
export { type AttributePath, ExplicitSession, type UnconnectedReply } from './scanner/explicit-session.js';
export type { Spread } from './scanner/histogram.js';
export type { LinkOptions, RequestOptions } from './scanner/link.js';
export type { ScannerKey, ScannerOptions } from './scanner/option-types.js';
export { Scanner, type ScannerClosed, type ScannerConnection, type ScannerState } from './scanner/scanner.js';
export type { ScannerStats } from './scanner/stats.js';
export type { WireEnd, WirePacket, WireTap } from './scanner/wire-tap.js';
