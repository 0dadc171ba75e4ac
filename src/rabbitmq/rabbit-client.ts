/** A client of a RabbitMQ broker, or of a cluster of them. */
import { EventEmitter } from 'node:events';
import { type App, type AppOptions, appSchema } from '../config/app.js';
import { parsed } from '../config/refusal.js';
import { shown } from '../config/shown.js';
import { type EipConnectionError, EipError } from '../errors.js';
import { type LogTarget, silent } from '../logging/logger.js';
import { signalOf } from '../runtime/call-arguments.js';
import { emitIsolated } from '../runtime/emit.js';
import { Connector } from './connector.js';
import type { ConsumeOptions, Consumer, MessageHandler } from './consume-types.js';
import { Consumers } from './consumers.js';
import { ConnectionLossError, whatHappened } from './errors.js';
import type { RabbitClientEvents } from './events.js';
import { brokerHealth } from './health.js';
import type { BrokerHealth } from './health-types.js';
import { clientClosed, Keeper } from './keeper.js';
import type { BrokerConfig } from './option-types.js';
import { type BrokerSettings, normalise } from './options.js';
import { notConnected, Publisher } from './publisher.js';
import type { MessageBody, OutgoingMessage, SendManyOptions, SendOptions, SendResult } from './send-types.js';
import { Sender } from './sender.js';
import type { Session } from './session.js';
import { declareTopology } from './topology.js';

export interface RabbitClientOptions {
  /** Any logger of pino; default: nothing is logged. */
  readonly logger?: LogTarget;
  /** What messages say of the service that sent them; default: `{}`. */
  readonly app?: AppOptions;
}

const HEALTH_MS = 3_000;

export class RabbitClient extends EventEmitter<RabbitClientEvents> implements AsyncDisposable {
  readonly #settings: BrokerSettings;
  readonly #log: LogTarget;
  readonly #keeper: Keeper;
  readonly #publisher: Publisher;
  readonly #sender: Sender;
  readonly #consumers: Consumers;
  #closed: Promise<void> | undefined;

