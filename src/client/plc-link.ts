import type { Socket } from 'node:net';
import {
  EncapsulationCommand,
  EncapsulationStatus,
  encodeEncapsulation,
  encodeRequest,
  type RouterReply,
  type RouterRequest,
  registerSessionRequest,
} from '../cip/index.js';
import type { EipError } from '../errors.js';
import { bounded } from '../link/bounded.js';
import { randomId } from '../link/connection-numbers.js';
import { connectionLost, encapsulationRefused, replyInvalid, replyTimedOut } from '../link/failures.js';
import { openSocket } from '../link/open-socket.js';
import type { WireEnd } from '../link/wire-tap.js';
import type { Channel, ReplyListener } from './channel.js';
import type { ConnectedChannel } from './connected-channel.js';
import { FrameReader } from './frame-reader.js';
import type { ClientSettings } from './options.js';
import { ReplyView } from './reply-view.js';
import { type Context, rrData, rrMessage } from './rr-data.js';
import type { UnconnectedChannel } from './unconnected-channel.js';
import { connectionIdOf, isUnitData, MESSAGE_AT, messageEnd, sequenceCountOf } from './unit-data.js';

const SESSION_AT = 4;
const STATUS_AT = 8;
const CONTEXT_AT = 12;

/** Who hears what happens on a link. None of the calls may throw. */
export interface LinkListener extends ReplyListener {
  /** The controller's side refused the message around the request: nothing of it was carried out. */
  onRefused(channel: Channel, request: NonNullable<Channel['request']>, error: EipError): void;
  /** Once, and nothing else afterwards. */
  onLost(link: PlcLink, error: EipError): void;
}

/** Waits for the reply to something that is no request of a channel. */
interface Asked {
  readonly command: number;
  /** Of the message router; undefined: the encapsulation layer is asked. */
  readonly service: number | undefined;
  settle(bytes: Buffer, start: number, size: number): void;
}

/**
 * One TCP connection with a session. What arrives is handed to the channel whose request it answers, in the call of the
 * socket, and to nobody when it answers none; nothing that arrives throws.
 */
export class PlcLink {
  session = 0;
  readonly remote: WireEnd;
  /** Messages that answered nothing that was on the way. */
  strays = 0;
  /** When something came last, on the clock of `performance.now()`. */
  receivedAt = performance.now();
  readonly connected: ConnectedChannel[] = [];
  readonly unconnected: UnconnectedChannel[] = [];
  /** A Forward Close for each connection that the controller has, or may have: what still has to be said. */
  readonly owed = new Set<RouterRequest>();
  private readonly asked = new Map<number, Asked>();
  /** Of those who wait in `asked`. */
  private readonly failures = new Set<(error: EipError) => void>();
  private readonly reply = new ReplyView();
  private readonly contextHigh = randomId();
  private contextLow = 0;
  private held: Uint8Array[] | undefined;
  private lostBy: EipError | undefined;
  private ended = false;

  private constructor(
    private readonly socket: Socket,
    frames: FrameReader,
    private readonly listener: LinkListener,
  ) {
    this.remote = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
    frames.onFrame = (bytes, start, size) => this.receive(bytes, start, size);
    frames.onSeveral = () => this.hold();
    socket.on('error', (error) => this.lose(connectionLost(this.remote, error)));
    socket.on('close', () => this.lose(connectionLost(this.remote)));
  }

  /** Connects and registers a session. @throws EipConnectionError, EipTimeoutError, or the signal's reason. */
  static async open(settings: ClientSettings, listener: LinkListener, signal?: AbortSignal): Promise<PlcLink> {
    const frames = new FrameReader();
    const { host, port, bind, timeoutMs } = settings;
    const callback = (count: number): boolean => {
      frames.take(count);
      return true;
    };
    const socket = await openSocket({
      host,
      port,
      bind,
      timeoutMs,
      signal,
      onread: { buffer: frames.buffer, callback },
    });
    const link = new PlcLink(socket, frames, listener);
    try {
      await link.register(timeoutMs, signal);
      return link;
    } catch (error) {
      link.destroy();
      throw error;
    }
  }

  get isOpen(): boolean {
    return this.lostBy === undefined && !this.ended;
  }

  /** The system has not taken all yet that was written. */
  get isBehind(): boolean {
    return this.socket.writableLength > 0;
  }

  write(bytes: Uint8Array): void {
    if (!this.isOpen) return;
    if (this.held === undefined) this.socket.write(bytes);
    else this.held.push(bytes);
  }

