import { type InspectOptions, inspect } from 'node:util';
import {
  decodeForwardOpenReply,
  encodeRequest,
  type ForwardOpen,
  type ForwardOpenReply,
  forwardCloseRequest,
  forwardOpenRequest,
  type RouterReply,
  type RouterRequest,
} from '../cip/index.js';
import { triadOf } from '../link/connection-numbers.js';
import { explicitOpen } from '../link/explicit-open.js';
import { openRefused, serviceRefused, understood } from '../link/failures.js';
import type { WireEnd } from '../link/wire-tap.js';
import {
  type ExplicitConnectionOptions,
  type ExplicitConnectionSettings,
  normalizeConnection,
  normalizeOpen,
  type OpenExplicitOptions,
} from './explicit-connection-options.js';
import { ExplicitMessages } from './explicit-messages.js';
import { ExplicitSession } from './explicit-session.js';
import { explicitConnectionClosed } from './failures.js';
import { forwardCloseOf, isNotFound } from './forward-open.js';
import type { RequestOptions } from './link.js';

const SEQUENCE_COUNT_SIZE = 2;

/**
 * A class 3 connection to a target's message router: requests with a sequence count, one at a time, the next one when
 * the last was answered or given up. It ends with its session, or when nothing was asked for longer than its timeout.
 */
export class ExplicitConnection extends ExplicitMessages {
  private sequenceCount = 0;
  private last: Uint8Array | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private closing: Promise<void> | undefined;

  private constructor(
    private readonly session: ExplicitSession,
    private readonly ownsSession: boolean,
    private readonly forwardOpen: ForwardOpen,
    /** What the target granted: ids and intervals. */
    readonly grant: ForwardOpenReply,
  ) {
    super();
  }

  /**
   * Connects, registers a session and opens the connection on it.
   * @throws EipConfigError for wrong options, EipConnectionError with the refusal in words, EipTimeoutError, or the
   * signal's reason.
   */
  static async open(options: OpenExplicitOptions): Promise<ExplicitConnection> {
    const { signal, ...settings } = normalizeOpen(options);
    const { host, port, bind, timeoutMs, tap } = settings;
    const session = await ExplicitSession.open({ host, port, bind, timeoutMs, tap, signal });
    try {
      return await ExplicitConnection.establish(session, true, settings, { signal });
    } catch (error) {
      session.destroy();
      throw error;
    }
  }

  /** Opens one on a session that exists, and leaves that open when it closes. @throws as `open`. */
  static over(
    session: ExplicitSession,
    options: ExplicitConnectionOptions = {},
    wait: RequestOptions = {},
  ): Promise<ExplicitConnection> {
    return ExplicitConnection.establish(session, false, normalizeConnection(options), wait);
  }

  private static async establish(
    session: ExplicitSession,
    ownsSession: boolean,
    settings: ExplicitConnectionSettings,
    wait: RequestOptions,
  ): Promise<ExplicitConnection> {
    const open = explicitOpen({ ...settings, ...triadOf(settings) });
    const reply = await session.request(forwardOpenRequest(open), [], wait);
    if (reply.status !== 0) throw openRefused(session.remote, 'to its message router', reply);
    const grant = understood(session.remote, () => decodeForwardOpenReply(reply.data));
    return new ExplicitConnection(session, ownsSession, open, grant);
  }

  get remote(): WireEnd {
    return this.session.remote;
  }

  /** False once closed, or when its session is gone. A target that ended it says nothing: then requests time out. */
  get open(): boolean {
    return this.closing === undefined && this.session.open;
  }

  /**
   * A connected request. Gives the reply whatever its general status.
   * @throws RangeError for one that the connection's size does not hold, EipTimeoutError when no reply comes,
   * EipConnectionError when the session ends, EipError once closed.
   */
  request(request: RouterRequest, options?: RequestOptions): Promise<RouterReply> {
    return this.askedFor(request, options);
  }

  /**
   * Sends the last request again under its own sequence count, as when its reply was lost: the target answers from
   * what it kept and does nothing twice. @throws as `request`, TypeError before the first one.
   */
  async repeat(options?: RequestOptions): Promise<RouterReply> {
    this.refuseClosed();
    const { last } = this;
    if (last === undefined) throw new TypeError('repeat: there was no request yet');
    return this.inTurn(() => this.send(last, options));
  }

  /**
   * Forward Close, and the end of the session that `open` made. Closed already: does nothing.
   * @throws EipConnectionError or EipTimeoutError when the target does not confirm; it is closed all the same.
   */
  close(): Promise<void> {
    this.closing ??= this.inTurn(() => this.end());
    return this.closing;
  }

  /** Ends the session that `open` made at once, as a peer that lost power; on another's session it just stops. */
  destroy(): void {
    this.closing ??= Promise.resolve();
    if (this.ownsSession) this.session.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** @internal What `console.log` shows. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    const { open, remote, forwardOpen } = this;
    return `ExplicitConnection ${inspect({ open, remote, size: forwardOpen.oToT.parameters.size }, options)}`;
  }

  protected async ask(request: RouterRequest, options: RequestOptions | undefined): Promise<RouterReply> {
    this.refuseClosed();
    const message = encodeRequest(request);
    this.refuseLonger(message);
    return this.inTurn(() => {
      this.sequenceCount = (this.sequenceCount + 1) & 0xffff;
      this.last = message;
      return this.send(message, options);
    });
  }

  private refuseClosed(): void {
    if (this.closing !== undefined) throw explicitConnectionClosed(this.remote);
  }

  private refuseLonger(message: Uint8Array): void {
    const most = this.forwardOpen.oToT.parameters.size - SEQUENCE_COUNT_SIZE;
    if (message.byteLength > most) {
      throw new RangeError(`request: ${message.byteLength} bytes with its path, the connection holds ${most}`);
    }
  }

  private send(message: Uint8Array, options: RequestOptions | undefined): Promise<RouterReply> {
    const ids = { output: this.grant.oToT.connectionId, input: this.grant.tToO.connectionId };
    return this.session.connectedRequest(ids, this.sequenceCount, message, options);
  }

  /** A failure of one is no failure of the next. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => {});
    return result;
  }

  private async end(): Promise<void> {
    try {
      if (this.session.open) await this.forwardClose();
    } finally {
      if (this.ownsSession) await this.session.close();
    }
  }

  private async forwardClose(): Promise<void> {
    const reply = await this.session.request(forwardCloseRequest(forwardCloseOf(this.forwardOpen)));
    if (reply.status !== 0 && !isNotFound(reply)) throw serviceRefused(this.remote, reply);
  }
}
