import { setTimeout as delay } from 'node:timers/promises';
import { ExponentialBackoff } from 'cockatiel';
import type { ClientState, EipClientEvents, Peer } from '../eip-client.js';
import { EipError } from '../errors.js';
import { onExit } from '../runtime/exit-hook.js';
import type { Channel } from './channel.js';
import { clientClosed, notConnected, whatOf } from './failures.js';
import { openConnection } from './open-connection.js';
import type { ClientSettings } from './options.js';
import { type LinkListener, PlcLink } from './plc-link.js';
import { Pool } from './pool.js';
import type { ReplyView } from './reply-view.js';
import type { Request } from './request.js';
import { routeText } from './route.js';
import { serialNumbers } from './serial-numbers.js';

export type Tell = <K extends keyof EipClientEvents>(event: K, payload: EipClientEvents[K][0]) => void;

/** A controller that answers takes far less for a Forward Close. */
const MOST_CLOSE_MS = 1_000;

/** The life of a client's connection to its controller: opened, lost, opened again, closed. */
export class PlcConnection implements LinkListener {
  readonly pool: Pool;
  private link: PlcLink | undefined;
  private standing: Exclude<ClientState, 'closed'> = 'new';
  private last: EipError | null = null;
  private attempt: Promise<void> | undefined;
  /** Calls of `connect()` that wait for the attempt. */
  private waiting = 0;
  private closing: Promise<void> | undefined;
  private stop = new AbortController();
  private forgetExit: (() => void) | undefined;
  private readonly serials;
  /** Connections that a lost link left behind in the controller. */
  private orphans: PlcLink['owed'] = new Set();

  constructor(
    private readonly settings: ClientSettings,
    private readonly tell: Tell,
  ) {
    this.serials = serialNumbers(settings.vendorId);
    this.pool = new Pool(settings, this.serials, () => this.whyNot());
  }

  get state(): ClientState {
    return this.closing === undefined ? this.standing : 'closed';
  }

  /** The last one that was met, also when all is well since. */
  get lastError(): EipError | null {
    return this.last;
  }

  get target() {
    const { host, port, route } = this.settings;
    return { address: this.link?.remote.address ?? host, port, route: routeText(route) };
  }

  peers(): Peer[] {
    return this.link === undefined || this.standing !== 'connected' ? [] : [this.link.remote];
  }

  /** ms since something came; null when nobody is connected. */
  get ageMs(): number | null {
    return this.link === undefined ? null : performance.now() - this.link.receivedAt;
  }

  /** Messages that answered nothing that was on the way, since it was connected. */
  get strays(): number {
    return this.link?.strays ?? 0;
  }

  /** Why nobody can be asked now; undefined: somebody can. */
  get trouble(): EipError | undefined {
    if (this.closing !== undefined) return clientClosed();
    if (this.standing === 'connected') return undefined;
    return (this.standing === 'reconnecting' && this.last) || notConnected(this.target, this.whyNot());
  }

  /** @throws EipError EIP_CLIENT_CLOSED, EipConnectionError EIP_NOT_CONNECTED where nobody is going to connect. */
  refuseUnusable(): void {
    if (this.closing !== undefined) throw clientClosed();
    if (this.standing === 'new' || this.standing === 'failed') throw notConnected(this.target, this.whyNot());
  }

  /** Nothing is left open when it rejects, unless another call has succeeded or is under way. */
  async connect(signal: AbortSignal | undefined): Promise<void> {
    if (this.closing !== undefined) throw clientClosed();
    signal?.throwIfAborted();
    if (this.standing === 'connected') return;
    this.attempt ??= this.begin();
    this.waiting++;
    try {
      await raced(this.attempt, signal);
    } finally {
      this.waiting--;
      await this.dropUnwanted();
    }
  }

  /** Idempotent. */
  close(): Promise<void> {
    // Not at once: a handler that hears of it may call close() again.
    this.closing ??= Promise.resolve().then(() => this.shutDown());
    return this.closing;
  }

  onReply(channel: Channel, request: Request, reply: ReplyView): void {
    this.pool.onReply(channel, request, reply);
  }

  onRefused(channel: Channel, request: Request, error: EipError): void {
    this.last = error;
    this.pool.onRefused(channel, request, error);
  }

  onLost(link: PlcLink, error: EipError): void {
    this.last = error;
    for (const close of link.owed) this.orphans.add(close);
    if (link !== this.link) return;
    this.unlink();
    if (this.settings.reconnect) this.goOn(error);
    else this.giveUp(error);
  }

