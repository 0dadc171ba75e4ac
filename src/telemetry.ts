/**
 * `@strokmatic/eip-native/telemetry`: records, commands and answers as they travel, and what sources and sinks of
 * records are. docs/records.md tells the rules; `schemas/` has the JSON Schemas.
 */
export {
  type AnsweredCommand,
  commandResult,
  createAnswer,
  encodeAnswer,
  type NewOutcome,
  parseAnswer,
} from './telemetry/command/answer.js';
export { createCommand, encodeCommand, type NewCommand, parseCommand } from './telemetry/command/command.js';
export type { AnswerEnvelope, Command, CommandAnswer, WriteCommand } from './telemetry/command/command-types.js';
export type { ParseOptions } from './telemetry/json/parse.js';
export type { NewMessage } from './telemetry/message.js';
export { newMessageId } from './telemetry/message-id.js';
export { createRecord, encodeRecord, type NewRecord, parseRecord } from './telemetry/record/record.js';
export {
  type AlarmRecord,
  type AuditRecord,
  type AuditWho,
  type CommandDone,
  type CommandNotDone,
  type CommandOutcome,
  type CommandReference,
  type CommandResultRecord,
  type EventRecord,
  type GoodValue,
  type NotOk,
  type OtherValue,
  type RecordApp,
  type RecordEnvelope,
  type RecordHealth,
  type RecordKind,
  type RecordOf,
  type SampleRecord,
  type SampleValue,
  type SampleValueNotes,
  SCHEMA_VERSION,
  type StatusRecord,
  type TelemetryRecord,
  type WriteOutcomeEntry,
} from './telemetry/record/record-types.js';
export { type SampleValueOptions, sampleValue, sampleValues } from './telemetry/record/sample-values.js';
export {
  type BatchResult,
  batchResult,
  type EncodedRecord,
  type RecordFailure,
  type Sink,
  type WriteOptions,
} from './telemetry/sink.js';
export type { EmitOptions, EmitRecord, EndpointHealth, Source, StartOptions } from './telemetry/source.js';
export {
  type BoundsOptions,
  DROP_CAUSES,
  type DropCause,
  type Drops,
  type LaneStatus,
  PRIORITIES,
  type Priority,
  type PutOptions,
  type ReaderOptions,
  Spool,
  type SpoolBatch,
  type SpoolEntry,
  type SpoolOptions,
  type SpoolReader,
  type SpoolSinkOptions,
  type SpoolStatus,
  type StoredEntry,
  type TakeOptions,
} from './telemetry/spool/index.js';
export type { SpoolSettings } from './telemetry/spool/options.js';
export { decodeValue, encodeValue } from './telemetry/value/codec.js';
export type {
  WireBytes,
  WireDate,
  WireInteger,
  WireNumber,
  WireStructure,
  WireValue,
} from './telemetry/value/wire-value.js';
