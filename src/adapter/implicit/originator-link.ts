import type { ClientState, DisconnectedEvent, EipClientEvents } from '../../eip-client.js';
import { EipError } from '../../errors.js';
import type { Adapter } from '../adapter.js';
import { AdapterHold } from './adapter-hold.js';
import { clientClosed } from './failures.js';
import { noOriginator } from './no-originator.js';
import type { ImplicitConnectOptions } from './option-types.js';
import { OriginatorWatch } from './originator-watch.js';
import type { Presence } from './presence.js';
import { Waiting } from './waiting.js';

export type Tell = <K extends keyof EipClientEvents>(event: K, payload: EipClientEvents[K][0]) => void;

/** The life of a client's connection: listening, waiting for an originator, telling of it, the end. */
export class OriginatorLink {
  private readonly hold: AdapterHold;
  private readonly watch: OriginatorWatch;
  private readonly waiting = new Waiting();
  /** Calls of `connect()` under way. */
  private connecting = 0;
  /** Whether a `connect()` has succeeded, or the adapter has ended since. */
  private standing: 'new' | 'up' | 'failed' = 'new';
  private wasConnected = false;
  private closing: Promise<void> | undefined;
  private last: EipError | null = null;

  constructor(
    private readonly adapter: Adapter,
    /** The client made it: nobody else listens to its errors. */
    private readonly isOwn: boolean,
    private readonly presence: Presence,
    private readonly tell: Tell,
  ) {
    this.hold = new AdapterHold(adapter);
    this.watch = new OriginatorWatch(adapter, presence, {
      onConnected: () => this.onConnected(),
      onDisconnected: (event) => this.onDisconnected(event),
    });
  }

  get state(): ClientState {
    if (this.closing !== undefined) return 'closed';
    if (this.watch.isConnected) return 'connected';
    if (this.connecting === 0 && this.standing !== 'up') return this.standing;
    if (this.connecting === 0 && !this.hold.isRunning) return 'failed';
    return this.wasConnected ? 'reconnecting' : 'connecting';
  }

  /** The last one that was met, also when all is well since. */
  get lastError(): EipError | null {
    return this.last;
  }

  /** @throws EipError EIP_CLIENT_CLOSED */
  refuseClosed(): void {
    if (this.closing !== undefined) throw clientClosed();
  }

  /** Nothing is left open when it rejects, unless another call has succeeded or is under way. */
  async connect(options: ImplicitConnectOptions): Promise<void> {
    this.refuseClosed();
    this.connecting++;
    try {
      await this.open(options);
      this.refuseClosed();
      this.standing = 'up';
    } catch (error) {
      if (error instanceof EipError) this.last = error;
      throw error;
    } finally {
      this.connecting--;
      if (this.standing !== 'up' && this.connecting === 0) await this.release();
    }
  }

  /** Idempotent. */
  close(): Promise<void> {
    // Not at once: a handler that hears of it may call close() again.
    this.closing ??= Promise.resolve().then(() => this.shutDown());
    return this.closing;
  }

  private async open({ signal, waitForOriginatorMs }: ImplicitConnectOptions): Promise<void> {
    await this.hold.start();
    this.refuseClosed();
    signal?.throwIfAborted();
    this.listen();
    if (waitForOriginatorMs !== undefined && !this.watch.isConnected) await this.wait(waitForOriginatorMs, signal);
  }

  private listen(): void {
    if (this.isOwn) this.adapter.off('error', this.onFailed).on('error', this.onFailed);
    this.watch.start();
  }

  private wait(forMs: number, signal: AbortSignal | undefined): Promise<void> {
    const { counters } = this.adapter.status();
    const timeoutError = () => noOriginator(forMs, this.presence.reasons(), counters, this.adapter.status());
    return this.waiting.add({ forMs, signal, timeoutError });
  }

  private async shutDown(): Promise<void> {
    const wasConnected = this.watch.isConnected;
    const released = this.release();
    this.waiting.reject(clientClosed());
    if (wasConnected) this.tell('disconnected', { reason: 'the client was closed' });
    await released;
  }

  /** Whatever the adapter tells from now on is not for this client. */
  private async release(): Promise<void> {
    this.watch.stop();
    this.wasConnected = false;
    await this.hold.stop();
    this.adapter.off('error', this.onFailed);
  }

  private onConnected(): void {
    this.wasConnected = true;
    this.waiting.resolve();
    this.tell('connected', { peers: this.presence.peers() });
  }

  private onDisconnected(event: DisconnectedEvent): void {
    if (event.error !== undefined) this.last = event.error;
    this.tell('disconnected', event);
    if (this.hold.isRunning && this.closing === undefined) {
      this.tell('reconnecting', { reason: 'the adapter listens, the originator has to connect again' });
    }
  }

  private readonly onFailed = (error: EipError) => {
    this.last = error;
    this.standing = 'failed';
    this.watch.stop();
    this.waiting.reject(error);
    this.tell('error', error);
  };
}
