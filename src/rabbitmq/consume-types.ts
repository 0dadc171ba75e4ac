/** What is consumed, and by which rules. */
import type { EipError } from '../errors.js';

/** A message as a handler gets it. */
export interface ReceivedMessage {
  /** Parsed where it is JSON, a text where it is one, else the bytes. */
  readonly body: unknown;
  /** The bytes as they came. */
  readonly content: Buffer;
  readonly contentType?: string;
  /** Undefined where the sender gave none. A delivery may come twice, and only by this can it be told. */
  readonly messageId?: string;
  readonly correlationId?: string;
  /** To the second. */
  readonly timestamp?: Date;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly priority?: number;
  readonly type?: string;
  readonly appId?: string;
  /** Who sent it, where the sender says so: the broker lets no other user through. */
  readonly userId?: string;
  /** Of our own messages: header `eip-schema-version`. */
  readonly schemaVersion?: number;
  /** Of our own messages: header `eip-source`. */
  readonly source?: string;
  readonly queue: string;
  readonly exchange: string;
  readonly routingKey: string;
  /** It was delivered before, and may have been handled. */
  readonly redelivered: boolean;
  /** 1 for the first call of the handler with this delivery. */
  readonly attempt: number;
  /** Aborted by `close()`, and by `stopConsuming()` when its time is up. */
  readonly signal: AbortSignal;
}

/** Resolves when the message is done with: it is acknowledged then. What it throws is a failed attempt. */
export type MessageHandler = (message: ReceivedMessage) => unknown;

/** What happens when the handler fails. The message stays unacknowledged meanwhile: a crash loses nothing. */
export interface HandlerRetry {
  /** Calls of the handler for a message, 1-1,000, default 5. */
  readonly maxAttempts?: number;
  /** Pause before the second call, 0-600,000 ms, default 1,000. */
  readonly delayMs?: number;
  /** Each further pause is longer by it, 1-10, default 2. */
  readonly factor?: number;
  /** Longest pause, 0-600,000 ms, default 60,000. */
  readonly maxDelayMs?: number;
  /** False for an error that another attempt will not mend: the message is dead-lettered at once. */
  readonly retryable?: (error: unknown) => boolean;
}

/**
 * Where messages go whose attempts are used up: a queue, or an exchange. `broker`: they are rejected, and what the
 * queue or a policy says happens to them; where it says nothing, the broker drops them.
 */
export type DeadLetter =
  | { readonly queue: string }
  | { readonly exchange: string; readonly routingKey?: string }
  | 'broker';

export interface ConsumeOptions {
  /** Messages held unacknowledged at most, 1-65,535; default: that of the client. */
  readonly prefetch?: number;
  /** Handlers that run at a time, 1-10,000, default 1: in order. */
  readonly concurrency?: number;
  readonly retry?: HandlerRetry;
  /** Default: the dead-letter exchange that `queues` gives the queue, else the queue `NAME.dead`, made when missing. */
  readonly deadLetter?: DeadLetter;
  /**
   * `body` is JSON and text as their content type says, default true; what can't be read so is dead-lettered at once.
   * False: it is the bytes, whatever they are, as for a queue of dead letters.
   */
  readonly parse?: boolean;
  /** A message without `messageId` is dead-lettered at once, default false. */
  readonly requireMessageId?: boolean;
  /**
   * A message that was delivered oftener is dead-lettered without another call, 1-1,000,000, default 20: it may be what
   * ends the process. Quorum queues only, the others do not count.
   */
  readonly maxDeliveries?: number;
  /** Nobody else may consume from the queue, default false. */
  readonly exclusive?: boolean;
  /**
   * One consumer at a time gets the messages, whichever client it belongs to, and the next one takes over; default
   * false. The queue is declared so, also where `queues` does not name it; one that is there without it is refused.
   */
  readonly singleActiveConsumer?: boolean;
  /** Where to begin in a stream: `first`, `last`, `next` or an offset; default `next`. */
  readonly offset?: 'first' | 'last' | 'next' | number;
  /** Ends the consumer, as `stop()`. */
  readonly signal?: AbortSignal;
}

/** What became of one consumer's messages. */
export interface ConsumerStatus {
  readonly queue: string;
  /** Messages come now. */
  readonly active: boolean;
  readonly running: number;
  readonly waiting: number;
  readonly acknowledged: number;
  readonly failedAttempts: number;
  readonly deadLettered: number;
  /** Why it is not active. */
  readonly error?: EipError;
}

/** What `consumeMessages` began. */
export interface Consumer {
  readonly queues: readonly string[];
  status(): readonly ConsumerStatus[];
  /** Takes no further messages, and waits for running handlers: `drainTimeoutMs` of the client. */
  stop(): Promise<void>;
}
