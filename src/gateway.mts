/** The same functions for `import`. */

export type * from './gateway.js';
