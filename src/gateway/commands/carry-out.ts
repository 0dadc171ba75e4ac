/** The writes of a command, and what became of them as a whole. */
import type { WriteResult } from '../../eip-client.js';
import { failedOutcome, writeOutcome } from '../audit/index.js';
import { sentenceOf } from '../audit/words.js';
import type { Admitted } from './admission.js';
import { type Results, type Verdict, verdict } from './verdict.js';

/** What is to be seen of a write that nobody told of: nothing that can be relied on. */
const NOT_TOLD = {
  status: 'unknown',
  code: 'UNEXPECTED_ERROR',
  reason: 'The target did not tell what became of it',
} as const;

/** @param write bounded in time. Never rejects: whatever is thrown, it may have been written. */
export async function carryOut(
  { values }: Pick<Admitted, 'values'>,
  write: () => Promise<Record<string, WriteResult>>,
): Promise<Results> {
  const names = Object.keys(values);
  try {
    const told = await write();
    return fromEntries(names, (name) => {
      const result = Object.hasOwn(told, name) ? told[name] : undefined;
      return result === undefined ? NOT_TOLD : writeOutcome(result);
    });
  } catch (error) {
    const outcome = failedOutcome(error);
    return fromEntries(names, () => outcome);
  }
}

function fromEntries<T>(names: readonly string[], outcomeOf: (name: string) => T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, outcomeOf(name)]));
}

/** Codes of refusals that another try may not meet. */
const PASSING: ReadonlySet<string> = new Set(['EIP_WRITE_NOT_SENT', 'EIP_NOT_CONNECTED', 'EIP_WRITE_TOO_OFTEN']);

/** All of them as one. */
export function combined(results: Results, idempotent: boolean): Verdict {
  const entries = Object.entries(results);
  const bad = entries.filter(([, { status }]) => status !== 'ok');
  if (bad.length === 0) return entries.length === 1 ? { status: 'ok' } : { status: 'ok', results };
  const [tag, first] = worst(bad);
  const words = entries.length === 1 ? (first.reason ?? '') : `${tag}: ${first.reason ?? ''}`;
  const code = first.code ?? 'UNEXPECTED_ERROR';
  const parts = entries.length === 1 ? {} : { results };
  if (first.status === 'unknown') {
    return { status: 'unknown', code, reason: sentenceOf(words), retryable: idempotent, ...parts };
  }
  if (bad.length < entries.length) {
    const reason = `${bad.length} of ${entries.length} tags were not written, the others were: ${words}`;
    return { ...verdict('PARTIALLY_WRITTEN', sentenceOf(reason), results), retryable: idempotent };
  }
  const status = bad.every(([, one]) => one.status === 'refused') ? 'refused' : 'failed';
  return { status, code, reason: sentenceOf(words), retryable: PASSING.has(code), ...parts };
}

function worst(bad: readonly (readonly [string, Results[string]])[]): readonly [string, Results[string]] {
  const order = ['unknown', 'failed', 'refused', 'expired'];
  return [...bad].sort(([, a], [, b]) => order.indexOf(a.status) - order.indexOf(b.status))[0] as (typeof bad)[number];
}
