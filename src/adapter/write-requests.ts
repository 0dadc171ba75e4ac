/** What handlers that decide on written values get, and what they answer. */
import type { NativeRequest } from '../native/binding.js';
import { type Answer, acceptNothing, answerOf, type Outcomes } from './answer.js';
import type { ConnectionInfo } from './events.js';

/** Configuration that waits for consent. */
export interface ConfigRequest<V> {
  readonly value: V;
  /** The connection that is to be opened with it; `undefined`: an explicit message sets the assembly. */
  readonly connection: ConnectionInfo | undefined;
  /** Aborted when an answer goes nowhere any more: its time is over, whoever asked has gone, or the adapter stops. */
  readonly signal: AbortSignal;
}

/** A value that a peer sets by an explicit message and that waits for consent. */
export interface WriteRequest<V> {
  readonly value: V;
  /** Aborted when an answer goes nowhere any more: its time is over, whoever asked has gone, or the adapter stops. */
  readonly signal: AbortSignal;
}

/**
 * Accepts by returning nothing, at once or later; refuses by throwing a `CipRefusal`. Whatever else it throws refuses
 * too, and is an uncaught exception.
 */
export type ConfigHandler<V> = (request: ConfigRequest<V>) => void | Promise<void>;
/** As `ConfigHandler`. */
export type WriteHandler<V> = (request: WriteRequest<V>) => void | Promise<void>;

const CONFIGURATION_REFUSED: Answer = { general: 0x01, extended: 0x0129 };
const CONFIGURATION: Outcomes = { refused: CONFIGURATION_REFUSED, failed: CONFIGURATION_REFUSED };
const WRITTEN: Outcomes = { refused: { general: 0x09, extended: 0 }, failed: { general: 0x02, extended: 0 } };

/** @internal Puts a written value to its handler. */
export function decide<V>(
  handler: ConfigHandler<V>,
  { kind }: NativeRequest,
  request: ConfigRequest<V>,
): Answer | Promise<Answer> {
  const outcomes = kind === 'configuration' ? CONFIGURATION : WRITTEN;
  return answerOf<unknown>(() => handler(request), acceptNothing, outcomes, request.signal);
}
