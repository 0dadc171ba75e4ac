/** One message, or several, to all their places. */
import type { App } from '../config/app.js';
import { EipError } from '../errors.js';
import { type EncodedMessage, MessageEncoder } from './message.js';
import type { Outgoing } from './outgoing.js';
import type { Publisher } from './publisher.js';
import { type Place, type SendRules, sendRules } from './send-plan.js';
import type { MessageBody, OutgoingMessage, SendManyOptions, SendOptions, SendResult } from './send-types.js';

export interface SenderSettings {
  readonly sendTimeoutMs: number;
  readonly maxMessageBytes: number;
}

/** Looked at, and ready to go. */
export interface SendPlan {
  readonly message: EncodedMessage;
  readonly rules: SendRules;
}

export class Sender {
  readonly #publisher: Publisher;
  readonly #timeoutMs: number;
  readonly #encoder: MessageEncoder;

  constructor(publisher: Publisher, { sendTimeoutMs, maxMessageBytes }: SenderSettings, app: App) {
    this.#publisher = publisher;
    this.#timeoutMs = sendTimeoutMs;
    this.#encoder = new MessageEncoder(app, maxMessageBytes);
  }

  /** @throws PublisherConfigurationError */
  plan(body: MessageBody, options: SendOptions): SendPlan {
    return { rules: sendRules(options, this.#timeoutMs), message: this.#encoder.encode(body, options) };
  }

  /** @throws PublisherConfigurationError */
  planMany(messages: readonly OutgoingMessage[], options: SendManyOptions): readonly SendPlan[] {
    const rules = sendRules(options, this.#timeoutMs);
    return messages.map(({ body, ...own }) => ({ rules, message: this.#encoder.encode(body, { ...options, ...own }) }));
  }

  send({ message, rules }: SendPlan): Promise<SendResult> {
    const [only, ...others] = rules.places;
    if (only !== undefined && others.length === 0) return this.#begin(message, only, rules);
    return allOf(
      rules.places.map((place) => this.#begin({ ...message, envelope: { ...message.envelope } }, place, rules)),
    );
  }

  /** Rejects only with what is no error of this package: the reason of a signal. */
  async outcome(plan: SendPlan): Promise<SendResult> {
    try {
      return await this.send(plan);
    } catch (error) {
      if (!(error instanceof EipError)) throw error;
      return { messageId: plan.message.messageId, error };
    }
  }

  #begin(
    { envelope, content }: EncodedMessage,
    place: Place,
    { mandatory, timeoutMs, signal }: SendRules,
  ): Promise<SendResult> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    envelope.exchange = place.exchange;
    envelope.routingKey = place.routingKey;
    envelope.mandatory = mandatory;
    const entry = this.#publisher.send({ envelope, content, timeoutMs });
    return signal === undefined ? entry.done : untilAborted(entry, signal);
  }
}

async function untilAborted(entry: Outgoing, signal: AbortSignal): Promise<SendResult> {
  const onAbort = (): void => {
    entry.fail(signal.reason instanceof Error ? signal.reason : new Error('aborted', { cause: signal.reason }));
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await entry.done;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** All have ended; the first error counts. */
async function allOf(sends: readonly Promise<SendResult>[]): Promise<SendResult> {
  const results = await Promise.allSettled(sends);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  const [first] = await Promise.all(sends);
  return first as SendResult;
}
