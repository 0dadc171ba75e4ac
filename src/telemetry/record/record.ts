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
  return checked('record', recordSchema, { ...fields, ...madeFields(fields) }) as RecordOf<K>;
}

/**
 * A record as it was sent, whoever sent it. Fields that this version does not know are left out.
 * @param input its text, or the bytes of that
 * @throws EipError EIP_MESSAGE_INVALID naming by path what is wrong, EIP_MESSAGE_TOO_NEW
 */
export function parseRecord(input: string | Uint8Array, options: ParseOptions = {}): TelemetryRecord {
  return parseMessage('record', recordSchema, input, options);
}

/**
 * The bytes to send or keep, in UTF-8.
 * @throws EipError EIP_MESSAGE_INVALID for more than 1 MiB, which `parseRecord` would not read
 */
export function encodeRecord(record: TelemetryRecord): Buffer {
  return encodeMessage('record', record);
}
