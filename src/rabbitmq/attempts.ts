/**
 * One delivery, until it is done with. A failed handler is called again here, while the broker still holds the message
 * as unacknowledged: a crash loses nothing, and with one handler at a time the order stays. Sending it anew with a
 * counter would keep count over a crash, but lose the order and the message's place, and could double it.
 */

import { withCorrelationId } from '../logging/correlation.js';
import type { LogTarget } from '../logging/logger.js';
import type { ConsumeRules } from './consume-options.js';
import type { MessageHandler } from './consume-types.js';
import { pausedFully } from './pause.js';
import type { RawMessage } from './raw-body.js';
import { deliveriesBefore, type ReadMessage, readMessage } from './read-message.js';
import { backOff } from './retry-schedule.js';
import type { Run } from './run.js';

export interface Delivery {
  readonly run: Run;
  readonly raw: RawMessage;
}

/** Handled; to be dead-lettered; or left to the broker, who delivers it again. */
export type Verdict =
  | { readonly kind: 'handled' }
  | { readonly kind: 'dead'; readonly attempts: number; readonly error: unknown }
  | { readonly kind: 'left' };

export interface AttemptContext {
  readonly queue: string;
  readonly rules: ConsumeRules;
  readonly handler: MessageHandler;
  /** For the handler. */
  readonly signal: AbortSignal;
  readonly log: LogTarget;
  failed(): void;
}

const LEFT: Verdict = { kind: 'left' };

export async function handle(delivery: Delivery, context: AttemptContext): Promise<Verdict> {
  const { rules, queue } = context;
  const read = readMessage(delivery.raw, queue, rules);
  if (read.fault !== undefined) return { kind: 'dead', attempts: 0, error: read.fault };
  const before = deliveriesBefore(delivery.raw);
  if (before >= rules.maxDeliveries) {
    const error = new Error(`delivered ${before + 1} times, and never acknowledged`);
    return { kind: 'dead', attempts: 0, error };
  }
  return tried(delivery, read, context);
}

async function tried({ run }: Delivery, { message }: ReadMessage, context: AttemptContext): Promise<Verdict> {
  const { rules, handler, signal, log } = context;
  const { maxAttempts, retryable } = rules.retry;
  for (let attempt = 1; ; attempt++) {
    try {
      await withCorrelationId(message.correlationId, async () => handler({ ...message, attempt, signal }));
      return { kind: 'handled' };
    } catch (error) {
      if (signal.aborted) return LEFT;
      context.failed();
      const last = attempt >= maxAttempts || !mayRetry(retryable, error);
      log.warn(
        { err: error, queue: context.queue, messageId: message.messageId, attempt },
        'handling a message failed',
      );
      if (last) return { kind: 'dead', attempts: attempt, error };
    }
    if (!(await pausedFully(backOff(rules.retry, attempt), run.over))) return LEFT;
  }
}

/** A rule that throws has no opinion. */
function mayRetry(retryable: ((error: unknown) => boolean) | undefined, error: unknown): boolean {
  try {
    return retryable?.(error) ?? true;
  } catch {
    return true;
  }
}
