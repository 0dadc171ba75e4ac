/** Where a message goes, and by which rules: looked at before anything is sent. */

import { shown } from '../config/shown.js';
import { signalOf } from '../runtime/call-arguments.js';
import { PublisherConfigurationError } from './errors.js';
import type { SendTarget } from './send-types.js';

export interface Place {
  readonly exchange: string;
  readonly routingKey: string;
}

export interface SendRules {
  readonly places: readonly Place[];
  readonly mandatory: boolean;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

interface RulesGiven extends SendTarget {
  readonly mandatory?: boolean;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

const MOST_BYTES = 255;
const MOST_QUEUES = 1_000;
const MOST_MS = 86_400_000;

/** @throws PublisherConfigurationError */
export function sendRules(given: RulesGiven | undefined, defaultTimeoutMs: number): SendRules {
  const { mandatory = true, timeoutMs = defaultTimeoutMs } = given ?? {};
  if (typeof mandatory !== 'boolean') throw refused(`mandatory: expected true or false, got ${shown(mandatory)}`);
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > MOST_MS) {
    throw refused(`timeoutMs: expected a whole number from 1 to ${MOST_MS}, got ${shown(timeoutMs)}`);
  }
  return { places: placesOf(given ?? {}), mandatory, timeoutMs, signal: signalOf(given) };
}

function placesOf({ queue, queues, exchange, routingKey }: SendTarget): readonly Place[] {
  if (queue !== undefined && queues === undefined && exchange === undefined && routingKey === undefined) {
    return [{ exchange: '', routingKey: name('queue', queue) }];
  }
  const ways = [queue, queues, exchange].filter((way) => way !== undefined).length;
  if (ways === 0) throw refused('no "queue", "queues" or "exchange" is given');
  if (ways > 1) throw refused('only one of "queue", "queues" and "exchange" can be given');
  if (exchange !== undefined) return [{ exchange: name('exchange', exchange), routingKey: keyOf(routingKey) }];
  if (routingKey !== undefined) throw refused('"routingKey" goes with "exchange" only');
  return listOf(queues).map((one) => ({ exchange: '', routingKey: name('queues', one) }));
}

function listOf(queues: unknown): readonly unknown[] {
  if (!Array.isArray(queues) || queues.length === 0 || queues.length > MOST_QUEUES) {
    throw refused(`queues: expected a list of 1 to ${MOST_QUEUES} names, got ${shown(queues)}`);
  }
  return Array.from(new Set<unknown>(queues));
}

function name(option: string, value: unknown): string {
  if (typeof value === 'string' && value !== '' && Buffer.byteLength(value) <= MOST_BYTES) return value;
  throw refused(`${option}: expected a name of 1 to ${MOST_BYTES} bytes, got ${shown(value)}`);
}

function keyOf(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string' && Buffer.byteLength(value) <= MOST_BYTES) return value;
  throw refused(`routingKey: expected at most ${MOST_BYTES} bytes of text, got ${shown(value)}`);
}

function refused(what: string): PublisherConfigurationError {
  return new PublisherConfigurationError(`Not sent: ${what}`);
}
