/** What a handler sees of a message. */
import { EipReadError } from '../errors.js';
import type { ReceivedMessage } from './consume-types.js';
import type { RawMessage } from './raw-body.js';

export interface ReadMessage {
  /** But for the attempt and the signal. */
  readonly message: Omit<ReceivedMessage, 'attempt' | 'signal'>;
  /** It can't be handled, however often. */
  readonly fault?: EipReadError;
}

const MOST_SECONDS = 8_640_000_000_000;

/** Rules of the consumer. */
export interface ReadRules {
  readonly parse: boolean;
  readonly requireMessageId: boolean;
}

export function readMessage(raw: RawMessage, queue: string, { parse, requireMessageId }: ReadRules): ReadMessage {
  const { messageId, correlationId, contentType, timestamp, priority, type, appId, userId } = raw;
  const headers = (raw.headers ?? {}) as Readonly<Record<string, unknown>>;
  const { body, fault } = parse ? bodyOf(raw) : { body: raw.body };
  const message = {
    body,
    content: raw.body,
    ...present({ contentType, messageId, correlationId, priority, type, appId, userId }),
    ...(timestamp !== undefined && Math.abs(timestamp) <= MOST_SECONDS && { timestamp: new Date(timestamp * 1000) }),
    headers,
    ...(typeof headers['eip-schema-version'] === 'number' && { schemaVersion: headers['eip-schema-version'] }),
    ...(typeof headers['eip-source'] === 'string' && { source: headers['eip-source'] }),
    queue,
    exchange: raw.exchange,
    routingKey: raw.routingKey,
    redelivered: raw.redelivered,
  };
  const why = fault ?? (requireMessageId && !messageId ? 'it has no messageId' : undefined);
  return why === undefined ? { message } : { message, fault: unreadable(queue, messageId, why) };
}

/** How often a quorum queue delivered it before; the other types do not count. */
export function deliveriesBefore({ headers }: RawMessage): number {
  const count = (headers as Readonly<Record<string, unknown>> | undefined)?.['x-delivery-count'];
  return typeof count === 'number' && count > 0 ? count : 0;
}

function bodyOf({ body, contentType = '', contentEncoding = '' }: RawMessage): { body: unknown; fault?: string } {
  if (!/^(utf-?8|identity)?$/i.test(contentEncoding)) return { body };
  const [media = '', ...parameters] = contentType.toLowerCase().split(';');
  const charset = parameters
    .map((one) => /^\s*charset="?([\w-]+)"?\s*$/.exec(one)?.[1])
    .find((one) => one !== undefined);
  if (charset !== undefined && !/^(utf-?8|us-ascii)$/.test(charset)) return { body };
  if (/^application\/(json|[\w.-]+\+json)$/.test(media.trim())) return parsedJson(body);
  if (!media.trim().startsWith('text/')) return { body };
  return { body: decoded(body) ?? body };
}

function parsedJson(body: Buffer): { body: unknown; fault?: string } {
  const text = decoded(body);
  if (text === undefined) return { body, fault: 'its content type is JSON, and the bytes are no UTF-8' };
  try {
    return { body: JSON.parse(text) as unknown };
  } catch {
    return { body, fault: 'its content type is JSON, and the text is none' };
  }
}

function decoded(body: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

function unreadable(queue: string, messageId: string | undefined, why: string): EipReadError {
  const what = `Message ${messageId ?? 'without id'} of the queue "${queue}" can't be handled: ${why}`;
  return new EipReadError('EIP_MESSAGE_UNREADABLE', what, { queue, ...(messageId !== undefined && { messageId }) });
}

function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
