/**
 * Lines to stdout or stderr, written at once. Where the reader of a pipe does not read, they wait here and not in the
 * process: the descriptor does not block, as Node.js makes it for its own stream.
 */
import { writeSync } from 'node:fs';
import { LineQueue } from '../line-queue.js';
import { type LineSink, RETRY_MS, type SinkEvent, SinkFigures, type SinkStatus } from './sink.js';

const FDS = { stdout: 1, stderr: 2 } as const;
export type ConsoleStream = keyof typeof FDS;

/** How soon a pipe that was full is tried again. */
const FULL_PIPE_MS = 10;
/** The longest that an exit waits for a reader, in all. */
const EXIT_WAIT_MS = 500;
/** The longest that `flush` waits for one. */
const FLUSH_WAIT_MS = 1000;
const NOTHING = new Int32Array(new SharedArrayBuffer(4));

export class ConsoleSink implements LineSink {
  private readonly queue: LineQueue;
  private readonly figures: SinkFigures;
  private readonly fd: number;
  /** What is left of a line that the pipe took in part. */
  private rest: Buffer | undefined;
  private timer: NodeJS.Timeout | undefined;
  private waiters: (() => void)[] = [];
  private exitWait = 0;
  private closed = false;

  constructor(
    readonly stream: ConsoleStream,
    private form: (line: string) => string,
    bufferBytes: number,
    tell: (event: SinkEvent) => void,
  ) {
    this.queue = new LineQueue(bufferBytes);
    this.figures = new SinkFigures(tell);
    this.fd = FDS[stream];
    dontBlock(stream);
  }

  change(form: (line: string) => string, bufferBytes: number): void {
    this.form = form;
    this.queue.capacity = bufferBytes;
  }

  push(line: string): void {
    if (this.closed || !this.queue.push(this.form(line))) {
      this.figures.dropped++;
      return;
    }
    if (this.timer === undefined) this.write();
    if (this.exitWait > 0) this.flushSync();
  }

  /** Waits a little for a reader that is slow. */
  flushSync(): void {
    this.write();
    while (this.more() && !this.figures.failing && this.exitWait > 0) {
      Atomics.wait(NOTHING, 0, 0, FULL_PIPE_MS);
      this.exitWait -= FULL_PIPE_MS;
      this.write();
    }
  }

  exit(): void {
    this.exitWait = EXIT_WAIT_MS;
    this.flushSync();
  }

  flush(): Promise<void> {
    this.write();
    if (!this.more() || this.figures.failing) return Promise.resolve();
    return new Promise((resolve) => {
      const patience = setTimeout(resolve, FLUSH_WAIT_MS);
      this.waiters.push(() => {
        clearTimeout(patience);
        resolve();
      });
    });
  }

  async close(): Promise<void> {
    if (this.closed) return;
    await this.flush();
    this.closed = true;
    clearTimeout(this.timer);
    this.figures.dropped += this.queue.clear();
  }

  status(): SinkStatus {
    return this.figures.status(this.queue.bytes + (this.rest?.length ?? 0));
  }

  private more(): boolean {
    return this.rest !== undefined || !this.queue.empty;
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    try {
      while (this.more()) this.writeOne();
    } catch (error) {
      this.later(error as NodeJS.ErrnoException);
    }
    if (!this.more() || this.figures.failing) this.wake();
  }

  /** A line at a time: a pipe takes one of up to 4096 bytes whole or not at all. */
  private writeOne(): void {
    this.rest ??= this.queue.take(0);
    const done = writeSync(this.fd, this.rest);
    this.rest = done < this.rest.length ? this.rest.subarray(done) : undefined;
    if (this.rest === undefined) this.figures.wrote(1);
  }

  private later(error: NodeJS.ErrnoException): void {
    const full = error.code === 'EAGAIN';
    if (!full) this.figures.failed(error);
    if (this.closed) return;
    this.timer = setTimeout(() => this.write(), full ? FULL_PIPE_MS : RETRY_MS);
    this.timer.unref();
  }

  private wake(): void {
    for (const resolve of this.waiters.splice(0)) resolve();
  }
}

/** Asking for its own stream is what makes Node.js set a pipe so; a descriptor that is closed has none. */
function dontBlock(stream: ConsoleStream): void {
  try {
    void process[stream];
  } catch {
    // Each write then tells.
  }
}
