/**
 * `@strokmatic/eip-native/testing`: the other side of the wire, for tests of services that use the adapter.
 *
 * `Scanner` opens I/O connections as a controller would; `ExplicitSession` and `ExplicitConnection` send explicit
 * messages; `exchangeDatagram` sends one encapsulation message by UDP; `LogixSimulator` is a controller with tags. Pure
 * TypeScript over node:net and node:dgram: it needs no native binary. From the codec it gives what requests take and return, and the small builders for it.
 */

export {
  type AnySymbolSegment,
  type Attribute,
  type AttributeValue,
  type AttributeValues,
  assemblyObject,
  CipDecodeError,
  ClassCode,
  type ConnectionGrant,
  type ConnectionPriority,
  type ConnectionTriad,
  type CpfItem,
  classAttributes,
  connectionManagerObject,
  type DataSegment,
  type DeviceStatus,
  type ElectronicKey,
  EncapsulationCommand,
  type EncapsulationInit,
  type EncapsulationMessage,
  EncapsulationStatus,
  ethernetLinkObject,
  type ForwardOpenReply,
  type InterfaceCounters,
  identityObject,
  type LinkCapability,
  type LinkControl,
  type LinkFlags,
  type LogicalSegment,
  type LogicalType,
  type LogicalWidth,
  logicalSegment,
  type MediaCounters,
  type MulticastConfiguration,
  messageRouterObject,
  type NetworkSegment,
  type NumericSymbolSegment,
  type ObjectClass,
  objectPath,
  type Path,
  type PortSegment,
  portClassAttributes,
  portObject,
  portSegment,
  qosObject,
  type RouterReply,
  type RouterRequest,
  type Segment,
  ServiceCode,
  type SocketAddress,
  type SymbolSegment,
  type TcpIpCapability,
  type TcpIpConfiguration,
  tcpIpInterfaceObject,
  type WideSymbolSegment,
} from './cip/index.js';
export type { WireEnd, WirePacket, WireTap } from './link/wire-tap.js';
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
export { loadSimulatorConfig } from './simulator/definition/load.js';
export type {
  ExternalAccess,
  LogixSimulatorOptions,
  SimulatedTag,
  SimulatedTagOptions,
  SimulatedTags,
  SimulatedType,
  SimulatorIdentity,
  SimulatorLimits,
  SimulatorProgram,
  TypeText,
} from './simulator/definition/option-types.js';
export type {
  LogixSimulatorEvents,
  SimulatorConnection,
  SimulatorFault,
  SimulatorRequest,
} from './simulator/events.js';
export type { Fault } from './simulator/faults/fault.js';
export type { CompleteFaultRule, FaultAction, FaultRule, ServiceName } from './simulator/faults/fault-rule.js';
export { LogixSimulator, type SimulatorStatus } from './simulator/logix-simulator.js';
