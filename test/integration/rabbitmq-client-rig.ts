/** Clients of a broker that are closed when their test ends, and messages as they come. */
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import type { BrokerConfig, RabbitClientEvents, ReceivedMessage } from '../../src/rabbitmq.js';
import { RabbitClient } from '../../src/rabbitmq.js';
import type { Broker } from '../support/broker/broker.js';

/** Retries at once, and ends soon. */
export const QUICK: BrokerConfig = { retryDelayMs: 50, maxRetries: 400, drainTimeoutMs: 5_000, heartbeat: 1 };

export interface Told {
  readonly client: RabbitClient;
  readonly errors: Error[];
}

/** Not connected yet. Errors that nobody waits for are kept. */
export function client(broker: Pick<Broker, 'address'>, config: BrokerConfig = {}, app = {}): Told {
  const made = new RabbitClient({ addresses: broker.address, ...QUICK, ...config }, { app });
  const errors: Error[] = [];
  made.on('error', (error) => errors.push(error));
  onTestFinished(() => made.close());
  return { client: made, errors };
}

export async function connected(
  broker: Pick<Broker, 'address'>,
  config?: BrokerConfig,
  app?: object,
): Promise<RabbitClient> {
  const { client: made } = client(broker, config, app);
  await made.connect();
  return made;
}

export async function next<K extends keyof RabbitClientEvents>(
  from: RabbitClient,
  event: K,
): Promise<RabbitClientEvents[K][0]> {
  const [payload] = (await once(from, event)) as [RabbitClientEvents[K][0]];
  return payload;
}

/** Takes messages; `until(n)` resolves when there are so many. */
export class Inbox {
  readonly messages: ReceivedMessage[] = [];
  private waiting: { readonly count: number; readonly tell: () => void }[] = [];

  readonly take = (message: ReceivedMessage): void => {
    this.messages.push(message);
    this.waiting = this.waiting.filter(({ count, tell }) => {
      if (this.messages.length < count) return true;
      tell();
      return false;
    });
  };

  async until(count: number): Promise<readonly ReceivedMessage[]> {
    if (this.messages.length < count) await new Promise<void>((tell) => this.waiting.push({ count, tell }));
    return this.messages;
  }

  get bodies(): unknown[] {
    return this.messages.map(({ body }) => body);
  }
}

/** What a rejection is, or an error that there was none. */
export async function rejection(work: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  return work.then(
    () => {
      throw new Error('it did not reject');
    },
    (error: unknown) => error as Error & Record<string, unknown>,
  );
}
