/** The consumers of a client: what each needs declared, and where its dead letters go. */
import type { App } from '../config/app.js';
import { shown } from '../config/shown.js';
import type { EipError } from '../errors.js';
import type { LogTarget } from '../logging/logger.js';
import { type ConsumeRules, consumeRules } from './consume-options.js';
import type { ConsumeOptions, Consumer, ConsumerStatus, DeadLetter, MessageHandler } from './consume-types.js';
import { type DeadPlace, deadEnvelope } from './dead-letter.js';
import { ConsumerConfigurationError } from './errors.js';
import { ensureQueue, requireExchange } from './last-place.js';
import type { BrokerSettings } from './options.js';
import type { Publisher } from './publisher.js';
import { type ParsedQueue, queueSchema } from './queue-schema.js';
import type { RawMessage } from './raw-body.js';
import type { Session } from './session.js';
import { Subscription, type SubscriptionHost } from './subscription.js';
import { declareQueue } from './topology.js';

export interface ConsumersHost {
  readonly settings: BrokerSettings;
  readonly app: App;
  readonly publisher: Publisher;
  readonly log: LogTarget;
  session(): Session | undefined;
  error(error: EipError): void;
}

const MOST_BYTES = 255;

export class Consumers {
  readonly #host: ConsumersHost;
  readonly #subscriptions = new Set<Subscription>();

  constructor(host: ConsumersHost) {
    this.#host = host;
  }

  status(): ConsumerStatus[] {
    return [...this.#subscriptions].map((subscription) => subscription.status());
  }

  /** Looks at everything before anything is asked of the broker. @throws ConsumerConfigurationError */
  prepare(queue: unknown, handler: unknown, options: ConsumeOptions | undefined): () => Promise<Consumer> {
    const queues = queuesIn(queue);
    if (typeof handler !== 'function')
      throw refused(`expected a function that handles messages, got ${shown(handler)}`);
    const rules = consumeRules(options);
    const subscriptions = queues.map((name) => this.#make(name, rules, handler as MessageHandler));
    return () => this.#begin(queues, subscriptions, rules.signal);
  }

  /** All of them, through the session that is there now. */
  resume(session: Session): void {
    for (const subscription of this.#subscriptions) void subscription.resume(session);
  }

  /** Resolves when nothing is left on an earlier session. */
  async retired(): Promise<void> {
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.retired()));
  }

  /** @param queue undefined: of all queues. */
  async stop(queue?: string, options?: { abortNow?: boolean }): Promise<void> {
    const meant = [...this.#subscriptions].filter((one) => queue === undefined || one.queue === queue);
    await this.#stopAll(meant, options);
  }

  async #begin(
    queues: readonly string[],
    subscriptions: readonly Subscription[],
    signal?: AbortSignal,
  ): Promise<Consumer> {
    signal?.throwIfAborted();
    const session = this.#host.session();
    for (const subscription of subscriptions) this.#subscriptions.add(subscription);
    const stop = (): Promise<void> => this.#stopAll(subscriptions);
    try {
      if (session !== undefined) for (const subscription of subscriptions) await subscription.start(session);
      signal?.throwIfAborted();
    } catch (error) {
      await stop();
      throw error;
    }
    const onAbort = (): void => void stop();
    signal?.addEventListener('abort', onAbort, { once: true });
    return {
      queues,
      status: () => subscriptions.map((subscription) => subscription.status()),
      stop: async () => {
        signal?.removeEventListener('abort', onAbort);
        await stop();
      },
    };
  }

  async #stopAll(subscriptions: readonly Subscription[], options?: { abortNow?: boolean }): Promise<void> {
    await Promise.all(subscriptions.map((subscription) => subscription.stop(options)));
    for (const subscription of subscriptions) this.#subscriptions.delete(subscription);
  }

