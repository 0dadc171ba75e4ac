/**
 * `@strokmatic/eip-native`: an EtherNet/IP adapter inside a Node.js process.
 *
 * Start at `Adapter` (docs/adapter.md), at `ImplicitClient` for tags by name over it (docs/implicit-client.md), or at
 * `ExplicitClient` for asking a controller (docs/client.md). Errors: docs/errors.md. Secrets: docs/secrets.md.
 */
export * from './adapter/index.js';
export * from './client/index.js';
export type { App, AppOptions } from './config/app.js';
export type { Origin } from './config/origin.js';
export type { VaultOptions } from './config/secrets/option-types.js';
export { Secret } from './config/secrets/secret.js';
export { SecretStores, type SecretStoresOptions } from './config/secrets/secret-stores.js';
export type { SecretReadOptions, SecretStore } from './config/secrets/store.js';
export { type ClientConfig, createClient, loadClientConfig } from './create-client.js';
export { type EdsOptions, generateEds } from './eds/index.js';
export type {
  CallOptions,
  ClientConnection,
  ClientState,
  ConnectedEvent,
  DisconnectedEvent,
  EipClient,
  EipClientEvents,
  Health,
  Peer,
  PeerHealth,
  ProgramChangedEvent,
  Quality,
  ReconnectingEvent,
  TagResult,
  TagValue,
  TypedEipClient,
  WriteResult,
} from './eip-client.js';
export {
  type AdapterConfig,
  type ConfigValues,
  type EipConfig,
  type LoadConfigOptions,
  loadConfig,
  type OwnParts,
  type Partly,
  type TelemetryConfig,
} from './eip-config/index.js';
export type { CodeOf, ErrorFamily } from './error-codes.js';
export {
  EipConfigError,
  EipConnectionError,
  EipError,
  type EipErrorCode,
  type EipErrorDetails,
  EipReadError,
  EipTimeoutError,
  EipWriteError,
  type OptionProblem,
  type WriteOutcome,
} from './errors.js';
export {
  type AssemblyTag,
  type Deadband,
  loadTagFile,
  type TagEntries,
  type TagEntry,
  type TagRules,
} from './tag-file/index.js';
export type { RabbitSinkSettings } from './telemetry/options.js';
