/** The same classes for `import`: one class identity with `require`. */

export type * from './testing.js';
export { ExplicitSession, exchangeDatagram, Scanner } from './testing.js';
