/** The record of one write to a machine. */
import type { TagValue } from '../../eip-client.js';
import { correlation, uuid } from '../../telemetry/json/texts.js';
import { optional } from '../../telemetry/message.js';
import { createRecord } from '../../telemetry/record/record.js';
import type { AuditRecord, AuditWho, RecordApp, WriteOutcomeEntry } from '../../telemetry/record/record-types.js';
import type { WireValue } from '../../telemetry/value/wire-value.js';
import { auditValue, boundedValue } from './audit-value.js';
import { nameLine, sentenceOf, tagLine } from './words.js';

/** What is known of a write. */
export interface AuditFields {
  readonly app: RecordApp;
  /** The PLC, client or adapter that is written, by its name in the configuration. */
  readonly source: string;
  readonly who: AuditWho;
  readonly via: AuditRecord['via'];
  /** From where, in words: `fromHere()`, or the queue. */
  readonly from?: string | undefined;
  /** `messageId` of the command that asked for it. */
  readonly commandId?: string | undefined;
  /** `messageId` of the record that announced this write. */
  readonly intentId?: string | undefined;
  /** Default: that of the work that is under way (`withCorrelationId`), if any. */
  readonly correlationId?: string | undefined;
  readonly tag: string;
  /** What was to be written. */
  readonly value: TagValue;
  /** What was there before, where that was known and good; `auditValue` makes it of a value that was read. */
  readonly previous?: WireValue | undefined;
  readonly result: WriteOutcomeEntry;
}

const correlationSchema = correlation();
const uuidSchema = uuid();
const CODE = /^[A-Z][A-Z0-9_]{0,79}$/;

/**
 * Never throws for what a machine or a caller hands over: names are made to fit, values that JSON has no exact form for
 * are told in words (`auditValue`), long reasons are cut, ids that are none are left out.
 * @throws EipError EIP_MESSAGE_INVALID for an `app` that no record can have
 */
export function auditRecord(fields: AuditFields): AuditRecord {
  const { app, via, value, previous } = fields;
  return createRecord<'audit'>({
    kind: 'audit',
    app,
    via,
    source: nameLine(fields.source),
    who: whoOf(fields.who),
    tag: tagLine(fields.tag),
    value: auditValue(value),
    result: resultOf(fields.result),
    ...optional('from', fields.from === undefined ? undefined : sentenceOf(fields.from)),
    ...optional('commandId', uuidSchema.safeParse(fields.commandId).data),
    ...optional('intentId', uuidSchema.safeParse(fields.intentId).data),
    ...optional('correlationId', correlationSchema.safeParse(fields.correlationId).data),
    ...optional('previous', previous === undefined ? undefined : boundedValue(previous)),
  });
}

function whoOf({ label, osUser, brokerUser }: AuditWho): AuditWho {
  return { ...nameOr('label', label), ...nameOr('osUser', osUser), ...nameOr('brokerUser', brokerUser) };
}

function nameOr<K extends string>(key: K, text: string | undefined): { readonly [P in K]?: string } {
  return optional(key, text === undefined || text === '' ? undefined : nameLine(text));
}

function resultOf({ status, code, reason }: WriteOutcomeEntry): WriteOutcomeEntry {
  if (status === 'ok') return { status };
  return { status, code: CODE.test(code) ? code : 'UNKNOWN_CODE', reason: sentenceOf(reason) };
}
