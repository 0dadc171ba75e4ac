/** The same functions for `import`. */

export type * from './logging.js';
export { correlationId, silent, withCorrelationId } from './logging.js';
