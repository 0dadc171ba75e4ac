/** Whether each broker of the cluster takes this user, and messages. */
import { randomUUID } from 'node:crypto';
import { EipError } from '../../errors.js';
import type { BrokerConfig } from '../../rabbitmq/option-types.js';
import { RabbitClient } from '../../rabbitmq/rabbit-client.js';
import type { Check, Surroundings } from '../check.js';
import { type Judgement, ok, problem, skipped, warning } from '../finding.js';
import type { Subject } from '../subject.js';
import { printable } from '../system/words.js';

export interface BrokerFacts {
  /** `host:port` */
  readonly at: string;
  /** Why it did not take us. */
  readonly error: Pick<EipError, 'code' | 'message' | 'check'> | undefined;
  /** Why it takes no messages now; null: it does; undefined: it could not be asked. */
  readonly blocked: string | null | undefined;
}

/** Of a cluster one node may be away: the service goes to another. */
export function judgeBroker(brokers: readonly BrokerFacts[]): Judgement[] {
  const usable = brokers.filter(({ error, blocked }) => error === undefined && typeof blocked !== 'string').length;
  return brokers.map((broker) => judgementOf(broker, usable));
}

const AWAY = new Set(['EIP_BROKER_CONNECT_FAILED', 'EIP_BROKER_CONNECTION_LOST']);

function judgementOf({ at, error, blocked }: BrokerFacts, usable: number): Judgement {
  if (error !== undefined) {
    const found = printable(error.message.replace(`. ${error.check}.`, ''), 400);
    const isAway = AWAY.has(error.code) && usable > 0;
    return isAway ? warning(`${found}; another node answers`, error.check) : problem(found, error.check);
  }
  if (blocked === null) return ok(`${printable(at)} takes this user, and messages`);
  if (blocked === undefined) return ok(`${printable(at)} takes this user`);
  return problem(
    `${printable(at)} takes no messages now: ${printable(blocked)}`,
    'Make room at the broker: "rabbitmq-diagnostics alarms" says whether memory or disk is low',
  );
}

type Broker = NonNullable<Subject['broker']>;

/** Nothing is declared: what is there is looked at. */
function lookingOnly(broker: Broker, exchange: string | undefined): Pick<BrokerConfig, 'queues' | 'exchanges'> {
  const made = exchange !== undefined && broker.exchanges[exchange]?.declare === 'active';
  const passive = <T extends { readonly declare?: string }>(all: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(all).filter(([, { declare }]) => declare === 'passive'));
  const exchanges = {
    ...passive(broker.exchanges),
    ...(exchange !== undefined && !made && { [exchange]: { declare: 'passive' as const } }),
  };
  return { queues: passive(broker.queues), exchanges };
}

/**
 * A broker that is low on something says so to who sends, behind the first message. So two are sent, to a queue that
 * nobody has: they come back. Who may not do that is not told.
 */
async function whyBlocked(
  client: RabbitClient,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<string | null | undefined> {
  const blocked = new Promise<string>((done) => client.once('blocked', ({ reason }) => done(reason)));
  const message = { queue: `eip-native.doctor.${randomUUID()}`, persistent: false, timeoutMs, signal };
  for (let i = 0; i < 2; i++) {
    const found = await Promise.race([blocked, refusalOf(client.sendMessage('', message))]);
    if (found !== null) return found;
  }
  return null;
}

/** Null: it came back. Undefined: it was not allowed. */
async function refusalOf(sending: Promise<unknown>): Promise<string | null | undefined> {
  try {
    await sending;
    return null;
  } catch (error) {
    if (!(error instanceof EipError)) throw error;
    if (error.code === 'EIP_MESSAGE_RETURNED') return null;
    return error.code === 'EIP_BROKER_DENIED' ? undefined : error.message.replace(`. ${error.check}.`, '');
  }
}

async function factsOf(at: string, config: BrokerConfig, { answerMs, signal }: Surroundings): Promise<BrokerFacts> {
  const client = new RabbitClient(config, { app: { name: 'eip-native doctor' } });
  client.on('error', () => {});
  try {
    await client.connect({ signal });
    return { at, error: undefined, blocked: await whyBlocked(client, answerMs, signal) };
  } catch (error) {
    const cause = (error as Error).cause;
    // What stands behind "no retries are left" is what a person wants to know.
    const told = cause instanceof EipError ? cause : error;
    if (!(told instanceof EipError)) throw error;
    return { at, error: told, blocked: null };
  } finally {
    await client.close();
  }
}

export const broker: Check = {
  id: 'broker',
  async run({ broker: subject, exchange }, around) {
    if (subject === undefined) return [skipped('no broker is configured')];
    const quick = { connectTimeoutMs: Math.max(100, around.answerMs), maxRetries: 0, drainTimeoutMs: 0 };
    const addresses = [subject.addresses].flat();
    const facts = addresses.map((address) => {
      const at = typeof address === 'string' ? address : `${address.host}:${address.port ?? ''}`;
      return factsOf(at, { ...subject, ...lookingOnly(subject, exchange), ...quick, addresses: address }, around);
    });
    return judgeBroker(await Promise.all(facts));
  },
};
