import { EipError } from '../errors.js';
import { routeRefused } from '../link/failures.js';
import { Alarm } from './alarm.js';
import type { Channel } from './channel.js';
import type { ConnectionHealth } from './channel-figures.js';
import { ConnectedChannel } from './connected-channel.js';
import { callTimedOut, linkBroken, noReply, silent } from './failures.js';
import { keepAlive } from './keep-alive.js';
import { openConnection } from './open-connection.js';
import type { OpenedConnection, SerialNumbers } from './opened-connection.js';
import type { ClientSettings } from './options.js';
import type { PlcLink } from './plc-link.js';
import type { ReplyView } from './reply-view.js';
import type { Request } from './request.js';
import { RequestQueue } from './request-queue.js';
import { LONGEST_MESSAGE as LONGEST_UNCONNECTED, UnconnectedChannel } from './unconnected-channel.js';
import { SEQUENCE_SIZE } from './unit-data.js';

/** Before something is asked again, at most: so that many who were refused do not come back together. */
const MOST_JITTER_MS = 50;

/** A controller that had no connection left may have one by then. */
const GROW_AGAIN_MS = 30_000;

/**
 * The channels to the controller and the requests that wait for one. A request takes the first that is free; where none
 * is, one more connection is opened, up to the number allowed, and requests are served in the order in which they came.
 *
 * A channel that does not answer in time is not used again: its connection is closed and another one opened, so that a
 * late reply finds nothing to answer.
 */
export class Pool {
  private link: PlcLink | undefined;
  private channels: Channel[] = [];
  private opening = 0;
  /** The controller refused one more connection: not asked again before. */
  private growFrom = 0;
  private grantedSize: number | undefined;
  /** Nobody is going to connect: why. */
  private over: EipError | undefined;
  private stop = new AbortController();
  private readonly queue = new RequestQueue();
  private readonly delayed = new Map<NodeJS.Timeout, Request>();
  private readonly alarm = new Alarm((now) => this.look(now));

  constructor(
    private readonly settings: ClientSettings,
    private readonly serials: SerialNumbers,
    /** Why nobody is connected, in words. */
    private readonly whyNot: () => string,
  ) {}

  /** The open ways to the controller. */
  health(): ConnectionHealth[] {
    return this.channels.map(({ longestMessage, request, figures }) => {
      return { longestMessage, isBusy: request !== undefined, ...figures.health() };
    });
  }

  /** Bytes of the longest message either way; of the connections that are open, or of what is asked for. */
  get longestMessage(): number {
    const [channel] = this.channels;
    if (channel !== undefined) return channel.longestMessage;
    const { connected, connectionSize } = this.settings;
    return connected ? (this.grantedSize ?? connectionSize) - SEQUENCE_SIZE : LONGEST_UNCONNECTED;
  }

  /** Requests that are submitted before `work` returns leave in one go. */
  together<T>(work: () => T): T {
    return this.link === undefined ? work() : this.link.together(work);
  }

  submit(request: Request): void {
    if (request.over) return;
    if (this.over !== undefined) {
      request.fail(this.over);
      return;
    }
    const { channels } = this;
    for (let i = 0; i < channels.length; i++) {
      const channel = channels[i] as Channel;
      if (channel.request !== undefined) continue;
      this.send(channel, request);
      return;
    }
    this.queue.push(request);
    this.alarm.by(request.deadline);
    this.grow();
  }

  /** Somebody connects: requests wait for that. */
  expect(): void {
    this.over = undefined;
  }

  /**
   * Takes a link into use. Resolves when the controller is known to answer.
   * @param first the connection that was opened on it; undefined: requests go without one
   * @throws what its first request fails with, or what the link was lost by
   */
  async attach(link: PlcLink, first: OpenedConnection | undefined): Promise<void> {
    this.link = link;
    this.growFrom = 0;
    this.grantedSize = first?.size;
    this.stop = new AbortController();
    if (first !== undefined) this.add(link, first);
    else await this.attachUnconnected(link);
  }

  /** Whether the controller answers. @throws what the request fails with */
  probe(): Promise<void> {
    return this.probeBy((request) => this.submit(request));
  }

  /** The link is gone. What may be sent again waits for the next one; the rest fails. */
  detach(error: EipError): void {
    const { channels } = this;
    this.link = undefined;
    this.channels = [];
    this.stop.abort(error);
    const now = performance.now();
    for (const channel of channels) {
      const request = channel.release();
      if (request?.mayRepeat(now)) this.queue.push(request);
      else request?.fail(error);
    }
    this.alarm.by(this.queue.earliest());
  }

  /** Nothing is going to be sent any more, also nothing that a call under way would still ask. */
  failAll(error: EipError): void {
    this.over = error;
    this.detach(error);
    this.alarm.stop();
    for (const request of this.queue.remove(() => true)) request.fail(error);
    for (const [timer, request] of this.delayed) {
      clearTimeout(timer);
      request.fail(error);
    }
    this.delayed.clear();
  }

  onReply(channel: Channel, request: Request, reply: ReplyView): void {
    if (reply.isTransient && request.mayRepeat(performance.now())) this.sendLater(request);
    else if (channel.isRouted && reply.isRouteFailure(request.service)) this.failOnTheWay(request, reply);
    else request.answer(reply);
    this.alarm.by(channel.sentAt + channel.keepAliveMs);
    this.serve(channel);
  }

