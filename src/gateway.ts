/**
 * `@strokmatic/eip-native/gateway`: from machines to sinks with nothing lost, and commands back. docs/gateway.md.
 */
export type { GatewayConfig, GatewaySettings } from './eip-config/gateway/index.js';
export type { ExplicitSourceSettings, ImplicitSourceSettings } from './eip-config/gateway/sources.js';
export {
  type AuditedOptions,
  type AuditFields,
  AuditFolder,
  AuditInbox,
  type AuditInboxOptions,
  AuditTrail,
  audited,
  auditRecord,
  auditValue,
  type BeginOptions,
  type BegunWrites,
  failedOutcome,
  fromHere,
  osUser,
  type PlannedWrite,
  type SetAsideCause,
  type TrailOptions,
  WRITE_BEGUN,
  writeOutcome,
} from './gateway/audit/index.js';
export { CommandDesk, type CommandDeskParts, type CommandsOptions } from './gateway/commands/index.js';
export { type CreateGatewayOptions, createGateway } from './gateway/compose/create-gateway.js';
export type { GatewayService, GatewayServiceEvents, Reloaded } from './gateway/compose/gateway-service.js';
export type { GatewayLogger } from './gateway/compose/part-logger.js';
export type { BreakerChange, GatewayEvents } from './gateway/events.js';
export { Gateway, type TargetOptions } from './gateway/gateway.js';
export type { GatewayHealth } from './gateway/health.js';
export { GatewayServer, type GatewayServerOptions, type GatewayServerParts } from './gateway/http/gateway-server.js';
export { GatewayMetrics, type GatewayMetricsParts } from './gateway/metrics/gateway-metrics.js';
export type { MetricsRegistry } from './gateway/metrics/registry-type.js';
export type { CommandsPart, DeliveryOptions, GatewayOptions, GatewaySpoolOptions } from './gateway/options.js';
export type { CommandTarget, GatewaySource, TargetState } from './gateway/part.js';
export { ExplicitSource } from './gateway/sources/explicit-source.js';
export { ImplicitSource } from './gateway/sources/implicit-source.js';
export { historyFor } from './gateway/sources/implied-history.js';
export type {
  BatchOptions,
  ExplicitSourceOptions,
  GroupOptions,
  ImplicitSourceOptions,
  ImplicitSourceParts,
  OutputGroupOptions,
  ReadGroupOptions,
  SourceOptions,
  SourceParts,
} from './gateway/sources/option-types.js';
export type {
  BreakerState,
  CommandEnd,
  CommandsStatus,
  GatewayState,
  GatewayStatus,
  GroupStatus,
  RouterStatus,
  SinkStatus,
  SourceStatus,
} from './gateway/status.js';
