import { EventEmitter } from 'node:events';
import { type InspectOptions, inspect } from 'node:util';
import {
  decodeForwardOpenReply,
  type ForwardOpen,
  type ForwardOpenReply,
  forwardCloseRequest,
  forwardOpenRequest,
} from '../cip/index.js';
import type { EipError } from '../errors.js';
import { bindFailed, openRefused, replyInvalid, serviceRefused, understood } from '../link/failures.js';
import type { WireEnd } from '../link/wire-tap.js';
import type { InputPacket } from './consumer.js';
import { ExplicitSession, type UnconnectedReply } from './explicit-session.js';
import { inputTimedOut, scannerUnusable } from './failures.js';
import {
  forwardCloseOf,
  forwardOpenOf,
  inputGroupOf,
  isNotFound,
  nullForwardOpenOf,
  outputPortOf,
  pointsOf,
  socketItemsFor,
} from './forward-open.js';
import { IoConnection } from './io-connection.js';
import { IoSocket } from './io-socket.js';
import type { LinkOptions } from './link.js';
import type { ScannerSettings } from './option-schema.js';
import type { ScannerOptions } from './option-types.js';
import { normalize } from './options.js';
import type { ScannerStats } from './stats.js';

export type ScannerState = 'new' | 'opening' | 'open' | 'closing' | 'closed';

/** Why the connection ended: by `close()`, by the watchdog, by `destroy()`, or by an error of the socket. */
export interface ScannerClosed {
  readonly reason: 'closed' | 'timedOut' | 'destroyed' | 'failed';
  readonly error?: EipError;
}

/** What the target granted. */
export interface ScannerConnection {
  readonly target: WireEnd;
  /** Our own UDP address and port. */
  readonly local: WireEnd;
  /** UDP port of the target, as its reply said. */
  readonly outputPort: number;
  /** The group and port that T->O goes to; undefined when it goes to us alone. */
  readonly group: WireEnd | undefined;
  readonly grant: ForwardOpenReply;
}

interface ScannerEvents {
  /** Every accepted T->O packet, until `close()` is called. */
  data: [packet: InputPacket];
  /** The watchdog of T->O ran out; `closed` follows. */
  timedOut: [error: EipError];
  /** Once, after the connection was open. */
  closed: [event: ScannerClosed];
}

/**
 * A small originator of I/O connections: opens one, as owner, for its input only or to listen only, sends the output
 * assembly every interval, tells what arrives. Made for tests, `eip-native scan` and the demo; its timers are JavaScript's, so it is no replacement
 * for a controller. One object, one connection.
 */
export class Scanner extends EventEmitter<ScannerEvents> {
  private readonly settings: ScannerSettings;
  private readonly forwardOpen: ForwardOpen;
  private readonly io: IoConnection;
  private session: ExplicitSession | undefined;
  private sockets: IoSocket[] = [];
  private current: ScannerState = 'new';
  private granted: ScannerConnection | undefined;
  private opening: Promise<void> | undefined;
  private closing: Promise<void> | undefined;

  /** @throws EipConfigError EIP_OPTION_INVALID that names every wrong option by its path. Opens nothing yet. */
  constructor(options: ScannerOptions) {
    super();
    this.settings = normalize(options);
    this.forwardOpen = forwardOpenOf(this.settings);
    this.io = new IoConnection(this.settings, this.forwardOpen.tToO.connectionId, {
      data: (packet) => this.deliver(packet),
      timedOut: (timeoutMs) => this.onTimedOut(timeoutMs),
    });
  }

  get state(): ScannerState {
    return this.current;
  }

  /** Undefined until open. */
  get connection(): ScannerConnection | undefined {
    return this.granted;
  }

  /** Run (true, the default) or idle, told with the next packet. @throws EipError once closed. */
  get run(): boolean {
    return this.io.run;
  }

  set run(run: boolean) {
    this.refuseClosed();
    this.io.run = run;
  }

