/** What is sent, and what comes back. */
import type { EipError } from '../errors.js';

/** A Buffer and a text as they are, everything else as JSON. */
export type MessageBody = unknown;

export type HeaderValue =
  | string
  | number
  | boolean
  | null
  | readonly HeaderValue[]
  | { readonly [name: string]: HeaderValue };

/** What a message carries beside its body. */
export interface MessageOptions {
  /** Default: a new UUID. The same again where a send is repeated, so that a receiver can tell. At most 255 bytes. */
  readonly messageId?: string;
  /** Default: that of the work around it (`withCorrelationId`), else a new UUID. At most 255 bytes. */
  readonly correlationId?: string;
  /** 0-255; for queues with `maxPriority`. */
  readonly priority?: number;
  /** The message goes when it was not taken for so long, 0-4,294,967,295 ms. */
  readonly expirationMs?: number;
  readonly headers?: Readonly<Record<string, HeaderValue>>;
  /** Default: by the body: `application/json`, `text/plain`, `application/octet-stream`. */
  readonly contentType?: string;
  /** Kind of message, for receivers. */
  readonly type?: string;
  /** Version of the body's form, default 1: header `eip-schema-version`. */
  readonly schemaVersion?: number;
  /** Where the content comes from, as a PLC or a camera: header `eip-source`. */
  readonly source?: string;
  /** Survives a restart of the broker, in a durable queue; default true. */
  readonly persistent?: boolean;
}

/** Where to: to queues by name, or to an exchange. */
export interface SendTarget {
  readonly queue?: string;
  /** A copy to each, with one `messageId`. */
  readonly queues?: readonly string[];
  readonly exchange?: string;
  /** Default: empty. Together with `exchange`. */
  readonly routingKey?: string;
}

export interface SendOptions extends SendTarget, MessageOptions {
  /** A message that reaches no queue is returned and rejected; default true. */
  readonly mandatory?: boolean;
  /** Default: `sendTimeoutMs` of the client. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** One of several messages. */
export interface OutgoingMessage extends MessageOptions {
  readonly body: MessageBody;
}

/** What holds for all of several messages. */
export interface SendManyOptions extends SendTarget, Omit<MessageOptions, 'messageId'> {
  readonly mandatory?: boolean;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** What became of one message. */
export interface SendResult {
  readonly messageId: string;
  /** Undefined: the broker confirmed every copy. */
  readonly error?: EipError;
}

/** The broker found no queue for a message. */
export interface ReturnedMessage {
  readonly messageId: string;
  readonly exchange: string;
  readonly routingKey: string;
  readonly replyCode: number;
  readonly replyText: string;
}
