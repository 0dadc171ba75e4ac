/** The same functions for `import`. */

export type * from './gateway.js';
export {
  auditRecord,
  auditValue,
  failedOutcome,
  fromHere,
  osUser,
  WRITE_BEGUN,
  writeOutcome,
} from './gateway.js';
