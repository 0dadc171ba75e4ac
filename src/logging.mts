/** The same functions for `import`. */

export type * from './logging.js';
export {
  correlationId,
  createLogging,
  getLogger,
  LoggerConfig,
  logCalls,
  loggingSchema,
  reconfigure,
  setupLogger,
  silent,
  timed,
  withCorrelationId,
} from './logging.js';
