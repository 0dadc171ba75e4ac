/**
 * `@strokmatic/eip-native/testing`: the other side of the wire, for tests of services that use the adapter.
 *
 * `Scanner` opens I/O connections as a controller would; `ExplicitSession` and `ExplicitConnection` send explicit
 * messages; `exchangeDatagram` sends one encapsulation message by UDP. Pure TypeScript over node:net and node:dgram: it
 * needs no native binary. From the codec it gives what requests take and return, and the small builders for it.
 */

export {
  type AnySymbolSegment,
  ClassCode,
  type ConnectionGrant,
  type ConnectionPriority,
  type ConnectionTriad,
  type CpfItem,
  type DataSegment,
  type ElectronicKey,
  EncapsulationCommand,
  type EncapsulationInit,
  type EncapsulationMessage,
  EncapsulationStatus,
  type ForwardOpenReply,
  type LogicalSegment,
  type LogicalType,
  type LogicalWidth,
  logicalSegment,
  type NetworkSegment,
  type NumericSymbolSegment,
  objectPath,
  type Path,
  type PortSegment,
  portSegment,
  type RouterReply,
  type RouterRequest,
  type Segment,
  ServiceCode,
  type SocketAddress,
  type SymbolSegment,
  type WideSymbolSegment,
} from './cip/index.js';
export type { InputPacket } from './scanner/consumer.js';
export { type DatagramOptions, exchangeDatagram } from './scanner/datagram.js';
export { ExplicitConnection } from './scanner/explicit-connection.js';
export type { ExplicitConnectionOptions, OpenExplicitOptions } from './scanner/explicit-connection-options.js';
export type { AttributePath } from './scanner/explicit-messages.js';
export { ExplicitSession, type UnconnectedReply } from './scanner/explicit-session.js';
export type { Spread } from './scanner/histogram.js';
export type { RealtimeFormat } from './scanner/io-format.js';
export type { LinkOptions, RequestOptions } from './scanner/link.js';
export type {
  ScannerInput,
  ScannerKey,
  ScannerOptions,
  ScannerOutput,
  ScannerTrigger,
  ScannerType,
} from './scanner/option-types.js';
export { Scanner, type ScannerClosed, type ScannerConnection, type ScannerState } from './scanner/scanner.js';
export type { ScannerStats } from './scanner/stats.js';
export type { WireEnd, WirePacket, WireTap } from './scanner/wire-tap.js';