  /** What is written before `work` returns goes to the system at once. */
  together<T>(work: () => T): T {
    if (this.held !== undefined) return work();
    this.held = [];
    try {
      return work();
    } finally {
      this.flush();
    }
  }

  /** Several replies came: what their callers ask next, as soon as they run, goes to the system at once. */
  private hold(): void {
    if (this.held !== undefined) return;
    this.held = [];
    queueMicrotask(() => process.nextTick(this.flush));
  }

  private readonly flush = (): void => {
    const { held = [] } = this;
    const [first] = held;
    this.held = undefined;
    if (first !== undefined) this.write(held.length === 1 ? first : Buffer.concat(held));
  };

  nextContext(): Context {
    this.contextLow = (this.contextLow + 1) >>> 0;
    return { low: this.contextLow, high: this.contextHigh };
  }

  /**
   * A request of its own, without a connection, to the target itself.
   * @throws EipTimeoutError, EipConnectionError, or the signal's reason.
   */
  ask(request: RouterRequest, timeoutMs: number, signal?: AbortSignal): Promise<RouterReply> {
    const { sendRrData } = EncapsulationCommand;
    const context = this.nextContext();
    const frame = rrData(this.session, context, encodeRequest(request));
    return this.exchange(frame, context, sendRrData, request.service, timeoutMs, signal);
  }

  /** The same, and nobody waits for the reply. */
  post(request: RouterRequest): void {
    this.write(rrData(this.session, this.nextContext(), encodeRequest(request)));
  }

  /** Says that a connection is over, if that has not been said. */
  forwardClose(close: RouterRequest): void {
    if (this.isOpen && this.owed.delete(close)) this.post(close);
  }

  /** Closes all connections, unregisters, ends our side; waits for each as long as given, at most. */
  async end(timeoutMs: number): Promise<void> {
    await Promise.allSettled([...this.owed].map((close) => this.ask(close, timeoutMs)));
    if (!this.isOpen) return this.destroy();
    this.owed.clear();
    this.flush();
    this.write(this.unregistration());
    this.stop(connectionLost(this.remote));
    const closed = new Promise<void>((resolve) => this.socket.once('close', () => resolve()));
    const timer = setTimeout(() => this.socket.destroy(), timeoutMs);
    this.socket.end();
    await closed;
    clearTimeout(timer);
  }

  /** The process is about to exit: says what can still be said, and waits for nothing. */
  abandon(): void {
    const closes = [...this.owed].map((close) => rrData(this.session, this.nextContext(), encodeRequest(close)));
    this.flush();
    this.write(Buffer.concat([...closes, this.unregistration()]));
    this.ended = true;
  }

  /** Closes at once and tells nobody. */
  destroy(): void {
    this.stop(connectionLost(this.remote));
    this.socket.destroy();
  }

  /** Ends by itself: everybody is told. */
  lose(error: EipError): void {
    if (!this.isOpen) return;
    this.lostBy = error;
    this.stop(error);
    this.socket.destroy();
    this.listener.onLost(this, error);
  }

  private stop(error: EipError): void {
    this.ended = true;
    for (const fail of [...this.failures]) fail(error);
  }

  private async register(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    const context = this.nextContext();
    const { registerSession } = EncapsulationCommand;
    const frame = encodeEncapsulation({ ...registerSessionRequest(), context: contextBytes(context) });
    await this.exchange(frame, context, registerSession, undefined, timeoutMs, signal);
    if (this.session === 0) throw replyInvalid(this.remote, 'its session handle is 0');
  }

