/** The same functions for `import`. */

export type * from './telemetry.js';
export {
  batchResult,
  commandResult,
  createAnswer,
  createCommand,
  createRecord,
  decodeValue,
  encodeAnswer,
  encodeCommand,
  encodeRecord,
  encodeValue,
  newMessageId,
  parseAnswer,
  parseCommand,
  parseRecord,
  SCHEMA_VERSION,
  sampleValue,
  sampleValues,
} from './telemetry.js';