  /** @throws EipConfigError EIP_OPTION_INVALID */
  constructor(config: BrokerConfig = {}, { logger = silent, app }: RabbitClientOptions = {}) {
    super();
    this.#settings = normalise(config);
    this.#log = logger;
    const complete = parsed('app', appSchema, app ?? {});
    this.#publisher = new Publisher(this.#settings, (message) => this.#emit('returned', message));
    this.#sender = new Sender(this.#publisher, this.#settings, complete);
    this.#keeper = this.#makeKeeper(complete);
    this.#consumers = new Consumers({
      settings: this.#settings,
      app: complete,
      publisher: this.#publisher,
      log: logger,
      session: () => this.#keeper.session,
      error: (error) => this.#emit('error', error),
    });
  }

  /**
   * Connects, and declares queues and exchanges. Idempotent.
   *
   * @throws EipConnectionError EIP_BROKER_LOGIN_REFUSED, EIP_BROKER_VHOST_REFUSED, EIP_BROKER_TLS_FAILED at once;
   * ConnectionLossError after `maxRetries`
   */
  async connect(options?: { readonly signal?: AbortSignal }): Promise<void> {
    const signal = signalOf(options);
    if (this.#closed !== undefined) throw clientClosed();
    await this.#keeper.connect(signal);
  }

  /**
   * Sends a message; resolves when the broker confirmed every copy.
   *
   * While the connection is being made again, or the broker takes no messages, it waits within its time.
   * @throws PublisherConfigurationError; EipWriteError EIP_MESSAGE_RETURNED, EIP_MESSAGE_REFUSED, EIP_MESSAGE_BACKLOG;
   * EipTimeoutError EIP_MESSAGE_TIMEOUT; ConnectionLossError; `outcome` says whether it may have been taken
   */
  sendMessage(body: MessageBody, options: SendOptions): Promise<SendResult> {
    // No async function: what it would cost is a good part of what a message costs.
    try {
      const plan = this.#sender.plan(body, options);
      this.#assertUsable();
      return this.#sender.send(plan);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Sends several messages, each with its own result in the order given. Rejects only for what is wrong with the call.
   * @throws PublisherConfigurationError
   */
  async sendMessages(messages: readonly OutgoingMessage[], options: SendManyOptions): Promise<readonly SendResult[]> {
    const plans = this.#sender.planMany(messages, options);
    this.#assertUsable();
    return Promise.all(plans.map((plan) => this.#sender.outcome(plan)));
  }

  /**
   * Has the messages of one queue or several handled; resolves when they come. They are acknowledged after the handler.
   * @throws ConsumerConfigurationError; EipConfigError EIP_QUEUE_MISSING, EIP_BROKER_DENIED; EIP_QUEUE_IN_USE
   */
  async consumeMessages(
    queue: string | readonly string[],
    handler: MessageHandler,
    options?: ConsumeOptions,
  ): Promise<Consumer> {
    const begin = this.#consumers.prepare(queue, handler, options);
    this.#assertUsable();
    return begin();
  }

  /** Ends the consumers of a queue, or all, and waits for running handlers: `drainTimeoutMs`. */
  async stopConsuming(queue?: string): Promise<void> {
    await this.#consumers.stop(queue);
  }

  /** Makes a new connection, with secrets and certificates read anew, and moves to it. The old one stays when that fails. */
  async reconnect(): Promise<void> {
    if (this.#closed !== undefined) throw clientClosed();
    await this.#keeper.reconnect();
  }

  /** Asks the broker something, and looks at everything else. */
  async healthCheck({ timeoutMs = HEALTH_MS }: { readonly timeoutMs?: number } = {}): Promise<BrokerHealth> {
    if (!Number.isInteger(timeoutMs) || timeoutMs < 1)
      throw new TypeError(`timeoutMs: expected a whole number from 1 on, got ${shown(timeoutMs)}`);
    const { state, session, lastError } = this.#keeper;
    const consumers = this.#consumers.status();
    return brokerHealth({ state, session, publisher: this.#publisher, consumers, lastError }, timeoutMs);
  }

  /** Aborts the handlers' signals, waits for handlers and confirms within `drainTimeoutMs`, and frees everything. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    const { drainTimeoutMs } = this.#settings;
    await this.#consumers.stop(undefined, { abortNow: true });
    await this.#publisher.settled(drainTimeoutMs);
    const session = this.#keeper.close();
    this.#publisher.failAll(
      (details) => new EipError('EIP_CLIENT_CLOSED', `Message ${details.messageId}: the client was closed`, details),
    );
    this.#publisher.attach(undefined);
    await session?.close();
  }

  #makeKeeper(app: App): Keeper {
    const connector = new Connector(this.#settings, `${app.name}@${app.instance}`, {
      lost: (session, error) => this.#keeper.sessionLost(session, error),
      blocked: (session, reason) => this.#blocked(session, reason),
    });
    return new Keeper(this.#settings, connector, {
      prepare: (session) => declareTopology(this.#settings, session),
      opened: (session, previous) => this.#opened(session, previous),
      lost: (error) => this.#lost(error),
      retrying: (attempt, delayMs, error) => {
        this.#log.info({ err: error, attempt, delayMs }, 'connecting to the broker again');
        this.#emit('reconnecting', { attempt, delayMs, error });
      },
      ended: (error, wasOpen) => this.#ended(error, wasOpen),
    });
  }

  #assertUsable(): void {
    if (this.#closed !== undefined) throw clientClosed();
    const { state, lastError } = this.#keeper;
    if (state === 'idle') throw notConnected(state);
    if (state === 'lost') throw lastError ?? notConnected(state);
  }

  #opened(session: Session, previous: Session | undefined): void {
    this.#log.info({ address: session.at }, 'connected to the broker');
    this.#publisher.attach(session);
    this.#consumers.resume(session);
    this.#emit('connected', { address: session.at });
    if (session.blockedReason !== undefined) this.#blocked(session, session.blockedReason);
    if (previous !== undefined) void this.#letGo(previous);
  }

  /** What is in flight on the old connection gets its confirm, or goes again through the new one. */
  async #letGo(previous: Session): Promise<void> {
    const { drainTimeoutMs } = this.#settings;
    await Promise.all([this.#publisher.landed(drainTimeoutMs), this.#consumers.retired()]);
    await previous.close();
  }

  /** Nothing tries to connect any more. */
  #ended(error: unknown, wasOpen: boolean): void {
    this.#publisher.failWaiting((details) => {
      return new ConnectionLossError(`Message ${details.messageId}: ${whatHappened(error)}`, {
        cause: error,
        ...details,
      });
    });
    if (!wasOpen || !(error instanceof ConnectionLossError)) return;
    this.#log.error({ err: error }, 'the broker is given up');
    this.#emit('error', error);
  }

  #lost(error: EipConnectionError): void {
    this.#log.warn({ err: error }, 'the connection to the broker is lost');
    this.#publisher.attach(undefined);
    this.#emit('disconnected', { error });
  }

  #blocked(session: Session, reason: string | undefined): void {
    if (session !== this.#keeper.session) return;
    if (reason === undefined) {
      this.#log.info({}, 'the broker takes messages again');
      this.#publisher.pump();
      this.#emit('unblocked', {});
      return;
    }
    this.#log.warn({ reason }, 'the broker takes no messages now');
    this.#emit('blocked', { reason });
  }

  #emit<K extends keyof RabbitClientEvents>(event: K, payload: RabbitClientEvents[K][0]): void {
    emitIsolated<RabbitClientEvents, K>(this, event, payload as never);
  }
}
