/** The place at the queue: taken as soon as the broker is there, and again after it was lost. */
import type { LogTarget } from '../../logging/logger.js';
import type { Consumer, MessageHandler } from '../../rabbitmq/consume-types.js';
import { ConnectionLossError } from '../../rabbitmq/errors.js';
import { pausedFully, settledWithin } from '../../rabbitmq/pause.js';
import type { RabbitClient } from '../../rabbitmq/rabbit-client.js';

/** Left for the gateway that takes over: not acknowledged, and no failure. */
export class LeftToOthers extends Error {
  override readonly name = 'LeftToOthers';
}

const AGAIN_MS = 1_000;
/** For a question to a broker that is silent. */
const LEAVE_MS = 5_000;

export class Seat {
  readonly #broker: RabbitClient;
  readonly #queue: string;
  readonly #handler: MessageHandler;
  readonly #log: LogTarget;
  readonly #stopping = new AbortController();
  #consumer: Consumer | undefined;
  #reason = 'not started';
  #working: Promise<void> | undefined;
  #lost: (() => void) | undefined;

  constructor(broker: RabbitClient, queue: string, handler: MessageHandler, log: LogTarget) {
    this.#broker = broker;
    this.#queue = queue;
    this.#handler = handler;
    this.#log = log;
  }

  /** It is a consumer of the queue. */
  get active(): boolean {
    return this.#consumer?.status()[0]?.active === true;
  }

  /** Why it is none, in words. */
  get reason(): string | undefined {
    if (this.active) return undefined;
    return this.#consumer?.status()[0]?.error?.message ?? this.#reason;
  }

  /** Resolves when it has the place, or when it is known that this takes longer. */
  async take(): Promise<void> {
    this.#reason = 'the broker has not answered yet';
    this.#broker.on('error', this.#onError);
    this.#broker.on('disconnected', this.#onTrouble);
    this.#broker.on('reconnecting', this.#onTrouble);
    await new Promise<void>((resolve) => {
      this.#broker.once('reconnecting', () => resolve());
      this.#working = this.#work(resolve);
    });
  }

  /** Takes no more commands, and waits for the one under way. */
  async leave(): Promise<void> {
    this.#stopping.abort();
    await this.#consumer?.stop();
    this.#lost?.();
    await settledWithin(this.#working ?? Promise.resolve(), LEAVE_MS);
    await this.#consumer?.stop();
    this.#broker.off('error', this.#onError);
    this.#broker.off('disconnected', this.#onTrouble);
    this.#broker.off('reconnecting', this.#onTrouble);
    this.#reason = 'stopped';
  }

  async #work(tried: () => void): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const lost = new Promise<void>((resolve) => {
          this.#lost = resolve;
        });
        await this.#broker.connect({ signal });
        this.#consumer ??= await this.#broker.consumeMessages(this.#queue, this.#handler, OPTIONS);
        tried();
        await lost;
      } catch (error) {
        this.#tell(error as Error);
        tried();
        await pausedFully(AGAIN_MS, signal);
      }
    }
  }

  readonly #onError = (error: Error): void => {
    this.#tell(error);
    if (error instanceof ConnectionLossError) this.#lost?.();
  };

  readonly #onTrouble = ({ error }: { readonly error: Error }): void => {
    this.#reason = error.message;
  };

  /** Each trouble once. */
  #tell(error: Error): void {
    if (this.#stopping.signal.aborted || error.message === this.#reason) return;
    this.#reason = error.message;
    this.#log.error({ err: error, queue: this.#queue }, 'the queue of commands is in trouble');
  }
}

/** One command at a time: what another gateway finds begun is one at most. */
const OPTIONS = {
  singleActiveConsumer: true,
  parse: false,
  prefetch: 1,
  concurrency: 1,
  retry: { maxAttempts: 2, delayMs: 100, retryable: (error: unknown) => error instanceof LeftToOthers },
} as const;
