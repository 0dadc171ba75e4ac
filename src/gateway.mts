/** The same classes for `import`: one class identity with `require`. */

export type * from './gateway.js';
export {
  auditRecord,
  auditValue,
  CommandDesk,
  failedOutcome,
  fromHere,
  Gateway,
  osUser,
  WRITE_BEGUN,
  writeOutcome,
} from './gateway.js';
