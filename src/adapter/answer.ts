/** How a request of the wire is answered, in the statuses of the wire, and what a handler's outcome means there. */

import { throwUncaught } from '../runtime/emit.js';
import { CipRefusal } from './cip-refusal.js';

export interface Answer {
  /** CIP general status; 0 accepts. */
  readonly general: number;
  /** First extended status word, 0 = none. */
  readonly extended: number;
  /** Of the reply. */
  readonly data?: Uint8Array | undefined;
}

export const ACCEPTED: Answer = { general: 0, extended: 0 };

/** The answers for outcomes that name no status of their own. */
export interface Outcomes {
  /** A `CipRefusal` without a status. */
  readonly refused: Answer;
  /** The handler failed: it threw something else, or gave what it may not give. */
  readonly failed: Answer;
}

/**
 * Runs a user's handler and makes an answer of what it does: a return is `accepted`, a `CipRefusal` its status. Anything
 * else that it throws is a mistake in it: the peer is refused, and the process hears of it as an uncaught exception.
 *
 * @param accepted makes the answer of what the handler returned; may throw as the handler may
 */
export function answerOf<T>(
  work: () => T | PromiseLike<T>,
  accepted: (result: T) => Answer | PromiseLike<Answer>,
  outcomes: Outcomes,
  signal: AbortSignal,
): Answer | Promise<Answer> {
  const refused = (thrown: unknown) => refusalOf(thrown, outcomes, signal);
  try {
    const result = work();
    if (isThenable(result)) return Promise.resolve(result).then(accepted).catch(refused);
    const answer = accepted(result);
    return isThenable(answer) ? Promise.resolve(answer).catch(refused) : answer;
  } catch (thrown) {
    return refused(thrown);
  }
}

/** For `accepted`: a handler that decides and gives nothing. `false` is no refusal, and must not pass for consent. */
export function acceptNothing(result: unknown): Answer {
  if (result === undefined) return ACCEPTED;
  throw new TypeError('A handler accepts by returning nothing and refuses by throwing a CipRefusal, got a value');
}

function refusalOf(thrown: unknown, { refused, failed }: Outcomes, signal: AbortSignal): Answer {
  if (thrown instanceof CipRefusal) {
    const { generalStatus, extendedStatus } = thrown;
    return generalStatus === undefined ? refused : { general: generalStatus, extended: extendedStatus };
  }
  // A handler that was told to stop may well say so.
  if (!signal.aborted || !isAbort(thrown, signal)) throwUncaught(thrown);
  return failed;
}

function isAbort(thrown: unknown, signal: AbortSignal): boolean {
  return thrown === signal.reason || (thrown instanceof Error && thrown.name === 'AbortError');
}

function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as PromiseLike<T> | undefined)?.then === 'function';
}
