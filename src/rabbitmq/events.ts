/** What a client of the broker tells. */
import type { EipConnectionError, EipError } from '../errors.js';
import type { ReturnedMessage } from './send-types.js';

export interface RabbitClientEvents {
  /** Messages go through from now on, and consumers get theirs. */
  connected: [{ readonly address: string }];
  /** The connection broke. */
  disconnected: [{ readonly error: EipConnectionError }];
  /** It waits before an attempt to connect. */
  reconnecting: [{ readonly attempt: number; readonly delayMs: number; readonly error: Error }];
  /** The broker takes no messages: it is low on memory or disk. */
  blocked: [{ readonly reason: string }];
  unblocked: [Record<string, never>];
  /** A message reached no queue. Its send rejects too. */
  returned: [ReturnedMessage];
  /**
   * What nobody waits for: the retries are used up (ConnectionLossError), a consumer was ended by the broker or can't
   * begin again, a message can't be dead-lettered. Without a listener it is an uncaught exception.
   */
  error: [EipError];
}
