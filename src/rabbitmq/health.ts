/** What `healthCheck()` of a client of the broker finds. */
import type { EipError } from '../errors.js';
import type { ConsumerStatus } from './consume-types.js';
import type { BrokerHealth, BrokerState } from './health-types.js';
import { settledWithin } from './pause.js';
import type { Publisher } from './publisher.js';
import type { Session } from './session.js';

export interface HealthSources {
  readonly state: BrokerState;
  readonly session: Session | undefined;
  readonly publisher: Publisher;
  readonly consumers: readonly ConsumerStatus[];
  readonly lastError: EipError | null;
}

export async function brokerHealth(sources: HealthSources, timeoutMs: number): Promise<BrokerHealth> {
  const { state, session, publisher, consumers, lastError } = sources;
  const blocked = session?.blockedReason ?? null;
  const roundTripMs = session !== undefined && blocked === null ? await roundTrip(session, timeoutMs) : null;
  const reason = reasonOf({ state, blocked, roundTripMs, consumers, lastError, timeoutMs });
  return {
    healthy: reason === null,
    reason,
    state,
    address: session?.at ?? null,
    blocked,
    roundTripMs,
    waiting: publisher.waiting,
    inFlight: publisher.inFlight,
    lastConfirmMs: publisher.lastConfirm === null ? null : Math.round(performance.now() - publisher.lastConfirm),
    consumers,
    lastError,
  };
}

interface Findings extends Pick<BrokerHealth, 'state' | 'blocked' | 'roundTripMs' | 'consumers' | 'lastError'> {
  readonly timeoutMs: number;
}

function reasonOf({ state, blocked, roundTripMs, consumers, lastError, timeoutMs }: Findings): string | null {
  if (state !== 'connected') return `${WORDS[state]}${state === 'closed' ? '' : because(lastError)}`;
  if (blocked !== null) return `the broker takes no messages now: ${blocked}`;
  if (roundTripMs === null) return `the broker did not answer within ${timeoutMs} ms`;
  const idle = consumers.find(({ active }) => !active);
  return idle === undefined ? null : `the consumer of the queue "${idle.queue}" gets no messages: ${whyIdle(idle)}`;
}

function whyIdle({ error }: ConsumerStatus): string {
  return error === undefined ? 'it begins just now' : error.message;
}

const WORDS: Readonly<Record<Exclude<BrokerState, 'connected'>, string>> = {
  idle: 'not connected: connect() was not called, or failed',
  connecting: 'connecting for the first time',
  reconnecting: 'the connection is lost, and being made again',
  lost: 'the connection is lost, and the retries are used up',
  closed: 'closed',
};

function because(error: EipError | null): string {
  return error === null ? '' : `: ${error.message}`;
}

/** A channel, opened and closed: what a dead peer behind an open socket does not do. */
async function roundTrip(session: Session, timeoutMs: number): Promise<number | null> {
  const begun = performance.now();
  let answered = false;
  const question = session.acquirePublishing().then(async (channel) => {
    channel.on('error', () => {});
    answered = true;
    await channel.close();
  });
  await settledWithin(question, timeoutMs);
  return answered ? Math.round(performance.now() - begun) : null;
}
