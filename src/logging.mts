/** The same functions for `import`. */

export type * from './logging.js';
export {
  correlationId,
  createLogging,
  getLogger,
  loggingSchema,
  reconfigure,
  setupLogger,
  silent,
  withCorrelationId,
} from './logging.js';
