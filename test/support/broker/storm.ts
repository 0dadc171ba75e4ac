/** Messages through a broker to which everything happens; what was confirmed is counted at the consumer. */
import { setTimeout as delay } from 'node:timers/promises';
import type { ReceivedMessage } from '../../../src/rabbitmq/consume-types.js';
import type { RabbitClient } from '../../../src/rabbitmq.js';
import type { Broker } from './broker.js';

/** What may happen to the broker. */
export const TROUBLES = {
  stop: async (broker: Broker) => {
    await broker.stop();
    await broker.start();
  },
  kill: async (broker: Broker) => {
    await broker.kill();
    await broker.start();
  },
  close: async (broker: Broker) => {
    await broker.closeConnections('a storm');
  },
  suspend: async (broker: Broker) => {
    broker.suspend();
    await delay(300);
    broker.resume();
  },
} as const;

export type Trouble = keyof typeof TROUBLES;

export interface StormPlan {
  readonly broker: Broker;
  /** Sends. */
  readonly sender: RabbitClient;
  /** Receives, over a connection of its own. */
  readonly receiver: RabbitClient;
  readonly queue: string;
  readonly messages: number;
  /** At what number of confirmed messages, in this order. */
  readonly troubles: readonly (readonly [at: number, trouble: Trouble])[];
  readonly inFlight?: number;
  /** Time for what was confirmed to arrive at the end, ms. */
  readonly arrivalMs?: number;
  /** One message in a thousand is sent with the body of another: has to be noticed. */
  readonly corrupt?: boolean;
}

export interface StormReport {
  readonly confirmed: number;
  /** Codes of the errors of sends, and how often. */
  readonly rejected: Readonly<Record<string, number>>;
  readonly received: number;
  /** Received again with the `messageId` of before. */
  readonly duplicates: number;
  /** Confirmed and never received. */
  readonly missing: readonly string[];
  /** Received, and not as it was sent. */
  readonly wrong: readonly string[];
  readonly happened: Readonly<Record<string, number>>;
}

interface Body {
  readonly n: number;
  readonly text: string;
}

const idOf = (n: number) => `storm-${n}`;
const bodyOf = (n: number): Body => ({ n, text: `message ${n} ${'.'.repeat(n % 300)}` });

/** What arrived, by number. */
class Arrivals {
  readonly wrong: string[] = [];
  readonly seen = new Set<number>();
  duplicates = 0;

  take({ messageId, body }: ReceivedMessage): void {
    const { n, text } = body as Body;
    if (messageId !== idOf(n) || text !== bodyOf(n).text) this.wrong.push(`${messageId}: ${JSON.stringify(body)}`);
    if (this.seen.has(n)) this.duplicates++;
    this.seen.add(n);
  }
}

/** Sends all, makes trouble meanwhile, waits for what was confirmed. */
export async function storm(plan: StormPlan): Promise<StormReport> {
  const arrivals = new Arrivals();
  await plan.receiver.consumeMessages(plan.queue, (message) => arrivals.take(message), {
    prefetch: 200,
    concurrency: 50,
  });
  const outcome = await sendAll(plan);
  const missing = () => [...outcome.confirmed].filter((n) => !arrivals.seen.has(n));
  const until = performance.now() + (plan.arrivalMs ?? 60_000);
  const waits = () => missing().length > 0 && arrivals.wrong.length === 0 && performance.now() < until;
  while (waits()) await delay(50);
  return {
    confirmed: outcome.confirmed.size,
    rejected: outcome.rejected,
    received: arrivals.seen.size + arrivals.duplicates,
    duplicates: arrivals.duplicates,
    missing: missing().map(idOf),
    wrong: arrivals.wrong,
    happened: outcome.happened,
  };
}

interface Outcome {
  readonly confirmed: Set<number>;
  readonly rejected: Record<string, number>;
  readonly happened: Record<string, number>;
}

/** So many senders, each with one message after the other; the troubles happen beside them, one at a time. */
async function sendAll(plan: StormPlan): Promise<Outcome> {
  const { broker, sender, queue, messages, troubles, inFlight = 200, corrupt = false } = plan;
  const outcome: Outcome = { confirmed: new Set(), rejected: {}, happened: {} };
  let next = 0;
  let trouble = Promise.resolve();
  const waiting = [...troubles];
  const startTroubles = (): void => {
    for (let first = waiting[0]; first !== undefined && outcome.confirmed.size >= first[0]; first = waiting[0]) {
      const [, name] = first;
      waiting.shift();
      outcome.happened[name] = (outcome.happened[name] ?? 0) + 1;
      trouble = trouble.then(() => TROUBLES[name](broker));
    }
  };
  const sendOn = async (): Promise<void> => {
    while (next < messages) {
      const n = next++;
      try {
        await sender.sendMessage(bodyOf(corrupt && n % 1_000 === 7 ? n + 1 : n), { queue, messageId: idOf(n) });
        outcome.confirmed.add(n);
      } catch (error) {
        count(outcome.rejected, String((error as { code?: string }).code ?? error));
      }
      startTroubles();
    }
  };
  await Promise.all(Array.from({ length: inFlight }, sendOn));
  await trouble;
  return outcome;
}

function count(tally: Record<string, number>, what: string): void {
  tally[what] = (tally[what] ?? 0) + 1;
}
