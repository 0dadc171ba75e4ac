/** What `healthCheck()` of a client of explicit messages finds. */

import type { Health } from '../eip-client.js';
import { EipError } from '../errors.js';
import type { ConnectionHealth } from './channel-figures.js';
import { whatOf } from './failures.js';
import type { ModuleIdentity } from './module-identity.js';
import type { PlcConnection } from './plc-connection.js';
import type { SubscriptionsHealth } from './subscriptions/index.js';
import type { Subscriptions } from './subscriptions/subscriptions.js';

export interface ExplicitHealth extends Health {
  /** From asking the controller who it is to its answer, ms; null when it did not answer. */
  readonly roundTripMs: number | null;
  /** Who it says that it is. */
  readonly identity: ModuleIdentity | null;
  /** As in `1/0`; null for none. */
  readonly route: string | null;
  /** Ways to the controller that are open, each with one request at a time; in the order in which they were opened. */
  readonly connections: readonly ConnectionHealth[];
  /** Messages since it was connected that answered nothing that was on the way: late, repeated, or not for us. */
  readonly strayReplies: number;
  /** Cycles of the rates that are subscribed to. */
  readonly subscriptions: SubscriptionsHealth;
}

/** Asks the controller, unless there is nobody to ask. */
export async function healthOf(
  connection: PlcConnection,
  subscriptions: Pick<Subscriptions, 'health'>,
  identify: () => Promise<ModuleIdentity>,
): Promise<ExplicitHealth> {
  const answer = connection.state === 'connected' ? await timed(identify) : undefined;
  const { state, lastError, ageMs, target, strays } = connection;
  const reason = answer?.error ?? (state === 'connected' ? null : connection.whyNot());
  return {
    healthy: reason === null,
    reason,
    state,
    peers: connection.peers().map((peer) => ({ ...peer, ageMs: ageMs === null ? null : Math.round(ageMs) })),
    lastError,
    roundTripMs: answer?.roundTripMs ?? null,
    identity: answer?.identity ?? null,
    route: target.route ?? null,
    connections: connection.pool.health(),
    strayReplies: strays,
    subscriptions: subscriptions.health(),
  };
}

async function timed(identify: () => Promise<ModuleIdentity>) {
  const start = performance.now();
  try {
    const identity = await identify();
    return { identity, roundTripMs: performance.now() - start, error: null };
  } catch (error) {
    const text = error instanceof EipError ? whatOf(error) : String(error);
    return { identity: null, roundTripMs: null, error: text };
  }
}
