/** A message whose attempts are used up, as it is sent to its last place: its own bytes, and why. */
import { randomUUID } from 'node:crypto';
import type { Envelope } from 'rabbitmq-client';
import { headerFault, MOST_HEADER_BYTES } from './header-values.js';
import type { RawMessage } from './raw-body.js';

export interface DeadReason {
  readonly queue: string;
  readonly attempts: number;
  readonly error: unknown;
  readonly instance: string;
}

/** Where it goes. */
export interface DeadPlace {
  readonly exchange: string;
  readonly routingKey: string;
}

const MOST_ERROR_CHARACTERS = 500;

/** A message without an id gets one, so that whoever repairs it can tell it. */
export function deadEnvelope(raw: RawMessage, place: DeadPlace, reason: DeadReason): Envelope {
  const { contentType, contentEncoding, correlationId, messageId, priority, replyTo, timestamp, type, appId } = raw;
  const fields = { contentType, contentEncoding, correlationId, priority, replyTo, timestamp, type, appId };
  return {
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
    ...place,
    messageId: messageId || randomUUID(),
    durable: true,
    mandatory: true,
    headers: { ...kept(raw.headers), ...reasonHeaders(raw, reason) },
  };
}

function reasonHeaders({ exchange, routingKey }: RawMessage, { queue, attempts, error, instance }: DeadReason) {
  const { code, message } = describe(error);
  return {
    'eip-dead-queue': queue,
    'eip-dead-exchange': exchange,
    'eip-dead-routing-key': routingKey,
    'eip-dead-attempts': attempts,
    'eip-dead-code': code,
    'eip-dead-error': message.slice(0, MOST_ERROR_CHARACTERS),
    'eip-dead-time': new Date().toISOString(),
    'eip-dead-instance': instance,
  };
}

function describe(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: '', message: String(error) };
  const { code } = error as { readonly code?: unknown };
  return {
    code: typeof code === 'string' ? code.slice(0, MOST_ERROR_CHARACTERS) : '',
    message: `${error.name}: ${error.message}`,
  };
}

/** The headers it came with, as far as they fit: those that another client wrote may not. */
function kept(headers: RawMessage['headers']): Record<string, unknown> {
  const fitting: Record<string, unknown> = {};
  let bytes = 0;
  for (const [name, value] of Object.entries(headers ?? {})) {
    const size = Buffer.byteLength(name) + Buffer.byteLength(JSON.stringify(value) ?? '');
    if (
      name.startsWith('eip-dead-') ||
      headerFault({ [name]: value }) !== undefined ||
      bytes + size > MOST_HEADER_BYTES / 2
    )
      continue;
    bytes += size;
    fitting[name] = value;
  }
  return fitting;
}
