/** A value of a tag on its way into a record. */
import type { TagResult } from '../../eip-client.js';
import { newMessageId } from '../../telemetry/message-id.js';
import {
  type RecordApp,
  type SampleRecord,
  type SampleValue,
  SCHEMA_VERSION,
} from '../../telemetry/record/record-types.js';
import { sampleValue } from '../../telemetry/record/sample-values.js';
import { mostBytes } from './most-bytes.js';

export interface ToldValue {
  readonly tag: string;
  readonly value: SampleValue;
  /** When it was so, by the wall clock: of a value that is not good, when that was found. */
  readonly at: string;
  /** In JSON, at most. */
  readonly bytes: number;
}

/** The largest value that goes into a record beside its envelope. */
const MOST_VALUE_BYTES = 1_000_000;

/** @param at when it was found that it is not good; default: when the value arrived */
export function toldValue(tag: string, result: TagResult, unit: string | undefined, at?: Date): ToldValue {
  const value = sampleValue(result, { unit });
  const time = (at ?? result.timestamp).toISOString();
  const bytes = mostBytes(value) + mostBytes(tag);
  if (bytes <= MOST_VALUE_BYTES) return { tag, value, at: time, bytes };
  const exact = Buffer.byteLength(JSON.stringify(value));
  if (exact <= MOST_VALUE_BYTES) return { tag, value, at: time, bytes: exact };
  const reason = `The value is ${exact} bytes long in JSON; a record has room for ${MOST_VALUE_BYTES}`;
  return { tag, value: { quality: 'bad', reason, timestamp: time }, at: time, bytes: 0 };
}

/** A record's time is that of its first value; each that has another one tells it. */
export function sampleOf(
  values: readonly ToldValue[],
  { source, group, app }: { readonly source: string; readonly group: string; readonly app: RecordApp },
): SampleRecord {
  const timestamp = values[0]?.at ?? new Date().toISOString();
  const entries = values.map(({ tag, value }) => [tag, value.timestamp === timestamp ? timeless(value) : value]);
  return {
    schemaVersion: SCHEMA_VERSION,
    messageId: newMessageId(),
    timestamp,
    source,
    group,
    app,
    kind: 'sample',
    values: Object.fromEntries(entries) as SampleRecord['values'],
  };
}

function timeless({ timestamp: _, ...value }: SampleValue): SampleValue {
  return value as SampleValue;
}
