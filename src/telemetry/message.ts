/** What records, commands and answers have in common where they are made. */
import { correlationId } from '../logging/correlation.js';
import { invalid, type MessageKind } from './json/refusal.js';
import { correlation } from './json/texts.js';
import { newMessageId } from './message-id.js';
import { SCHEMA_VERSION } from './record/record-types.js';

/** What is made where it is not given. */
export interface NewMessage {
  /** Default: a new UUID that rises with time. */
  readonly messageId?: string | undefined;
  /** Default: now. */
  readonly timestamp?: Date | string | undefined;
  /** Default: that of the work that is under way (`withCorrelationId`), if any. */
  readonly correlationId?: string | undefined;
}

export function madeFields({ messageId, timestamp, ...given }: NewMessage) {
  return {
    schemaVersion: SCHEMA_VERSION,
    messageId: messageId ?? newMessageId(),
    timestamp: timeText(timestamp ?? new Date()),
    ...optional('correlationId', given.correlationId ?? ambientCorrelationId()),
  } as const;
}

const correlationSchema = correlation();

/** That of the work around may come from a foreign message: one that no record can carry is left out. */
function ambientCorrelationId(): string | undefined {
  return correlationSchema.safeParse(correlationId()).data;
}

function timeText(time: Date | string): string {
  if (!(time instanceof Date)) return time;
  return Number.isNaN(time.getTime()) ? 'Invalid Date' : time.toISOString();
}

/** A key without a value is no key in JSON, and none here. */
export function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V });
}

/** The one name that the schemas would pass over without a word. */
export function refuseLost(what: MessageKind, maps: Readonly<Record<string, object | undefined>>): void {
  for (const [field, map] of Object.entries(maps)) {
    if (Object.hasOwn(map ?? {}, '__proto__'))
      throw invalid(what, [{ path: [field, '__proto__'], message: 'no name that can be used' }]);
  }
}
