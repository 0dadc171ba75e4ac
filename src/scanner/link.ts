import type { Socket } from 'node:net';
import {
  decodeEncapsulation,
  EncapsulationCommand,
  type EncapsulationInit,
  type EncapsulationMessage,
  encodeEncapsulation,
} from '../cip/index.js';
import { bounded } from '../link/bounded.js';
import { connectionLost, replyTimedOut } from '../link/failures.js';
import { openSocket } from '../link/open-socket.js';
import { Reassembly } from '../link/reassembly.js';
import type { WireEnd, WireTap } from '../link/wire-tap.js';
import { connectedMessage } from './connected-message.js';

/** How long one step may take unless the caller says otherwise. */
export const DEFAULT_TIMEOUT_MS = 5_000;

export interface LinkOptions {
  /** Name or IPv4 address of the target. */
  readonly host: string;
  /** Default 44818. */
  readonly port?: number | undefined;
  /** Our own IPv4 address; default: the one the route to the target has. */
  readonly bind?: string | undefined;
  /** Milliseconds for connecting, and for each reply; default 5,000. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Sees every message, sent or received. */
  readonly tap?: WireTap | undefined;
}

/** What ends the wait for one reply. */
export interface RequestOptions {
  /** Default: the link's. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What names a connected reply: the id that the target sends under, and the count of the request. */
export interface ConnectedKey {
  readonly connectionId: number;
  readonly sequenceCount: number;
}

interface Waiting {
  readonly command: number;
  readonly resolve: (reply: EncapsulationMessage) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A TCP connection that carries encapsulation messages. A reply is matched to its request by command and sender
 * context, a connected one by its connection and sequence count, so a late one never answers another request; what no
 * request waits for is dropped.
 */
export class EncapsulationLink {
  readonly local: WireEnd;
  readonly remote: WireEnd;
  private readonly waiting = new Map<string, Waiting>();
  private readonly reassembly = new Reassembly();
  private contexts = 0n;
  private ended = false;
  private lostBy: Error | undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly options: LinkOptions,
  ) {
    this.local = { address: socket.localAddress ?? '', port: socket.localPort ?? 0 };
    this.remote = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
    socket.on('data', (chunk) => this.receive(chunk));
    socket.on('error', (error) => this.lose(connectionLost(this.remote, error)));
    socket.on('close', () => this.lose(connectionLost(this.remote)));
  }

  /** @throws EipConnectionError, EipTimeoutError, or the signal's reason. */
  static async connect(options: LinkOptions): Promise<EncapsulationLink> {
    return new EncapsulationLink(
      await openSocket({ ...options, timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS }),
      options,
    );
  }

  get open(): boolean {
    return this.lostBy === undefined && !this.ended;
  }

  /** @throws EipConnectionError when the link is closed. */
  send(message: EncapsulationInit): void {
    if (!this.open) throw this.lostBy ?? connectionLost(this.remote);
    const bytes = encodeEncapsulation(message);
    this.socket.write(bytes);
    this.options.tap?.({ transport: 'tcp', from: this.local, to: this.remote, bytes });
  }

  /**
   * Sends a message and waits for the reply with its command and context. A context of the caller's is kept.
   * @throws EipTimeoutError without a reply in time, EipConnectionError when the connection ends before it.
   */
  request(message: EncapsulationInit, options: RequestOptions = {}): Promise<EncapsulationMessage> {
    const context = message.context ?? this.nextContext();
    return this.exchange({ ...message, context }, [keyOf(context)], options);
  }

  /** The same for SendUnitData: the reply of a target need not repeat the context, its refusal does. */
  connectedRequest(
    message: EncapsulationInit,
    key: ConnectedKey,
    options: RequestOptions = {},
  ): Promise<EncapsulationMessage> {
    const context = this.nextContext();
    return this.exchange({ ...message, context }, [keyOf(context), connectedKeyOf(key)], options);
  }

  /** @param keys what the reply may be known by. */
  private exchange(
    message: EncapsulationInit,
    keys: readonly string[],
    options: RequestOptions,
  ): Promise<EncapsulationMessage> {
    const timeoutMs = options.timeoutMs ?? this.options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const timeoutError = () => replyTimedOut(this.remote, message.command, timeoutMs);
    return bounded({ timeoutMs, signal: options.signal, timeoutError }, (resolve, reject) => {
      for (const key of keys) this.waiting.set(key, { command: message.command, resolve, reject });
      try {
        this.send(message);
      } catch (error) {
        reject(error);
      }
      return () => {
        for (const key of keys) this.waiting.delete(key);
      };
    });
  }

  /** Ends our side of the connection and waits until the peer ended its own, or the time is up. */
  async end(): Promise<void> {
    this.ended = true;
    if (this.socket.closed) return;
    const timeoutMs = this.options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const closed = new Promise<void>((resolve) => this.socket.once('close', () => resolve()));
    const timer = setTimeout(() => this.socket.destroy(), timeoutMs);
    this.socket.end();
    await closed;
    clearTimeout(timer);
  }

  /** Closes at once: what was written may be lost. */
  destroy(): void {
    this.ended = true;
    this.socket.destroy();
  }

  private nextContext(): Uint8Array {
    const context = Buffer.alloc(8);
    context.writeBigUInt64LE(++this.contexts);
    return context;
  }

  private receive(chunk: Uint8Array): void {
    for (const bytes of this.reassembly.push(chunk)) {
      this.options.tap?.({ transport: 'tcp', from: this.remote, to: this.local, bytes });
      this.dispatch(decodeEncapsulation(bytes));
    }
  }

  private dispatch(message: EncapsulationMessage): void {
    const waiting = this.waiting.get(keyOf(message.context)) ?? this.waitingConnected(message);
    if (waiting?.command === message.command) waiting.resolve(message);
  }

  private waitingConnected({ command, data }: EncapsulationMessage): Waiting | undefined {
    const connected = command === EncapsulationCommand.sendUnitData ? connectedMessage(data) : undefined;
    return connected === undefined ? undefined : this.waiting.get(connectedKeyOf(connected));
  }

  /** The first reason is the real one: `close` follows every `error`. */
  private lose(error: Error): void {
    this.lostBy ??= error;
    for (const waiting of [...this.waiting.values()]) waiting.reject(this.lostBy);
  }
}

function connectedKeyOf({ connectionId, sequenceCount }: ConnectedKey): string {
  return `${connectionId}/${sequenceCount}`;
}

function keyOf(context: Uint8Array): string {
  return Buffer.from(context.buffer, context.byteOffset, context.byteLength).toString('hex');
}
