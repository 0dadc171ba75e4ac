/** The adapter: a scanner sees this process as an I/O device. The public list of this folder. */
export { Adapter } from './adapter.js';
export type { AddedAssembly, AddOptions, ConnectionPair } from './addition-types.js';
export { CipRefusal } from './cip-refusal.js';
export type { CipClass } from './classes/class-set.js';
export {
  type AttributeGet,
  type AttributeOptions,
  type AttributeSet,
  type ClassOptions,
  type ServiceOptions,
  type ServiceRequest,
  service,
  type TypedService,
  type TypedServiceOptions,
} from './classes/option-types.js';
export type { CipType, ValueOfType, VariableType } from './classes/types.js';
export { varBytes, varShortString, varString } from './classes/variable-types.js';
export type { ConfigAssembly } from './config-assembly.js';
export { loadAdapterConfig } from './config-file/load.js';
export type {
  ConnectionOptions,
  ExclusiveOwnerOptions,
  Heartbeat,
  ListenerOptions,
  RealtimeFormat,
  SizeRange,
} from './connection-options.js';
export type {
  AdapterEvents,
  ConnectionEvent,
  ConnectionEventKind,
  ConnectionInfo,
  DataEvent,
  DataEvents,
  LivenessEvent,
  Originator,
  ResyncEvent,
  SettingsEvent,
  WatchdogEvent,
} from './events.js';
export { array } from './fields/array.js';
export { bool } from './fields/bool.js';
export { bytes, shortString } from './fields/bytes.js';
export type { Field, ValueOfField } from './fields/field.js';
export { byte, dint, dword, int, lint, lword, sint, udint, uint, ulint, usint, word } from './fields/integers.js';
export { lreal, real } from './fields/reals.js';
export type { AssemblyHealth, ImplicitHealth, OriginatorHealth } from './implicit/health.js';
export { ImplicitClient } from './implicit/implicit-client.js';
export type { ImplicitClientOptions, ImplicitConnectOptions } from './implicit/option-types.js';
export type {
  AnyTagMap,
  BytesPlace,
  CyclicName,
  FieldForm,
  FieldPlace,
  PlainTypes,
  TagMap,
  TagsOf,
} from './implicit/tag-types.js';
export type { InputAssembly, Settable } from './input-assembly.js';
export { FieldRangeError, type Fields, type Layout, layout, type ValueOf } from './layout.js';
export type { NetworkEvent, NetworkStatus } from './network.js';
export type {
  AdapterOptions,
  AllowOptions,
  Assemblies,
  AssemblyKind,
  AssemblyOptions,
  AssemblyValue,
  DscpOptions,
  IdentityOptions,
  LimitOptions,
  MirrorOptions,
  MulticastOptions,
  NameOf,
  SchedulingOptions,
  SchedulingPolicy,
} from './option-types.js';
export type { Reading, ReceivedAssembly } from './received-assembly.js';
export type { ResetHandler, ResetRequest } from './reset.js';
export type { AdapterSettings } from './settings/settings.js';
export type {
  AdapterState,
  AdapterStatus,
  AssemblyStatus,
  ConnectionStatus,
  IntervalStatus,
  LatenessStatus,
  SchedulingStatus,
  WatchdogStatus,
} from './status.js';
export type { WritableAssembly } from './writable-assembly.js';
export type { ConfigHandler, ConfigRequest, WriteHandler, WriteRequest } from './write-requests.js';
