/** The same functions for `import`. */

export type * from './telemetry.js';
export {
  batchResult,
  commandResult,
  createAnswer,
  createCommand,
  createRecord,
  DROP_CAUSES,
  decodeValue,
  encodeAnswer,
  encodeCommand,
  encodeRecord,
  encodeValue,
  newMessageId,
  PRIORITIES,
  parseAnswer,
  parseCommand,
  parseRecord,
  SCHEMA_VERSION,
  Spool,
  sampleValue,
  sampleValues,
} from './telemetry.js';
