/** `@strokmatic/eip-native/logging`: the log of a service, on pino. */
export { correlationId, withCorrelationId } from './logging/correlation.js';
export { type LogCall, type LogTarget, silent } from './logging/logger.js';
