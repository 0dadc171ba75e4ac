/** Clients of a broker that retry quickly and are closed when their test ends. */
import { onTestFinished } from 'vitest';
import { type BrokerConfig, RabbitClient } from '../../src/rabbitmq.js';
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
