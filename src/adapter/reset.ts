/** Identity Reset: whether it may be, and what it does, is the program's to say. */
import type { NativeRequest } from '../native/binding.js';
import { type Answer, acceptNothing, answerOf, type Outcomes } from './answer.js';

/** A peer asks this device to reset. */
export interface ResetRequest {
  /**
   * 0: as if switched off and on. 1: the same, and back to the settings it was delivered with: once the handler has
   * accepted, the adapter takes its own settings back to the options, on the disk too, before the peer gets its reply.
   */
  readonly type: 0 | 1;
  /** Aborted when an answer goes nowhere any more: its time is over, whoever asked has gone, or the adapter stops. */
  readonly signal: AbortSignal;
}

/**
 * Accepts by returning nothing, at once or later: the peer then gets its reply, and resetting is the program's to do,
 * afterwards. Refuses by throwing a `CipRefusal` (default 0x0C).
 */
export type ResetHandler = (request: ResetRequest) => void | Promise<void>;

/** General status 0x02: the settings could not go back. */
const NOT_RESET: Answer = { general: 0x02, extended: 0 };
const OUTCOMES: Outcomes = { refused: { general: 0x0c, extended: 0 }, failed: { general: 0x02, extended: 0 } };

/** @internal @param goBack takes the settings back to the options; has told when it can't */
export function answerReset(
  handler: ResetHandler,
  { data }: NativeRequest,
  signal: AbortSignal,
  goBack: () => Promise<void>,
): Answer | Promise<Answer> {
  const type = data[0] === 1 ? 1 : 0;
  const accepted = (result: unknown) => {
    const answer = acceptNothing(result);
    if (type === 0 || signal.aborted) return answer; // aborted: the peer has been refused, or has gone
    return goBack().then(
      () => answer,
      () => NOT_RESET,
    );
  };
  return answerOf<unknown>(() => handler({ type, signal }), accepted, OUTCOMES, signal);
}
