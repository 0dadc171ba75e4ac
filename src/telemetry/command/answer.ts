/** Answers to commands. */
import { encodeMessage } from '../json/encode.js';
import { type ParseOptions, parseMessage } from '../json/parse.js';
import { checked } from '../json/refusal.js';
import { madeFields, type NewMessage, optional, refuseLost } from '../message.js';
import { createRecord } from '../record/record.js';
import type { CommandResultRecord, NotOk, RecordApp, WriteOutcomeEntry } from '../record/record-types.js';
import { answerSchema } from './command-schema.js';
import type { Command, CommandAnswer } from './command-types.js';

/** What became of a command, as a program tells it. */
export type NewOutcome = {
  readonly app: RecordApp;
  /** By name of the tag, where more is to be told than of the whole. */
  readonly results?: Readonly<Record<string, WriteOutcomeEntry>> | undefined;
} & Omit<NewMessage, 'correlationId'> &
  (
    | { readonly status: 'ok' }
    | {
        readonly status: NotOk;
        /** For programs: `EIP_WRITE_REFUSED`, `SOURCE_DOWN`. */
        readonly code: string;
        /** In words: what happened, and what to check. */
        readonly reason: string;
        /** The same command, with a new id and deadline, may succeed, and does no harm; default false. */
        readonly retryable?: boolean;
        /** Whoever asked has to do now what it does without an answer; default true. */
        readonly fallbackRequired?: boolean;
      }
  );

/** What an answer takes from its command. */
export type AnsweredCommand = Pick<Command, 'messageId' | 'source' | 'correlationId' | 'idempotent'>;

/**
 * @throws TypeError for an `unknown` that is `retryable` where the command is not idempotent: it might be done twice
 * @throws EipError EIP_MESSAGE_INVALID naming every field that is wrong
 */
export function createAnswer(command: AnsweredCommand, outcome: NewOutcome): CommandAnswer {
  if (outcome.status === 'unknown' && outcome.retryable === true && !command.idempotent)
    throw new TypeError('a command that is not idempotent, and may have been carried out, is not retryable');
  refuseLost('answer', { results: outcome.results });
  const advice = outcome.status === 'ok' ? NO_ADVICE : { retryable: false, fallbackRequired: true };
  return checked('answer', answerSchema, {
    ...advice,
    ...outcome,
    ...madeFields({ ...outcome, correlationId: command.correlationId }),
    commandId: command.messageId,
    source: command.source,
  });
}

const NO_ADVICE = { retryable: false, fallbackRequired: false } as const;

/**
 * An answer as it was sent, whoever sent it. Fields that this version does not know are left out.
 * @param input its text, or the bytes of that
 * @throws EipError EIP_MESSAGE_INVALID naming by path what is wrong, EIP_MESSAGE_TOO_NEW
 */
export function parseAnswer(input: string | Uint8Array, options: ParseOptions = {}): CommandAnswer {
  return parseMessage('answer', answerSchema, input, options);
}

/** The bytes to send, in UTF-8. @throws EipError EIP_MESSAGE_INVALID for more than 1 MiB */
export function encodeAnswer(answer: CommandAnswer): Buffer {
  return encodeMessage('answer', answer);
}

/** The record that is kept of an answer: of another id, else the same. */
export function commandResult(answer: CommandAnswer, group?: string): CommandResultRecord {
  const { schemaVersion: _, messageId: __, ...fields } = answer;
  return createRecord({ ...fields, kind: 'commandResult', ...optional('group', group) });
}
