/** Keeps one session: opens it, and after a loss the next one, within the retries allowed. */
import { EipConnectionError, EipError } from '../errors.js';
import type { Connector } from './connector.js';
import { ConnectionLossError, whatHappened } from './errors.js';
import type { BrokerState } from './health-types.js';
import type { BrokerSettings } from './options.js';
import { pause, unlessAborted } from './pause.js';
import { jittered } from './retry-schedule.js';
import type { Session } from './session.js';

export interface KeeperListener {
  /** Declares what has to be there; a failure fails the attempt. */
  prepare(session: Session): Promise<void>;
  /** It is in use from now on; `previous` still lives where it was replaced, and is the listener's to close. */
  opened(session: Session, previous: Session | undefined): void;
  lost(error: EipConnectionError): void;
  retrying(attempt: number, delayMs: number, error: Error): void;
  /** It does not try any more. `wasOpen`: nobody waits to be told. */
  ended(error: unknown, wasOpen: boolean): void;
}

/** Another attempt will not mend these: somebody has to do something first. */
const LASTING: ReadonlySet<string> = new Set<EipError['code']>([
  'EIP_BROKER_LIBRARY_MISSING',
  'EIP_BROKER_LOGIN_REFUSED',
  'EIP_BROKER_VHOST_REFUSED',
  'EIP_BROKER_TLS_FAILED',
  'EIP_SECRET_UNAVAILABLE',
  'EIP_TOPOLOGY_DIFFERS',
  'EIP_QUEUE_MISSING',
  'EIP_EXCHANGE_MISSING',
  'EIP_BROKER_DENIED',
]);

export class Keeper {
  readonly #settings: BrokerSettings;
  readonly #connector: Connector;
  readonly #listener: KeeperListener;
  readonly #closing = new AbortController();
  #state: BrokerState = 'idle';
  #session: Session | undefined;
  #connecting: Promise<void> | undefined;
  #replacing: Promise<void> | undefined;
  #lastError: EipError | null = null;

  constructor(settings: BrokerSettings, connector: Connector, listener: KeeperListener) {
    this.#settings = settings;
    this.#connector = connector;
    this.#listener = listener;
  }

  get state(): BrokerState {
    return this.#state;
  }

  /** The one in use. */
  get session(): Session | undefined {
    return this.#session;
  }

  get lastError(): EipError | null {
    return this.#lastError;
  }

  /** Resolves when connected. What another attempt will not mend rejects at once, the rest after the retries. */
  connect(signal?: AbortSignal): Promise<void> {
    if (this.#state === 'connected') return Promise.resolve();
    if (this.#connecting !== undefined) return unlessAborted(this.#connecting, signal);
    this.#connecting = this.#track('connecting', (abort) => this.#first(abort), signal);
    return this.#connecting;
  }

  /** Opens another session, then lets go of the one in use. It stays in use when that fails. */
  reconnect(): Promise<void> {
    if (this.#state !== 'connected') return this.connect();
    this.#replacing ??= this.#replace().finally(() => {
      this.#replacing = undefined;
    });
    return this.#replacing;
  }

  /** The session is the caller's to close. */
  close(): Session | undefined {
    this.#state = 'closed';
    this.#closing.abort(clientClosed());
    const session = this.#session;
    this.#session = undefined;
    return session;
  }

  /** The session broke. */
  sessionLost(session: Session, error: EipConnectionError): void {
    if (session !== this.#session) return;
    this.#session = undefined;
    this.#lastError = error;
    this.#listener.lost(error);
    this.#connecting = this.#track('reconnecting', (abort) => this.#again(error, abort));
    this.#connecting.catch(() => {});
  }

  /** Runs until it is connected, or will not be. */
  async #track(state: BrokerState, work: (abort: AbortSignal) => Promise<void>, signal?: AbortSignal): Promise<void> {
    this.#closing.signal.throwIfAborted();
    this.#state = state;
    const abort = either(this.#closing.signal, signal);
    try {
      await work(abort.signal);
    } catch (error) {
      this.#ended(error);
      throw error;
    } finally {
      abort.release();
      this.#connecting = undefined;
    }
  }

  #ended(error: unknown): void {
    if (this.#state === 'closed') return;
    const wasOpen = this.#state === 'reconnecting';
    this.#state = error instanceof ConnectionLossError ? 'lost' : 'idle';
    if (error instanceof EipError) this.#lastError = error;
    this.#listener.ended(error, wasOpen);
  }

  async #first(abort: AbortSignal): Promise<void> {
    try {
      this.#install(await this.#attempt(abort));
    } catch (error) {
      if (abort.aborted || isLasting(error)) throw error;
      await this.#again(error, abort);
    }
  }

  async #again(cause: unknown, abort: AbortSignal): Promise<void> {
    const { maxRetries, retryDelayMs, retryJitter } = this.#settings;
    const first = this.#state === 'connecting';
    let error = cause;
    for (let attempt = 1; attempt <= maxRetries; attempt++) {
      const delayMs = jittered(retryDelayMs, retryJitter);
      if (error instanceof EipError) this.#lastError = error;
      this.#listener.retrying(attempt, delayMs, error as Error);
      await pause(delayMs, abort);
      try {
        this.#install(await this.#attempt(abort));
        return;
      } catch (again) {
        if (abort.aborted || (first && isLasting(again))) throw again;
        error = again;
      }
    }
    throw gaveUp(maxRetries, error);
  }

  async #replace(): Promise<void> {
    this.#install(await this.#attempt(this.#closing.signal));
  }

  async #attempt(abort: AbortSignal): Promise<Session> {
    const session = await this.#connector.open(abort);
    try {
      await this.#listener.prepare(session);
      abort.throwIfAborted();
      return session;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  #install(session: Session): void {
    if (!session.alive)
      throw new EipConnectionError('EIP_BROKER_CONNECTION_LOST', `The connection to ${session.at} broke`);
    const previous = this.#session;
    this.#session = session;
    this.#state = 'connected';
    this.#listener.opened(session, previous);
  }
}

export function clientClosed(): EipError {
  return new EipError('EIP_CLIENT_CLOSED', 'The client of the broker was closed');
}

function isLasting(error: unknown): boolean {
  return LASTING.has((error as { readonly code?: string }).code ?? '');
}

function gaveUp(retries: number, cause: unknown): ConnectionLossError {
  return new ConnectionLossError(`No connection to the broker after ${retries} retries: ${whatHappened(cause)}`, {
    cause,
  });
}

/** Aborted with whichever is first; `release` takes its listeners away. */
function either(one: AbortSignal, other: AbortSignal | undefined): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const signals = other === undefined ? [one] : [one, other];
  const listeners = signals.map((signal) => {
    const onAbort = (): void => controller.abort(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    return () => signal.removeEventListener('abort', onAbort);
  });
  const release = (): void => {
    for (const remove of listeners) remove();
  };
  return { signal: controller.signal, release };
}