  onRefused(channel: Channel, request: Request, error: EipError): void {
    request.fail(error, false);
    this.serve(channel);
  }

  private send(channel: Channel, request: Request): void {
    channel.send(request, performance.now());
    this.alarm.by(channel.replyBy);
  }

  private serve(channel: Channel): void {
    if (this.queue.isEmpty || channel.request !== undefined || !this.channels.includes(channel)) return;
    const next = this.queue.shift();
    if (next !== undefined) this.send(channel, next);
  }

  private failOnTheWay(request: Request, reply: ReplyView): void {
    const remote = this.link?.remote ?? { address: this.settings.host, port: this.settings.port };
    try {
      request.fail(routeRefused(remote, reply.toReply()), reply.isRouteTimeout);
    } catch (error) {
      request.fail(linkBroken(remote, error), true);
    }
  }

  private sendLater(request: Request): void {
    const timer = setTimeout(
      () => {
        this.delayed.delete(timer);
        this.submit(request);
      },
      Math.random() * Math.min(MOST_JITTER_MS, request.attemptMs / 4),
    );
    this.delayed.set(timer, request);
  }

  /** @returns when to look again */
  private look(now: number): number {
    for (const request of this.queue.remove(({ deadline }) => deadline <= now)) {
      request.fail(callTimedOut(request.timeoutMs, this.link === undefined ? this.whyNot() : 'no connection was free'));
    }
    let next = this.queue.earliest();
    for (const channel of [...this.channels]) next = Math.min(next, this.lookAt(channel, now));
    return next;
  }

  private lookAt(channel: Channel, now: number): number {
    const restsUntil = channel.sentAt + channel.keepAliveMs;
    if (channel.request !== undefined && channel.replyBy <= now) this.giveUp(channel, now);
    else if (channel.request === undefined && restsUntil <= now) {
      channel.send(
        keepAlive(now, this.patienceMs, () => {}),
        now,
      );
    } else return channel.request === undefined ? restsUntil : channel.replyBy;
    return channel.request === undefined ? Number.POSITIVE_INFINITY : channel.replyBy;
  }

  /** No reply came: what was asked is asked again or fails, and the connection is given up. */
  private giveUp(channel: Channel, now: number): void {
    const { link } = this;
    const request = channel.release();
    if (link === undefined || request === undefined) return;
    const isSilent = link.receivedAt < channel.sentAt;
    if (request.mayRepeat(now)) this.sendLater(request);
    else request.fail(noReply(link.remote, Math.round(now - channel.sentAt)));
    if (channel instanceof ConnectedChannel) this.replace(link, channel);
    else if (isSilent) link.lose(silent(link.remote, Math.round(now - channel.sentAt)));
    else this.serve(channel);
  }

  private replace(link: PlcLink, channel: ConnectedChannel): void {
    this.channels = this.channels.filter((one) => one !== channel);
    link.connected.splice(link.connected.indexOf(channel), 1);
    link.forwardClose(channel.connection.close);
    if (this.channels.length === 0 || !this.queue.isEmpty) void this.open(link);
  }

  /** Somebody waits: one more connection, if it is allowed. */
  private grow(): void {
    const { link, settings } = this;
    if (link === undefined || !settings.connected || this.queue.isEmpty) return;
    if (performance.now() < this.growFrom) return;
    if (this.channels.length + this.opening < settings.connections) void this.open(link);
  }

  /** One more connection. Without any the link is worth nothing; else we stay with those that there are. */
  private async open(link: PlcLink): Promise<void> {
    this.opening++;
    try {
      const wait = { size: this.grantedSize, timeoutMs: this.patienceMs, signal: this.stop.signal };
      const connection = await openConnection(link, this.settings, this.serials, wait);
      if (this.link === link) this.add(link, connection);
    } catch (error) {
      if (this.link !== link) return;
      this.growFrom = performance.now() + GROW_AGAIN_MS;
      if (this.channels.length === 0) link.lose(error instanceof EipError ? error : linkBroken(link.remote, error));
    } finally {
      this.opening--;
    }
  }

  private add(link: PlcLink, connection: OpenedConnection): void {
    const channel = new ConnectedChannel(link, connection);
    link.connected.push(channel);
    this.use(channel);
  }

  /** What waits in the queue is sent behind the first question, if there is no other way. */
  private async attachUnconnected(link: PlcLink): Promise<void> {
    const { connections, route } = this.settings;
    const channels = Array.from({ length: connections }, () => new UnconnectedChannel(link, route));
    link.unconnected.push(...channels);
    const answered = this.probeBy((request) => this.send(channels[0] as Channel, request), this.stop.signal);
    for (const channel of channels) this.use(channel);
    await answered;
  }

  private probeBy(send: (request: Request) => void, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (error?: unknown): void => (error ? reject(error) : resolve());
      send(keepAlive(performance.now(), this.settings.timeoutMs, settle, signal));
    });
  }

  private use(channel: Channel): void {
    this.channels.push(channel);
    this.alarm.by(channel.sentAt + channel.keepAliveMs);
    this.serve(channel);
    this.grow();
  }

  /** ms that one message may take where others are to follow within a call. */
  private get patienceMs(): number {
    return this.settings.timeoutMs / (1 + this.settings.retries);
  }
}
