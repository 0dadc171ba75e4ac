/** Clients for the tests of RabbitMQ: quick to come back, closed after each test. */
import { once } from 'node:events';
import { afterEach, expect } from 'vitest';
import {
  type BrokerConfig,
  type ConsumeOptions,
  RabbitClient,
  type RabbitClientEvents,
  type ReceivedMessage,
} from '../../src/rabbitmq.js';

const open = new Set<RabbitClient>();
afterEach(async () => {
  for (const client of open) await client.close();
  open.clear();
});

export function newClient(config: BrokerConfig): RabbitClient {
  const client = new RabbitClient({ maxRetries: 'infinity', retryDelayMs: 100, drainTimeoutMs: 2_000, ...config });
  client.on('error', () => {});
  open.add(client);
  return client;
}

export async function connected(config: BrokerConfig): Promise<RabbitClient> {
  const client = newClient(config);
  await client.connect();
  return client;
}

/** The next event of this name. */
export async function next<K extends keyof RabbitClientEvents>(
  client: RabbitClient,
  event: K,
): Promise<RabbitClientEvents[K][0]> {
  const [payload] = (await once(client, event)) as [RabbitClientEvents[K][0]];
  return payload;
}

export interface Failure extends Error {
  readonly code: string;
  readonly check?: string;
  readonly outcome?: string;
}

/** What it rejects with. */
export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const outcome = await work.then(
    () => undefined,
    (error: Failure) => error,
  );
  if (outcome === undefined) throw new Error('it was expected to fail');
  return outcome;
}

export async function expectFailure(work: Promise<unknown>, code: string, text: RegExp): Promise<Failure> {
  const failure = await failureOf(work);
  expect(failure.message).toMatch(text);
  expect(failure.code).toBe(code);
  return failure;
}

/** What a handler got, and a wait for so many of them. */
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

  get ids(): (string | undefined)[] {
    return this.messages.map(({ messageId }) => messageId);
  }

  get bodies(): unknown[] {
    return this.messages.map(({ body }) => body);
  }

  /** The first `count` messages. */
  async first(count: number): Promise<readonly ReceivedMessage[]> {
    if (this.messages.length < count) await new Promise<void>((tell) => this.waiting.push({ count, tell }));
    return this.messages.slice(0, count);
  }
}

/** Consumes into an inbox. */
export async function inbox(client: RabbitClient, queue: string, options: ConsumeOptions = {}): Promise<Inbox> {
  const box = new Inbox();
  await client.consumeMessages(queue, box.take, options);
  return box;
}

export interface Deferred {
  readonly promise: Promise<void>;
  resolve(): void;
}

/** A promise that somebody else resolves. */
export function deferred(): Deferred {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
