/** `@strokmatic/eip-native/logging`: the log of a service, on pino. */

export type { App, AppOptions } from './config/app.js';
export { correlationId, withCorrelationId } from './logging/correlation.js';
export { createLogging, getLogger, reconfigure, setupLogger } from './logging/default-log.js';
export type { ErrorFields } from './logging/fields.js';
export type { FileSinkStatus } from './logging/file/file-sink.js';
export type { Period } from './logging/file/periods.js';
export type { Logging, LoggingStatus } from './logging/hub.js';
export type { Level, LineLevel } from './logging/levels.js';
export { type LogCall, type LogTarget, silent } from './logging/logger.js';
export { LoggerConfig } from './logging/logger-config.js';
export type { ChildOptions, Logger } from './logging/module-logger.js';
export { type LoggingConfig, type LoggingSection, loggingSchema } from './logging/options.js';
export type { LoggerOptions, LoggerSettings } from './logging/settings.js';
export type { SinkFailure, SinkStatus } from './logging/sinks/sink.js';
export { type LogCallsOptions, logCalls, type TimedOptions, timed } from './logging/timing.js';
export type { WorkersStatus } from './logging/workers/worker-ports.js';
