/** Records made, read and written. */
import { encodeMessage } from '../json/encode.js';
import { type ParseOptions, parseMessage } from '../json/parse.js';
import { checked } from '../json/refusal.js';
import { madeFields, type NewMessage, refuseLost } from '../message.js';
import { recordSchema } from './record-schema.js';
import type { RecordKind, RecordOf, TelemetryRecord } from './record-types.js';

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** A record as a program gives it. */
export type NewRecord<K extends RecordKind = RecordKind> = Without<RecordOf<K>, keyof NewMessage | 'schemaVersion'> &
  NewMessage;

/**
 * A complete record. Values of tags are made by `sampleValues`, `sampleValue` or `encodeValue`.
 * @throws EipError EIP_MESSAGE_INVALID naming every field that is wrong
 */
export function createRecord<K extends RecordKind>(fields: NewRecord<K> & { readonly kind: K }): RecordOf<K> {
  const { values, data, results } = fields as { values?: object; data?: object; results?: object };
  refuseLost('record', { values, data, results });
  const record = checked('record', recordSchema, { ...fields, ...madeFields(fields) });
  known.add(record);
  return record as RecordOf<K>;
}

/** Records that were checked when they were made. */
const known = new WeakSet<TelemetryRecord>();

/** @internal The record, or a checked copy of one that was not made here. @throws EipError EIP_MESSAGE_INVALID */
export function checkedRecord(record: TelemetryRecord): TelemetryRecord {
  return known.has(record) ? record : checked('record', recordSchema, record);
}

/**
 * A record as it was sent, whoever sent it. Fields that this version does not know are left out.
 * @param input its text, or the bytes of that
 * @throws EipError EIP_MESSAGE_INVALID naming by path what is wrong, EIP_MESSAGE_TOO_NEW
 */
export function parseRecord(input: string | Uint8Array, options: ParseOptions = {}): TelemetryRecord {
  const record = parseMessage('record', recordSchema, input, options);
  known.add(record);
  return record;
}

/**
 * The bytes to send or keep, in UTF-8.
 * @throws EipError EIP_MESSAGE_INVALID for more than 1 MiB, which `parseRecord` would not read
 */
export function encodeRecord(record: TelemetryRecord): Buffer {
  return encodeMessage('record', record);
}
