/**
 * The connections of one login: one to publish, and one to consume when there is a consumer. The broker stops reading
 * from a connection that publishes while it is low on memory; acknowledgements must not be held up by that.
 */
import type { Channel, Connection, ConnectionOptions } from 'rabbitmq-client';
import { EipConnectionError } from '../errors.js';
import type { BrokerLibrary } from './client-library.js';
import { connectFailed, connectionLost, type Peer } from './failures.js';
import { limitFrames } from './frame-limit.js';
import { settledWithin, unlessAborted } from './pause.js';
import { WriteBatch } from './write-batch.js';

export interface SessionListener {
  /** Once, unless close() was called before. */
  lost(session: Session, error: EipConnectionError): void;
  /** The broker is low on memory or disk; undefined: no longer. */
  blocked(session: Session, reason: string | undefined): void;
}

export interface SessionPlan {
  readonly library: BrokerLibrary;
  readonly peer: Peer;
  readonly options: ConnectionOptions;
  readonly listener: SessionListener;
}

const CLOSE_MS = 2_000;

export class Session {
  readonly #plan: SessionPlan;
  readonly #publishing: Connection;
  readonly #writes: WriteBatch;
  #consuming: Promise<Connection> | undefined;
  #blocked: string | undefined;
  #over = false;
  /** Ends what waits for a channel: the library may forget it. */
  readonly #destroyed = new AbortController();

  /** @throws EipConnectionError why there is no connection, or the signal's reason. */
  static async open(plan: SessionPlan, signal?: AbortSignal): Promise<Session> {
    return new Session(plan, await open(plan, 'publisher', signal));
  }

  private constructor(plan: SessionPlan, publishing: Connection) {
    this.#plan = plan;
    this.#publishing = publishing;
    this.#writes = new WriteBatch(publishing);
    this.#watch(publishing);
    publishing.on('connection.blocked', (reason) => this.#setBlocked(reason || 'low on memory or disk'));
    publishing.on('connection.unblocked', () => this.#setBlocked(undefined));
  }

  /** `host:port` */
  get at(): string {
    return this.#plan.peer.at;
  }

  get alive(): boolean {
    return !this.#over;
  }

  /** Why the broker takes no messages now. */
  get blockedReason(): string | undefined {
    return this.#blocked;
  }

  /** The caller closes it, and listens to its `error`. */
  acquirePublishing(): Promise<Channel> {
    return this.#acquire(this.#publishing);
  }

  /** The caller closes it, and listens to its `error`. */
  async acquireConsuming(): Promise<Channel> {
    this.#consuming ??= this.#openConsuming().catch((error: unknown) => {
      this.#consuming = undefined;
      throw error;
    });
    const connection = await this.#consuming;
    return this.#acquire(connection);
  }

  /** To be called before a message is published: those of one turn leave together. */
  batchWrites(): void {
    this.#writes.open();
  }

  /** Ends it as if the connection had broken. */
  fail(error: EipConnectionError): void {
    if (this.#over) return;
    this.#destroy();
    this.#plan.listener.lost(this, error);
  }

  /** Closes what is open, in order as far as the broker plays along. */
  async close(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    const consuming = this.#consuming?.then((connection) => connection.close());
    await settledWithin(Promise.allSettled([this.#publishing.close(), consuming]), CLOSE_MS);
    this.#destroy();
  }

  #acquire(connection: Connection): Promise<Channel> {
    return unlessAborted(connection.acquire({ emitErrorsFromChannel: true }), this.#destroyed.signal);
  }

  async #openConsuming(): Promise<Connection> {
    const connection = await open(this.#plan, 'consumer');
    if (this.#over) {
      connection.unsafeDestroy();
      throw this.#closedError();
    }
    this.#watch(connection);
    return connection;
  }

  /** What the library emits here ends the connection: errors of channels come from the channels. */
  #watch(connection: Connection): void {
    connection.on('error', (fault: Error) => {
      if (this.#over) return;
      this.fail(connectionLost(this.at, fault));
    });
  }

  #setBlocked(reason: string | undefined): void {
    if (this.#over) return;
    this.#blocked = reason;
    this.#plan.listener.blocked(this, reason);
  }

  #closedError(): EipConnectionError {
    return new EipConnectionError('EIP_BROKER_CONNECTION_LOST', `The connection to the broker at ${this.at} is closed`);
  }

  /** The library would connect again by itself, with what it was given at first. */
  #destroy(): void {
    this.#over = true;
    this.#destroyed.abort(this.#closedError());
    destroy(this.#publishing);
    this.#consuming?.then(destroy, () => {});
  }
}

function destroy(connection: Connection): void {
  connection.removeAllListeners('error');
  connection.on('error', () => {});
  connection.unsafeDestroy();
}

function open({ library, peer, options }: SessionPlan, role: string, signal?: AbortSignal): Promise<Connection> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const connection = begin(library, peer, { ...options, connectionName: `${options.connectionName} ${role}` });
    const settle = (then: () => void): void => {
      connection.removeAllListeners();
      signal?.removeEventListener('abort', onAbort);
      then();
    };
    const fail = (error: unknown): void => {
      settle(() => reject(error));
      destroy(connection);
    };
    const onAbort = (): void => fail(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    connection.on('connection', () => settle(() => resolve(connection)));
    connection.on('error', (fault: Error) => fail(connectFailed(peer, fault)));
  });
}

/** A certificate that can't be read throws here already. */
function begin(library: BrokerLibrary, peer: Peer, options: ConnectionOptions): Connection {
  try {
    const connection = new library.Connection(options);
    limitFrames(connection);
    return connection;
  } catch (fault) {
    throw connectFailed(peer, fault as Error);
  }
}