  /**
   * The first bytes of the output assembly, sent from the next packet on; the bytes behind them stay as they are.
   * Before `open()` it sets what the first packet holds.
   * @throws TypeError for anything but bytes, RangeError for more of them than the assembly has (nothing is changed
   * then), EipError once closed.
   */
  write(bytes: Uint8Array): void {
    this.refuseClosed();
    this.io.write(bytes);
  }

  stats(): ScannerStats {
    return this.io.stats();
  }

  /**
   * Connects, registers a session, opens the connection and starts to send.
   * @throws EipConnectionError with the refusal in words and what to check, EipTimeoutError, or the signal's reason.
   */
  async open({ signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    if (this.current !== 'new') throw scannerUnusable(`it is ${this.current}, and opens once only`);
    this.current = 'opening';
    this.opening = this.establish(signal);
    await this.opening;
  }

  /**
   * A Null Forward Open with our path and triad: it opens nothing. Before `open()` it asks whether the target would
   * take key, path and configuration; on the open connection it hands over new configuration. Without bytes it is a
   * ping.
   * @param config configuration data, as much as the option `config` may have.
   * @throws EipConnectionError with the refusal in words, EipTimeoutError, the signal's reason, RangeError for more data
   * than the path holds, EipError while it opens and once closed.
   */
  async nullOpen({ config = NOTHING, signal }: { readonly config?: Uint8Array; readonly signal?: AbortSignal } = {}) {
    if (this.current !== 'new' && this.current !== 'open') throw scannerUnusable(`it is ${this.current}`);
    const request = forwardOpenRequest(nullForwardOpenOf(this.forwardOpen, config));
    const session = this.session?.open ? this.session : await ExplicitSession.open(this.linkOptions(signal));
    try {
      const reply = await session.request(request, [], { signal });
      if (reply.status !== 0) throw openRefused(session.remote, pointsOf(this.settings), reply);
      return understood(session.remote, () => decodeForwardOpenReply(reply.data));
    } finally {
      if (session !== this.session) await session.close();
    }
  }

  /**
   * Forward Close, end of the session, sockets closed. Closed already: does nothing.
   * @throws EipConnectionError or EipTimeoutError when the target does not confirm; it is closed on our side all the same.
   */
  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  /** Ends without a word on the wire, as a controller that lost power: the target's watchdog has to notice. */
  destroy(): void {
    this.finish({ reason: 'destroyed' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** @internal What `console.log` shows. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    const { host, port, rpiMs } = this.settings;
    return `Scanner ${inspect({ state: this.state, host, port, points: pointsOf(this.settings), rpiMs }, options)}`;
  }

  private refuseClosed(): void {
    if (this.current === 'closing' || this.current === 'closed') throw scannerUnusable(`it is ${this.current}`);
  }

  private async establish(signal: AbortSignal | undefined): Promise<void> {
    try {
      this.session = await ExplicitSession.open(this.linkOptions(signal));
      this.refuseEnded(signal);
      const address = this.settings.bind ?? this.session.local.address;
      const socket = await IoSocket.bind({ address, port: this.settings.ioPort }, this.settings.tap);
      this.hold(socket);
      this.refuseEnded(signal);
      await this.openConnection(this.session, socket, signal);
      this.current = 'open';
    } catch (error) {
      this.current = 'closed';
      this.release();
      throw error;
    }
  }

  /** After every wait of the opening: it may have been given up meanwhile. */
  private refuseEnded(signal: AbortSignal | undefined): void {
    signal?.throwIfAborted();
    if (this.current !== 'opening') throw scannerUnusable('it was destroyed while it opened');
  }

  /** Released with the rest; one that came too late at once. */
  private hold(socket: IoSocket): void {
    if (this.current === 'closed') socket.close();
    else this.sockets.push(socket);
  }

  private async openConnection(session: ExplicitSession, socket: IoSocket, signal: AbortSignal | undefined) {
    const { remote: target } = session;
    this.take(socket, target);
    const items = socketItemsFor(socket.local.address, socket.local.port);
    const reply = await session.request(forwardOpenRequest(this.forwardOpen), items, { signal });
    if (reply.status !== 0) throw openRefused(target, pointsOf(this.settings), reply);
    try {
      await this.start(target, socket, reply);
      this.refuseEnded(signal);
    } catch (error) {
      await this.takeBack(session);
      throw error;
    }
  }

  private take(socket: IoSocket, target: WireEnd): void {
    this.io.listen(socket, target.address);
    socket.onError = (error) => this.finish({ reason: 'failed', error: bindFailed(socket.local, error) });
  }

  private async start(target: WireEnd, socket: IoSocket, reply: UnconnectedReply): Promise<void> {
    const grant = understood(target, () => decodeForwardOpenReply(reply.data));
    if (grant.oToT.apiUs === 0 || grant.tToO.apiUs === 0) throw replyInvalid(target, 'it grants an interval of 0');
    const group = this.settings.input.multicast ? await this.joinGroup(target, socket, reply) : undefined;
    const outputPort = outputPortOf(reply.further);
    this.granted = { target, local: socket.local, outputPort, group, grant };
    this.io.begin(grant, (bytes) => socket.send(bytes, { address: target.address, port: outputPort }));
  }

  private async joinGroup(target: WireEnd, { local }: IoSocket, { further }: UnconnectedReply): Promise<WireEnd> {
    const group = inputGroupOf(further);
    if (group === undefined) throw replyInvalid(target, 'it names no multicast group for T->O');
    const socket = await IoSocket.join(group, local.address, this.settings.tap);
    this.hold(socket);
    this.refuseEnded(undefined);
    this.take(socket, target);
    return group;
  }

  /** What the target opened and we can't use: its watchdog would hold it for 10 s. It may fail, the reason stays. */
  private async takeBack(session: ExplicitSession): Promise<void> {
    if (this.current !== 'opening') return;
    await session.request(forwardCloseRequest(forwardCloseOf(this.forwardOpen))).catch(() => {});
  }

  /** Nobody who called close() expects data any more; it is counted. */
  private deliver(packet: InputPacket): void {
    if (this.current !== 'closing') this.emit('data', packet);
  }

  private onTimedOut(timeoutMs: number): void {
    const error = inputTimedOut(this.granted?.target, timeoutMs);
    this.emit('timedOut', error);
    this.finish({ reason: 'timedOut', error });
  }

  private async shutDown(): Promise<void> {
    await this.opening?.catch(() => {});
    if (this.current === 'open') {
      this.current = 'closing';
      this.io.stop();
      await this.closeConnection().finally(() => this.finish({ reason: 'closed' }));
    }
    this.finish({ reason: 'closed' });
  }

  /** A connection outlives its TCP session, which a target ends when it is quiet: then closing needs a new one. */
  private async closeConnection(): Promise<void> {
    if (!this.session?.open) this.session = await ExplicitSession.open(this.linkOptions());
    const reply = await this.session.request(forwardCloseRequest(forwardCloseOf(this.forwardOpen)));
    if (reply.status !== 0 && !isNotFound(reply)) throw serviceRefused(this.session.remote, reply);
    await this.session.close();
  }

  private linkOptions(signal?: AbortSignal): LinkOptions {
    const { host, port, bind, timeoutMs, tap } = this.settings;
    return { host, port, bind, timeoutMs, signal, tap };
  }

  /** The last step of every way to end; only the first one counts. */
  private finish(event: ScannerClosed): void {
    if (this.current === 'closed') return;
    this.current = 'closed';
    this.release();
    if (this.granted !== undefined) this.emit('closed', event);
  }

  private release(): void {
    this.io.stop();
    this.session?.destroy();
    for (const socket of this.sockets.splice(0)) socket.close();
  }
}

const NOTHING = new Uint8Array(0);