  #make(queue: string, rules: ConsumeRules, handler: MessageHandler): Subscription {
    const { settings, log, error } = this.#host;
    const options = settings.queues[queue];
    if (options?.type === 'stream' && rules.exclusive) throw refused('exclusive: a stream has no exclusive consumers');
    if (rules.offset !== undefined && options !== undefined && options.type !== 'stream') {
      throw refused(`offset: the queue "${queue}" is no stream`);
    }
    const declared = rules.singleActiveConsumer ? oneConsumerQueue(queue, options) : options;
    const letter = this.#letterOf(queue, rules);
    const host: SubscriptionHost = {
      log,
      retryDelayMs: settings.retryDelayMs,
      prefetch: settings.prefetch,
      drainTimeoutMs: settings.drainTimeoutMs,
      error,
      prepare: (session) => this.#prepare(session, queue, declared, letter),
      bury: (raw, attempts, cause) =>
        this.#bury(letter, raw, { queue, attempts, error: cause, instance: this.#host.app.instance }),
    };
    return new Subscription(queue, rules, handler, host);
  }

  #letterOf(queue: string, { deadLetter }: ConsumeRules): DeadLetter {
    if (deadLetter !== undefined) return deadLetter;
    const { deadLetterExchange: exchange, deadLetterRoutingKey: key } = this.#host.settings.queues[queue] ?? {};
    if (exchange !== undefined) return { exchange, ...(key !== undefined && { routingKey: key }) };
    const name = `${queue}.dead`;
    if (Buffer.byteLength(name) > MOST_BYTES)
      throw refused(`the name of the dead-letter queue of "${queue}" is too long: set "deadLetter"`);
    return { queue: name };
  }

  /** The queue too: somebody may have deleted it since the connection was made. */
  async #prepare(session: Session, queue: string, options: ParsedQueue | undefined, letter: DeadLetter): Promise<void> {
    const acquire = () => session.acquireConsuming();
    if (options !== undefined) await declareQueue(queue, options, acquire);
    if (letter === 'broker') return;
    if ('queue' in letter)
      await ensureQueue(letter.queue, this.#host.settings.queues[letter.queue] !== undefined, acquire);
    else if (letter.exchange !== '') await requireExchange(letter.exchange, acquire);
  }

  async #bury(
    letter: DeadLetter,
    raw: RawMessage,
    reason: Parameters<typeof deadEnvelope>[2],
  ): Promise<'sent' | 'reject'> {
    this.#host.log.error(
      { err: reason.error, queue: reason.queue, messageId: raw.messageId },
      'a message is dead-lettered',
    );
    if (letter === 'broker') return 'reject';
    const place: DeadPlace =
      'queue' in letter
        ? { exchange: '', routingKey: letter.queue }
        : { exchange: letter.exchange, routingKey: letter.routingKey ?? raw.routingKey };
    const envelope = deadEnvelope(raw, place, reason);
    const timeoutMs = this.#host.settings.sendTimeoutMs;
    await this.#host.publisher.send({ envelope, content: raw.body, timeoutMs }).done;
    return 'sent';
  }
}

/** Nobody tells whether a queue is one of those: it has to be declared as one, which the broker refuses where it is not. */
function oneConsumerQueue(queue: string, options: ParsedQueue | undefined): ParsedQueue {
  if (options === undefined) return queueSchema.parse({ singleActiveConsumer: true });
  if (options.singleActiveConsumer && options.declare === 'active') return options;
  throw refused(
    `the queue "${queue}" has to have one active consumer: give it singleActiveConsumer, and declare "active"`,
  );
}

function queuesIn(given: unknown): readonly string[] {
  const names: readonly unknown[] = Array.isArray(given)
    ? Array.from(new Set<unknown>(given))
    : given === undefined
      ? []
      : [given];
  if (names.length === 0) throw refused('no queue is given');
  for (const name of names) {
    if (typeof name !== 'string' || name === '' || Buffer.byteLength(name) > MOST_BYTES) {
      throw refused(`expected the name of a queue, 1 to ${MOST_BYTES} bytes, got ${shown(name)}`);
    }
  }
  return names as readonly string[];
}

function refused(what: string): ConsumerConfigurationError {
  return new ConsumerConfigurationError(`Nothing is consumed: ${what}`);
}
