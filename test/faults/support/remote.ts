/** A child of `../children` that does what it is told and tells what happens; ended after each test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { afterEach } from 'vitest';
import type { Adapter } from '../../../src/index.js';

export type AdapterStatus = ReturnType<Adapter['status']>;

export const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** For what happens within a second where nothing else runs. */
const PATIENCE_MS = 40_000;

/** Told by a child, as it happened. */
export interface Told {
  readonly event: string;
  readonly [key: string]: unknown;
}

interface Failure {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly cause?: string;
}

/** What a child's action failed with. */
export class RemoteError extends Error {
  readonly code: string;
  readonly causeCode: string | undefined;

  constructor(readonly failure: Failure) {
    super(failure.message);
    this.name = failure.name;
    this.code = failure.code;
    this.causeCode = failure.cause;
  }
}

interface Waiting {
  readonly done: (value: unknown) => void;
  readonly failed: (error: Error) => void;
}

export interface RemoteOptions {
  /** A command in front of node, as in `['nsenter', '-t', '1', '-n']`. */
  readonly prefix?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export class Remote {
  readonly told: Told[] = [];
  readonly child: ChildProcess;
  private readonly waiting = new Map<number, Waiting>();
  private readonly listeners = new Set<() => void>();
  private next = 0;

  protected constructor(script: string, args: readonly string[], { prefix = [], env = {} }: RemoteOptions) {
    const path = resolve(__dirname, '../children', script);
    const [command = '', ...rest] = [...prefix, process.execPath, path, ...args];
    const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const;
    this.child = spawn(command, rest, { stdio: [...stdio], env: { ...process.env, ...env } });
    this.child.on('message', (message) => this.take(message as Record<string, unknown>));
    this.child.once('exit', () => this.lost());
    cleanups.push(() => this.kill());
  }

  private get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('the child never started');
    return this.child.pid;
  }

  /** @throws RemoteError when the action failed there */
  do<T = null>(action: string, argument?: unknown): Promise<T> {
    const id = ++this.next;
    this.child.send({ id, do: action, with: argument });
    return new Promise<T>((done, failed) => {
      this.waiting.set(id, { done: done as Waiting['done'], failed });
    });
  }

  /** Waits until the child has told of this, also if it was before. @throws after 40 s, with what it has told */
  async until(event: string, matches: (told: Told) => boolean = () => true): Promise<Told> {
    for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await this.news(end)) {
      const found = this.told.find((one) => one.event === event && matches(one));
      if (found !== undefined) return found;
      if (this.ended) throw new Error(`the child ended before it told ${event}`);
    }
    throw new Error(`waited in vain for ${event}; told: ${JSON.stringify(this.told)}`);
  }

  /** The next that the child says, its end, or that moment. */
  private news(end: number): Promise<void> {
    return new Promise((done) => {
      const wake = () => {
        clearTimeout(timer);
        this.listeners.delete(wake);
        done();
      };
      const timer = setTimeout(wake, Math.max(0, end - performance.now()));
      this.listeners.add(wake);
    });
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.ended) return;
    this.child.kill(signal);
    await once(this.child, 'exit');
  }

  private take(message: Record<string, unknown>): void {
    if (typeof message.event === 'string') {
      this.told.push(message as Told);
      this.wakeAll();
      return;
    }
    const waiting = this.waiting.get(Number(message.id));
    this.waiting.delete(Number(message.id));
    if (message.failure === undefined) waiting?.done(message.value);
    else waiting?.failed(new RemoteError(message.failure as Failure));
  }

  private wakeAll(): void {
    for (const wake of [...this.listeners]) wake();
  }

  private lost(): void {
    this.wakeAll();
    for (const { failed } of this.waiting.values()) failed(new Error('the child has ended'));
    this.waiting.clear();
  }
}

export class AdapterProcess extends Remote {
  /** Not started yet. */
  static async launch(options: Record<string, unknown>, remote: RemoteOptions = {}): Promise<AdapterProcess> {
    const self = new AdapterProcess('adapter.cjs', [JSON.stringify(options)], remote);
    await self.until('ready');
    return self;
  }

  static async start(options: Record<string, unknown>, remote: RemoteOptions = {}): Promise<AdapterProcess> {
    const self = await AdapterProcess.launch(options, remote);
    await self.do('start');
    return self;
  }

  status(): Promise<AdapterStatus> {
    return this.do<AdapterStatus>('status');
  }

  async counters(): Promise<Readonly<Record<string, number>>> {
    return (await this.status()).counters;
  }

  async ports(): Promise<{ readonly port: number; readonly ioPort: number }> {
    const { port, ioPort } = await this.status();
    if (port === null || ioPort === null) throw new Error('the adapter is not started');
    return { port, ioPort };
  }

  /** Waits until its counters are so. @throws with the counters after 20 s */
  async untilCounted(what: string, holds: (counters: Readonly<Record<string, number>>) => boolean): Promise<void> {
    const end = performance.now() + 20_000;
    for (;;) {
      const counters = await this.counters();
      if (holds(counters)) return;
      if (performance.now() > end) throw new Error(`waited for ${what}: ${JSON.stringify(counters)}`);
      await new Promise((done) => setTimeout(done, 5));
    }
  }

  /** The connection events so far, in short. */
  get connections(): string[] {
    return this.told.filter(({ event }) => event === 'connection').map(({ kind }) => String(kind));
  }
}

export class ScannerProcess extends Remote {
  static async launch(remote: RemoteOptions = {}): Promise<ScannerProcess> {
    const self = new ScannerProcess('scanner.cjs', [], remote);
    await self.until('ready');
    return self;
  }

  /** Waits until it has got `count` more packets than now. @throws after 40 s, with what it has told */
  async hears(count: number): Promise<void> {
    const before = await this.do<number>('received');
    const end = performance.now() + PATIENCE_MS;
    while ((await this.do<number>('received')) < before + count) {
      if (performance.now() > end) throw new Error(`no packets; told: ${JSON.stringify(this.told)}`);
      await new Promise((done) => setTimeout(done, 5));
    }
  }
}
