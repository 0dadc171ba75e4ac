/** What becomes of a command, before it is an answer. */
import type { NotOk, WriteOutcomeEntry } from '../../telemetry/record/record-types.js';

export type Results = Readonly<Record<string, WriteOutcomeEntry>>;

export type Verdict =
  | { readonly status: 'ok'; readonly results?: Results }
  | {
      readonly status: NotOk;
      readonly code: string;
      readonly reason: string;
      readonly retryable: boolean;
      readonly results?: Results;
    };

export type NotDone = Exclude<Verdict, { readonly status: 'ok' }>;

/**
 * What the desk itself says; codes of EipError come beside them. `retryable`: the same command, with a new id and
 * deadline, may succeed, and does no harm.
 */
export const COMMAND_CODES = {
  COMMAND_TOO_LARGE: { status: 'refused', retryable: false },
  COMMAND_ID_REUSED: { status: 'refused', retryable: false },
  REPLY_TO_REFUSED: { status: 'refused', retryable: false },
  CLOCKS_DIFFER: { status: 'refused', retryable: false },
  COMMAND_TOO_OLD: { status: 'refused', retryable: true },
  DEADLINE_TOO_FAR: { status: 'refused', retryable: false },
  DEADLINE_OVER: { status: 'expired', retryable: true },
  SOURCE_UNKNOWN: { status: 'refused', retryable: false },
  NOT_WRITABLE: { status: 'refused', retryable: false },
  SOURCE_DOWN: { status: 'refused', retryable: true },
  SOURCE_IDLE: { status: 'refused', retryable: true },
  PROGRAM_CHANGED: { status: 'refused', retryable: true },
  BAD_QUALITY: { status: 'refused', retryable: true },
  INTERLOCKED: { status: 'refused', retryable: true },
  INTERLOCK_UNKNOWN: { status: 'refused', retryable: true },
  JOURNAL_FAILED: { status: 'refused', retryable: true },
  AUDIT_FAILED: { status: 'refused', retryable: true },
  GATEWAY_STOPPING: { status: 'refused', retryable: true },
  COMMAND_INTERRUPTED: { status: 'unknown', retryable: false },
  COMMAND_REDELIVERED: { status: 'unknown', retryable: false },
  ANSWER_NOT_KEPT: { status: 'unknown', retryable: false },
  PARTIALLY_WRITTEN: { status: 'unknown', retryable: false },
  UNEXPECTED_ERROR: { status: 'failed', retryable: false },
} as const satisfies Record<string, { readonly status: NotOk; readonly retryable: boolean }>;

export type CommandCode = keyof typeof COMMAND_CODES;

/** @param reason in words: what happened, and what to check */
export function verdict(code: CommandCode, reason: string, results?: Results): NotDone {
  return { ...COMMAND_CODES[code], code, reason, ...(results !== undefined && { results }) };
}

/** Thrown where a command ends. */
export class Ended extends Error {
  override readonly name = 'Ended';

  constructor(readonly verdict: NotDone) {
    super(verdict.reason);
  }
}

export function refuse(code: CommandCode, reason: string): never {
  throw new Ended(verdict(code, reason));
}