  private exchange(
    frame: Uint8Array,
    { low }: Context,
    command: number,
    service: number | undefined,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<RouterReply> {
    const timeoutError = () => replyTimedOut(this.remote, command, timeoutMs);
    return bounded<RouterReply>({ timeoutMs, signal, timeoutError }, (resolve, reject) => {
      const settle = (bytes: Buffer, start: number, size: number): void => {
        const status = bytes.readUInt32LE(start + STATUS_AT);
        if (status !== EncapsulationStatus.success) reject(encapsulationRefused(this.remote, { command, status }));
        else if (service === undefined) resolve(this.registered(bytes, start));
        else if (this.answers(service, bytes, start, size)) resolve(this.reply.toReply());
      };
      this.asked.set(low, { command, service, settle });
      this.failures.add(reject);
      if (this.isOpen) this.write(frame);
      else reject(this.lostBy ?? connectionLost(this.remote));
      return () => {
        this.asked.delete(low);
        this.failures.delete(reject);
      };
    });
  }

  /** The handle is taken where it is read: what follows in the same segment is for this session already. */
  private registered(bytes: Buffer, start: number): RouterReply {
    this.session = bytes.readUInt32LE(start + SESSION_AT);
    return { service: 0, status: 0, extendedStatus: [], data: new Uint8Array(0) };
  }

  private answers(service: number, bytes: Buffer, start: number, size: number): boolean {
    const message = rrMessage(bytes, start, size);
    return message !== undefined && this.reply.see(bytes, message.start, message.end) && this.reply.service === service;
  }

  private receive(bytes: Buffer, start: number, size: number): void {
    if (!this.isOpen) return;
    this.receivedAt = performance.now();
    const command = bytes.readUInt16LE(start);
    const isOurs =
      command === EncapsulationCommand.sendUnitData
        ? this.receiveConnected(bytes, start, size)
        : this.receiveUnconnected(command, bytes, start, size);
    if (!isOurs) this.strays++;
  }

  private receiveConnected(bytes: Buffer, start: number, size: number): boolean {
    if (bytes.readUInt32LE(start + SESSION_AT) !== this.session) return false;
    if (bytes.readUInt32LE(start + STATUS_AT) !== 0) return this.refused(this.connected, bytes, start);
    if (!isUnitData(bytes, start, size)) return false;
    const channel = this.channelOf(connectionIdOf(bytes, start));
    if (channel === undefined || !channel.awaits(sequenceCountOf(bytes, start))) return false;
    return this.deliver(channel, bytes, start + MESSAGE_AT, messageEnd(bytes, start));
  }

  private channelOf(connectionId: number): ConnectedChannel | undefined {
    const { connected } = this;
    for (let i = 0; i < connected.length; i++) {
      if (connected[i]?.inputId === connectionId) return connected[i];
    }
    return undefined;
  }

  private receiveUnconnected(command: number, bytes: Buffer, start: number, size: number): boolean {
    const low = bytes.readUInt32LE(start + CONTEXT_AT);
    const high = bytes.readUInt32LE(start + CONTEXT_AT + 4);
    if (high !== this.contextHigh) return false;
    const asked = this.asked.get(low);
    const isOurs = bytes.readUInt32LE(start + SESSION_AT) === this.session;
    if (asked?.command === command && (isOurs || asked.service === undefined)) {
      asked.settle(bytes, start, size);
      return true;
    }
    if (command !== EncapsulationCommand.sendRrData || !isOurs) return false;
    return this.receiveRouted(low, high, bytes, start, size);
  }

  private receiveRouted(low: number, high: number, bytes: Buffer, start: number, size: number): boolean {
    if (bytes.readUInt32LE(start + STATUS_AT) !== 0) return this.refused(this.unconnected, bytes, start);
    const channel = this.unconnected.find((one) => one.sentWith(low, high));
    const message = rrMessage(bytes, start, size);
    if (channel === undefined || message === undefined) return false;
    return this.deliver(channel, bytes, message.start, message.end, channel.isRouted);
  }

  private deliver(channel: Channel, bytes: Buffer, start: number, end: number, routed = false): boolean {
    const { reply } = this;
    const { request } = channel;
    if (request === undefined || !reply.see(bytes, start, end)) return false;
    if (reply.service !== request.service && !(routed && reply.isRouteFailure(request.service))) return false;
    channel.release();
    channel.figures.replied(this.receivedAt - channel.sentAt);
    this.listener.onReply(channel, request, reply);
    return true;
  }

  private refused(channels: readonly Channel[], bytes: Buffer, start: number): boolean {
    const low = bytes.readUInt32LE(start + CONTEXT_AT);
    const high = bytes.readUInt32LE(start + CONTEXT_AT + 4);
    const channel = channels.find((one) => one.sentWith(low, high));
    const request = channel?.request;
    if (channel === undefined || request === undefined) return false;
    const status = bytes.readUInt32LE(start + STATUS_AT);
    const error = encapsulationRefused(this.remote, { command: bytes.readUInt16LE(start), status });
    channel.release();
    channel.figures.replied(this.receivedAt - channel.sentAt);
    this.listener.onRefused(channel, request, error);
    if (status === EncapsulationStatus.invalidSession) this.lose(error);
    return true;
  }

  private unregistration(): Uint8Array {
    return encodeEncapsulation({ command: EncapsulationCommand.unregisterSession, session: this.session });
  }
}

function contextBytes({ low, high }: Context): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(low, 0);
  bytes.writeUInt32LE(high, 4);
  return bytes;
}
