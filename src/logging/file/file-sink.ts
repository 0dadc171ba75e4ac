/** Lines to a rotating file: written in the background, and synchronously where there is no later. */
import { closeSync, write, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { countLines, LineQueue } from '../line-queue.js';
import type { LogFileConfig } from '../options.js';
import { type LineSink, RETRY_MS, type SinkEvent, SinkFigures, type SinkStatus } from '../sinks/sink.js';
import { RollingFile } from './rolling-file.js';

const writeAsync = promisify(write);

/** The most that one write takes. */
const MOST_BYTES = 256 * 1024;
/** A write that takes longer is one on a disk that stands still: the process does not wait for it. */
const STALLED_MS = 1000;

/** Bytes of whole lines on their way to a place in the file. */
interface Batch {
  readonly fd: number;
  readonly bytes: Buffer;
  readonly at: number;
  readonly since: number;
  /** Written synchronously meanwhile: what the write in the background says counts no more. */
  settled: boolean;
}

export interface FileSinkStatus extends SinkStatus {
  readonly path: string;
  /** Of the file that is written. */
  readonly sizeBytes: number;
  readonly rotations: number;
  /** Rotated files that were compressed, and removed because there were too many. */
  readonly compressed: number;
  readonly removed: number;
}

export class FileSink implements LineSink {
  readonly path: string;
  private readonly queue: LineQueue;
  private readonly figures: SinkFigures;
  private readonly file: RollingFile;
  /** Lines that are out of the queue and not in the file. */
  private pending: Buffer | undefined;
  private batch: Batch | undefined;
  /** The descriptor on which a write is under way in the background. */
  private busyFd = -1;
  private retired: number[] = [];
  private pumping: Promise<void> | undefined;
  private retryTimer: NodeJS.Timeout | undefined;
  private closed = false;
  private exiting = false;

  constructor(options: LogFileConfig, bufferBytes: number, tell: (event: SinkEvent) => void) {
    this.path = options.path;
    this.queue = new LineQueue(bufferBytes);
    this.figures = new SinkFigures(tell);
    this.file = new RollingFile(
      options,
      (error) => this.figures.failed(error),
      (fd) => this.retire(fd),
    );
  }

  limit(options: LogFileConfig, bufferBytes: number): void {
    this.queue.capacity = bufferBytes;
    this.file.limit(options);
  }

  push(line: string): void {
    if (this.closed || !this.hasRoom(line)) {
      this.figures.dropped++;
      return;
    }
    if (this.exiting) this.flushSync();
    else this.pump();
  }

  flushSync(): void {
    this.settleSync();
    try {
      while (this.more()) this.writeSync(this.next());
    } catch (error) {
      this.fail(error);
    }
  }

  /** From now on each line is written at once: there is no later. */
  exit(): void {
    this.exiting = true;
    this.flushSync();
  }

  async flush(): Promise<void> {
    if (this.closed) return;
    this.stopRetry();
    this.pump();
    while (this.pumping !== undefined) await this.pumping;
  }

  async close(): Promise<void> {
    if (this.closed) return;
    await this.flush();
    this.closed = true;
    this.stopRetry();
    this.figures.dropped += this.queue.clear() + (this.pending === undefined ? 0 : countLines(this.pending));
    this.pending = undefined;
    try {
      this.file.closeSync();
    } catch (error) {
      this.figures.failed(error);
    }
    await this.file.archive.idle();
  }

  status(): FileSinkStatus {
    const { archive, position, rotations } = this.file;
    const waiting = this.queue.bytes + (this.pending?.length ?? 0) + (this.batch?.bytes.length ?? 0);
    return {
      ...this.figures.status(waiting),
      path: this.path,
      sizeBytes: position,
      rotations,
      compressed: archive.compressed,
      removed: archive.removed,
    };
  }

  /** A burst waits for the disk, as long as that takes lines at all. */
  private hasRoom(line: string): boolean {
    if (this.queue.push(line)) return true;
    const stalled = this.batch !== undefined && Date.now() - this.batch.since > STALLED_MS;
    if (this.retryTimer !== undefined || stalled) return false;
    this.flushSync();
    return this.queue.push(line);
  }

  private more(): boolean {
    return this.pending !== undefined || !this.queue.empty;
  }

  private pump(): void {
    if (this.pumping !== undefined || this.retryTimer !== undefined || !this.more()) return;
    this.pumping = this.run().finally(() => {
      this.pumping = undefined;
      if (!this.closed) this.pump();
    });
  }

  private async run(): Promise<void> {
    // What is logged in one go is one write.
    await undefined;
    try {
      while (this.more()) await this.write(this.next());
    } catch (error) {
      this.fail(error);
    }
  }

  /** @throws when there is no file to write to */
  private next(): Batch {
    const room = this.file.readySync(this.pending?.length ?? this.queue.nextBytes());
    this.pending ??= this.queue.take(Math.min(room, MOST_BYTES));
    const { fd, position } = this.file;
    this.batch = { fd, bytes: this.pending, at: position, since: Date.now(), settled: false };
    this.pending = undefined;
    return this.batch;
  }

  private async write(batch: Batch): Promise<void> {
    let done = 0;
    this.busyFd = batch.fd;
    try {
      while (done < batch.bytes.length && !batch.settled) {
        const { fd, bytes, at } = batch;
        done += (await writeAsync(fd, bytes, done, bytes.length - done, at + done)).bytesWritten;
      }
      this.wrote(batch);
    } catch (error) {
      this.interrupted(batch, done, error);
    } finally {
      this.busyFd = -1;
      this.closeRetired();
    }
  }

  private writeSync(batch: Batch): void {
    let done = 0;
    try {
      while (done < batch.bytes.length) {
        done += writeSync(batch.fd, batch.bytes, done, batch.bytes.length - done, batch.at + done);
      }
      this.wrote(batch);
    } catch (error) {
      this.interrupted(batch, done, error);
    }
  }

  /** What is under way in the background is written here once more: the same bytes at the same place. */
  private settleSync(): void {
    const { batch } = this;
    if (batch === undefined) return;
    try {
      this.writeSync(batch);
    } catch (error) {
      this.fail(error);
    }
    batch.settled = true;
  }

  private wrote(batch: Batch): void {
    if (batch.settled) return;
    this.batch = undefined;
    this.file.position = batch.at + batch.bytes.length;
    this.figures.wrote(countLines(batch.bytes));
  }

  /** The lines that are not whole in the file wait again. @throws the error */
  private interrupted(batch: Batch, done: number, error: unknown): void {
    if (batch.settled) return;
    const whole = batch.bytes.subarray(0, done).lastIndexOf(0x0a) + 1;
    this.batch = undefined;
    this.pending = batch.bytes.subarray(whole);
    this.figures.written += countLines(batch.bytes.subarray(0, whole));
    this.file.cutSync(batch.at + whole);
    throw error;
  }

  /** Nothing is tried for a while, and then with the file opened anew. */
  private fail(error: unknown): void {
    this.figures.failed(error);
    this.file.leave();
    if (this.closed) return;
    this.retryTimer ??= setTimeout(() => {
      this.retryTimer = undefined;
      this.pump();
    }, RETRY_MS).unref();
  }

  private stopRetry(): void {
    clearTimeout(this.retryTimer);
    this.retryTimer = undefined;
  }

  /** The number of a closed descriptor may be that of another file at once. */
  private retire(fd: number): void {
    this.retired.push(fd);
    this.closeRetired();
  }

  private closeRetired(): void {
    const [busy, idle] = [
      this.retired.filter((fd) => fd === this.busyFd),
      this.retired.filter((fd) => fd !== this.busyFd),
    ];
    this.retired = busy;
    for (const fd of idle) this.closeOne(fd);
  }

  private closeOne(fd: number): void {
    try {
      closeSync(fd);
    } catch (error) {
      this.figures.failed(error);
    }
  }
}
