/** One message, or several, to all their places. */
import type { App } from '../config/app.js';
import { EipError } from '../errors.js';
import { type EncodedMessage, encodeMessage } from './message.js';
import type { Outgoing } from './outgoing.js';
import type { Publisher } from './publisher.js';
import { type Place, type SendRules, sendRules } from './send-plan.js';
import type { MessageBody, OutgoingMessage, SendManyOptions, SendOptions, SendResult } from './send-types.js';

export interface SenderSettings {
  readonly sendTimeoutMs: number;
  readonly maxMessageBytes: number;
}

export class Sender {
  readonly #publisher: Publisher;
  readonly #settings: SenderSettings;
  readonly #app: App;

  constructor(publisher: Publisher, settings: SenderSettings, app: App) {
    this.#publisher = publisher;
    this.#settings = settings;
    this.#app = app;
  }

  /** Everything is looked at before anything is sent. @throws PublisherConfigurationError */
  prepareOne(body: MessageBody, options: SendOptions): () => Promise<SendResult> {
    const rules = sendRules(options, this.#settings.sendTimeoutMs);
    const message = encodeMessage(body, options, this.#app, this.#settings.maxMessageBytes);
    return () => this.#send(message, rules);
  }

  /** @throws PublisherConfigurationError */
  prepareMany(messages: readonly OutgoingMessage[], options: SendManyOptions): () => Promise<SendResult[]> {
    const rules = sendRules(options, this.#settings.sendTimeoutMs);
    const encoded = messages.map(({ body, ...own }) =>
      encodeMessage(body, { ...options, ...own }, this.#app, this.#settings.maxMessageBytes),
    );
    return () => Promise.all(encoded.map((message) => this.#send(message, rules)));
  }

  async #send(message: EncodedMessage, rules: SendRules): Promise<SendResult> {
    const { messageId, content, envelope } = message;
    const { mandatory, timeoutMs, signal } = rules;
    try {
      await allOf(rules.places, (place) =>
        this.#begin({ envelope: { ...envelope, ...place, mandatory }, content, timeoutMs }, signal),
      );
      return { messageId };
    } catch (error) {
      if (!(error instanceof EipError)) throw error;
      return { messageId, error };
    }
  }

  async #begin(init: Parameters<Publisher['send']>[0], signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    const entry = this.#publisher.send(init);
    if (signal === undefined) return entry.done;
    const onAbort = (): void => abandon(entry, signal);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await entry.done;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }
}

function abandon(entry: Outgoing, signal: AbortSignal): void {
  entry.fail(signal.reason instanceof Error ? signal.reason : new Error('aborted', { cause: signal.reason }));
}

/** All have ended; the first error counts. */
async function allOf(places: readonly Place[], send: (place: Place) => Promise<void>): Promise<void> {
  const [only, ...others] = places;
  if (only !== undefined && others.length === 0) return send(only);
  const failed = (await Promise.allSettled(places.map(send))).find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
