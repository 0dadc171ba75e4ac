/** A body and its options, as one message of AMQP. What the library would cut or choke on is refused here. */
import { randomUUID } from 'node:crypto';
import type { Envelope } from 'rabbitmq-client';
import type { App } from '../config/app.js';
import { shown } from '../config/shown.js';
import { correlationId } from '../logging/correlation.js';
import { PublisherConfigurationError } from './errors.js';
import { headerFault } from './header-values.js';
import type { MessageOptions } from './send-types.js';

export interface EncodedMessage {
  readonly messageId: string;
  readonly content: Buffer;
  /** Without exchange and routing key. */
  readonly envelope: Envelope;
}

const MOST_BYTES = 255;
const MOST_EXPIRATION_MS = 4_294_967_295;

type Headers = Readonly<Record<string, unknown>>;

export class MessageEncoder {
  readonly #mostBytes: number;
  readonly #appId: string;
  readonly #appHeaders: Headers;
  /** Of a message that has none of its own. */
  readonly #usualHeaders: Headers;
  /** The last one of a message that has a source besides: most have the same as the one before. */
  #ofSource: { readonly source: string; readonly headers: Headers } | undefined;

  constructor(app: App, mostBytes: number) {
    this.#mostBytes = mostBytes;
    this.#appId = Buffer.byteLength(app.name) > MOST_BYTES ? app.name.slice(0, 63) : app.name;
    this.#appHeaders = {
      'eip-app-instance': app.instance,
      ...(app.version !== undefined && { 'eip-app-version': app.version }),
      ...(app.site !== undefined && { 'eip-app-site': app.site }),
    };
    this.#usualHeaders = { 'eip-schema-version': 1, ...this.#appHeaders };
  }

  /** @throws PublisherConfigurationError */
  encode(body: unknown, options: MessageOptions): EncodedMessage {
    const { content, contentType } = encodeBody(body);
    if (content.length > this.#mostBytes) {
      throw refused(`the message has ${content.length} bytes, "maxMessageBytes" allows ${this.#mostBytes}`);
    }
    const messageId = shortText('messageId', options.messageId) ?? randomUUID();
    const envelope: Envelope = {
      messageId,
      correlationId: shortText('correlationId', options.correlationId) ?? correlationId() ?? randomUUID(),
      contentType: shortText('contentType', options.contentType) ?? contentType,
      timestamp: Math.floor(Date.now() / 1000),
      appId: this.#appId,
      durable: options.persistent !== false,
      headers: this.#headers(options),
    };
    addOptional(envelope, options);
    return { messageId, content, envelope };
  }

  #headers({ headers, schemaVersion = 1, source }: MessageOptions): Headers {
    if (headers === undefined && schemaVersion === 1) {
      return source === undefined ? this.#usualHeaders : this.#headersOf(source);
    }
    const fault = headers === undefined ? undefined : headerFault(headers);
    if (fault !== undefined) throw refused(fault);
    return {
      ...headers,
      ...this.#appHeaders,
      'eip-schema-version': wholeNumber('schemaVersion', schemaVersion, 1_000_000),
      ...(source !== undefined && { 'eip-source': shortText('source', source) }),
    };
  }

  #headersOf(source: string): Headers {
    if (this.#ofSource?.source !== source) {
      const headers = { ...this.#usualHeaders, 'eip-source': shortText('source', source) };
      this.#ofSource = { source, headers };
    }
    return this.#ofSource.headers;
  }
}

function encodeBody(body: unknown): { content: Buffer; contentType: string } {
  if (Buffer.isBuffer(body)) return { content: body, contentType: 'application/octet-stream' };
  if (body instanceof Uint8Array) {
    const content = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    return { content, contentType: 'application/octet-stream' };
  }
  if (typeof body === 'string') return { content: Buffer.from(body), contentType: 'text/plain' };
  return { content: Buffer.from(jsonOf(body)), contentType: 'application/json' };
}

function jsonOf(body: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(body);
  } catch (cause) {
    throw refused(`the body is no JSON: ${(cause as Error).message}`, cause);
  }
  if (text === undefined) throw refused(`the body is no JSON: ${shown(body)}`);
  return text;
}

function addOptional(envelope: Envelope, { priority, expirationMs, type }: MessageOptions): void {
  if (priority !== undefined) envelope.priority = wholeNumber('priority', priority, 255);
  if (expirationMs !== undefined) {
    envelope.expiration = String(wholeNumber('expirationMs', expirationMs, MOST_EXPIRATION_MS));
  }
  if (type !== undefined) envelope.type = shortText('type', type) ?? '';
}

/** Longer ones would be cut on the way, and the cut is not told. */
export function shortText(name: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value !== '' && Buffer.byteLength(value) <= MOST_BYTES) return value;
  throw refused(`${name}: expected 1 to ${MOST_BYTES} bytes of text, got ${shown(value)}`);
}

function wholeNumber(name: string, value: unknown, most: number): number {
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most) return value as number;
  throw refused(`${name}: expected a whole number from 0 to ${most}, got ${shown(value)}`);
}

function refused(what: string, cause?: unknown): PublisherConfigurationError {
  return new PublisherConfigurationError(`Not sent: ${what}`, { cause });
}
