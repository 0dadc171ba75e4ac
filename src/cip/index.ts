/**
 * The EtherNet/IP and CIP codec: bytes to plain readonly objects and back, nothing else. No I/O, no Node API.
 *
 * From the outside in: a TCP stream or UDP datagram holds encapsulation messages (`encapsulation`); SendRRData and
 * SendUnitData hold items (`send-data`, `cpf`); an item holds a request or reply of the message router (`message`) to
 * a path (`path`); its data is a service's: Forward Open, Forward Close, Unconnected Send, Multiple Service Packet.
 * I/O datagrams (`io`) are bare items.
 *
 * Every decoder returns or throws `CipDecodeError` and reads nothing beyond the bytes it got. Byte arrays in decoded
 * objects are views on those bytes: copy what outlives the buffer. Encoders throw `RangeError` for values that do not
 * fit. What was decoded encodes to the same bytes.
 */
export * from './codes.js';
export * from './connection-parameters.js';
export type { ConnectionTriad } from './connection-triad.js';
export { type CpfItem, decodeItems, encodeItems, ItemType, itemTypeId } from './cpf.js';
export * from './data-types.js';
export * from './encapsulation.js';
export { CipDecodeError } from './errors.js';
export * from './forward-close.js';
export * from './forward-open.js';
export * from './forward-open-reply.js';
export * from './io.js';
export * from './list-identity.js';
export * from './list-services.js';
export * from './message.js';
export * from './multiple-service.js';
export * from './objects/index.js';
export type { DataSegment } from './path/data-segment.js';
export type { ElectronicKey } from './path/electronic-key.js';
export { type LogicalSegment, type LogicalType, type LogicalWidth, logicalSegment } from './path/logical-segment.js';
export { inhibitTimeSegment, inhibitTimeUs, type NetworkSegment, NetworkSegmentId } from './path/network-segment.js';
export { linkText, type PortSegment, portSegment } from './path/port-segment.js';
export {
  type AnySymbolSegment,
  type NumericSymbolSegment,
  type SymbolSegment,
  symbolSegment,
  type WideSymbolSegment,
} from './path/symbol-segment.js';
export { decodePath, encodePath, logicalValue, objectPath, type Path, type Segment } from './path.js';
export * from './refusal.js';
export * from './register-session.js';
export * from './send-data.js';
export { IPV4_FAMILY, type SocketAddress } from './socket-address.js';
export { describeEncapsulationStatus, describeStatus, type StatusText } from './status.js';
export { DEFAULT_TIMING, type RequestTiming, timingMs } from './timing.js';
export * from './transport.js';
export * from './unconnected-send.js';
