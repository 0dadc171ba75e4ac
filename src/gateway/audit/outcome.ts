/** What became of a write, as audit records and answers say it. */
import type { WriteResult } from '../../eip-client.js';
import { EipError, EipWriteError } from '../../errors.js';
import type { WriteOutcomeEntry } from '../../telemetry/record/record-types.js';
import { messageOf } from './audit-value.js';
import { sentenceOf } from './words.js';

/**
 * Of the record that is kept before a write: until another one tells what became of it, nobody knows.
 */
export const WRITE_BEGUN: WriteOutcomeEntry = Object.freeze({
  status: 'unknown',
  code: 'WRITE_BEGUN',
  reason:
    'It was about to be written. What became of it stands in the record whose intentId is the messageId of this one; where there is none, it may have been carried out: read the tag back',
});

/** Thrown before anything is sent, by clients that say no more of it. */
const BEFORE_SENDING: readonly string[] = ['EIP_CLIENT_CLOSED', 'EIP_NOT_CONNECTED', 'EIP_OPTION_INVALID'];

/** One result of `writeTags`. */
export function writeOutcome(result: WriteResult): WriteOutcomeEntry {
  return result.ok ? { status: 'ok' } : failedOutcome(result.error);
}

/**
 * Of what a write has thrown: `refused`, by a rule on our side; `failed`, the controller did not take it or it could not
 * be sent; `unknown`, everything of which nobody can say that nothing was changed.
 */
export function failedOutcome(error: unknown): WriteOutcomeEntry {
  if (!(error instanceof EipError))
    return { status: 'unknown', code: foreignCode(error), reason: foreignReason(error) };
  return { status: statusOf(error), code: error.code, reason: sentenceOf(error.message) };
}

function statusOf(error: EipError): 'failed' | 'refused' | 'unknown' {
  const { outcome, code } = error;
  if (outcome === 'unknown') return 'unknown';
  if (outcome === 'refused' || code === 'EIP_WRITE_NOT_SENT') return 'failed';
  if (error instanceof EipWriteError) return 'refused';
  return outcome === 'notSent' || BEFORE_SENDING.includes(code) ? 'failed' : 'unknown';
}

function foreignCode(error: unknown): string {
  const { name } = (error ?? {}) as { readonly name?: unknown };
  return name === 'AbortError' || name === 'TimeoutError' ? 'CALL_ABORTED' : 'UNEXPECTED_ERROR';
}

function foreignReason(error: unknown): string {
  return sentenceOf(`The call ended, and whether it was written is unknown: ${messageOf(error)}`);
}