  /** What was waited for by nobody any more ends here, and what it opened is closed before `connect()` rejects. */
  private async dropUnwanted(): Promise<void> {
    const { attempt } = this;
    if (this.waiting > 0 || attempt === undefined || this.standing !== 'connecting') return;
    this.stop.abort();
    await attempt.catch(() => {});
  }

  private async begin(): Promise<void> {
    this.standing = 'connecting';
    this.stop = new AbortController();
    this.pool.expect();
    try {
      await this.open(this.stop.signal);
    } catch (error) {
      this.standing = 'new';
      if (error instanceof EipError) this.last = error;
      this.pool.failAll(error instanceof EipError ? error : notConnected(this.target, 'connecting was ended'));
      throw error;
    } finally {
      this.attempt = undefined;
    }
  }

  private async open(signal: AbortSignal): Promise<void> {
    const { settings } = this;
    const link = await PlcLink.open(settings, this, signal);
    this.take(link);
    try {
      this.closeOrphans(link);
      const wait = { timeoutMs: settings.timeoutMs, signal };
      const first = settings.connected ? await openConnection(link, settings, this.serials, wait) : undefined;
      signal.throwIfAborted();
      await this.pool.attach(link, first);
      signal.throwIfAborted();
    } catch (error) {
      this.unlink();
      this.pool.detach(error instanceof EipError ? error : notConnected(this.target, 'connecting was ended'));
      await link.end(MOST_CLOSE_MS);
      throw error;
    }
    this.standing = 'connected';
    this.tell('connected', { peers: this.peers() });
  }

  private take(link: PlcLink): void {
    this.link = link;
    this.forgetExit = onExit(() => link.abandon());
  }

  private unlink(): void {
    this.forgetExit?.();
    this.forgetExit = undefined;
    this.link = undefined;
  }

  /** A controller goes by the triad, so a new link may close what an old one opened. */
  private closeOrphans(link: PlcLink): void {
    for (const close of this.orphans) link.post(close);
    this.orphans = new Set();
  }

  private goOn(error: EipError): void {
    this.pool.detach(error);
    if (this.standing !== 'connected') return;
    this.standing = 'reconnecting';
    this.stop = new AbortController();
    const { signal } = this.stop;
    // Behind what is told here, and there already for whoever calls connect() when he hears it.
    this.attempt = Promise.resolve()
      .then(() => this.reconnect(signal))
      .finally(() => {
        this.attempt = undefined;
      });
    this.attempt.catch(() => {});
    this.tell('disconnected', { reason: whatOf(error), error });
  }

  private giveUp(error: EipError): void {
    this.pool.failAll(error);
    if (this.standing !== 'connected') return;
    this.standing = 'failed';
    this.tell('disconnected', { reason: whatOf(error), error });
    if (this.closing === undefined) this.tell('error', error);
  }

  /** Until it is connected, or closed: the first attempt at once, then ever later. */
  private async reconnect(signal: AbortSignal): Promise<void> {
    const { reconnectMinMs: initialDelay, reconnectMaxMs: maxDelay } = this.settings;
    let backoff = new ExponentialBackoff({ initialDelay, maxDelay }).next();
    if (this.closing !== undefined) throw clientClosed();
    this.tell('reconnecting', { reason: 'trying again at once' });
    for (;;) {
      signal.throwIfAborted();
      try {
        return await this.open(signal);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof EipError) this.last = error;
        const ms = Math.max(initialDelay, Math.round(backoff.duration));
        const what = error instanceof EipError ? whatOf(error) : String(error);
        this.tell('reconnecting', { reason: `${what}; trying again in ${ms} ms` });
        await delay(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
        backoff = backoff.next(undefined);
      }
    }
  }

  private async shutDown(): Promise<void> {
    const { link, attempt } = this;
    const wasConnected = this.standing === 'connected';
    this.stop.abort(clientClosed());
    this.pool.failAll(clientClosed());
    this.unlink();
    if (wasConnected) this.tell('disconnected', { reason: 'the client was closed' });
    await attempt?.catch(() => {});
    await link?.end(Math.min(MOST_CLOSE_MS, this.settings.timeoutMs));
  }

  /** Why nobody is connected, in words. */
  whyNot(): string {
    switch (this.state) {
      case 'closed':
        return 'the client is closed';
      case 'new':
        return 'connect() was not called, or did not succeed';
      case 'failed':
        return `it was lost: ${this.last === null ? '' : whatOf(this.last)}`;
      default:
        return this.last === null ? 'it is being opened' : `it is being opened again: ${whatOf(this.last)}`;
    }
  }
}

/** The promise, unless the signal comes first. */
function raced(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
