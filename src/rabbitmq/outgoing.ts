/** One copy of a message on its way to one place. It ends once: confirmed, or with an error. */
import type { Envelope } from 'rabbitmq-client';
import { type EipError, EipTimeoutError, EipWriteError, type WriteOutcome } from '../errors.js';
import type { ReturnedMessage, SendResult } from './send-types.js';

export interface OutgoingInit {
  readonly envelope: Envelope;
  readonly content: Buffer;
  readonly timeoutMs: number;
  /** Why it may have to wait, for the time-out's text. */
  readonly obstacle: () => string;
  /** Told when it ends. */
  readonly onSettled: (entry: Outgoing) => void;
}

export class Outgoing {
  readonly envelope: Envelope;
  readonly content: Buffer;
  readonly done: Promise<SendResult>;
  /** How often it was handed to a channel. */
  sent = 0;
  /** It was in flight when the broker closed its channel for a message's fault: it may be the one. */
  suspect = false;
  /** What the channel rejected it with. */
  fault: Error | undefined;
  returned: ReturnedMessage | undefined;
  /** Told when it ends while it waits. */
  onEnd: (() => void) | undefined;
  /** When it ends unconfirmed, by `performance.now()`. */
  readonly deadline: number;
  readonly #timeoutMs: number;
  readonly #obstacle: () => string;
  readonly #onSettled: (entry: Outgoing) => void;
  #resolve: ((result: SendResult) => void) | undefined;
  #reject: ((error: Error) => void) | undefined;

  constructor({ envelope, content, timeoutMs, obstacle, onSettled }: OutgoingInit) {
    this.envelope = envelope;
    this.content = content;
    this.deadline = performance.now() + timeoutMs;
    this.#timeoutMs = timeoutMs;
    this.#obstacle = obstacle;
    this.#onSettled = onSettled;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get ended(): boolean {
    return this.#resolve === undefined;
  }

  /** `notSent` holds for sure; after it was handed to a channel, nobody knows without a confirm. */
  get outcome(): WriteOutcome {
    return this.sent === 0 ? 'notSent' : 'unknown';
  }

  get messageId(): string {
    return this.envelope.messageId ?? '';
  }

  /** `the queue "orders"`, `the exchange "plant" with "line1.alarm"` */
  get place(): string {
    const { exchange, routingKey } = this.envelope;
    return exchange ? `the exchange "${exchange}" with "${routingKey ?? ''}"` : `the queue "${routingKey ?? ''}"`;
  }

  /** The broker took it. */
  confirm(): void {
    if (this.returned === undefined) {
      this.#end();
      return;
    }
    const { replyText, replyCode } = this.returned;
    const what = `${this.#name} to ${this.place} reached no queue: ${replyText} (${replyCode})`;
    this.fail(new EipWriteError('EIP_MESSAGE_RETURNED', what, this.#details('refused')));
  }

  /** The broker refused it: a limit of the queue, or a failure inside the broker. */
  refuse(): void {
    const what = `${this.#name} to ${this.place} was refused by the broker (nack)`;
    this.fail(new EipWriteError('EIP_MESSAGE_REFUSED', what, this.#details('refused')));
  }

  fail(error: Error): void {
    this.#end(error);
  }

  /** What it ends with when something else ends: the error as it is, with what became of the message. */
  failWith(make: (details: { outcome: WriteOutcome; messageId: string }) => EipError): void {
    this.fail(make(this.#details(this.outcome)));
  }

  /** Its time is up. */
  expire(): void {
    const what = `${this.#name} to ${this.place} was not confirmed within ${this.#timeoutMs} ms${this.#obstacle()}`;
    this.fail(new EipTimeoutError('EIP_MESSAGE_TIMEOUT', what, this.#details(this.outcome)));
  }

  get #name(): string {
    return `Message ${this.messageId}`;
  }

  #details(outcome: WriteOutcome): { outcome: WriteOutcome; messageId: string } {
    return { outcome, messageId: this.messageId };
  }

  #end(error?: Error): void {
    const [resolve, reject] = [this.#resolve, this.#reject];
    if (resolve === undefined) return;
    this.#resolve = undefined;
    this.#reject = undefined;
    if (error === undefined) resolve({ messageId: this.messageId });
    else reject?.(error);
    this.onEnd?.();
    this.#onSettled(this);
  }
}
