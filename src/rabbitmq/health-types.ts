/** What a client of the broker tells of its state. */
import type { EipError } from '../errors.js';
import type { ConsumerStatus } from './consume-types.js';

export type BrokerState = 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'lost' | 'closed';

/** Plain data, fit for JSON. */
export interface BrokerHealth {
  /** Messages can be sent now, and every consumer gets its own. */
  readonly healthy: boolean;
  /** Why not, in words; null when healthy. */
  readonly reason: string | null;
  readonly state: BrokerState;
  /** `host:port`; null without a connection. */
  readonly address: string | null;
  /** Why the broker takes no messages; null when it does. */
  readonly blocked: string | null;
  /** Time for a question and its answer, ms; null without an answer. */
  readonly roundTripMs: number | null;
  /** Messages that wait to be sent. */
  readonly waiting: number;
  /** Messages without their confirm. */
  readonly inFlight: number;
  /** Since the last confirm, ms; null before the first. */
  readonly lastConfirmMs: number | null;
  readonly consumers: readonly ConsumerStatus[];
  /** The last error of the connection, also when all is well since. */
  readonly lastError: EipError | null;
}
