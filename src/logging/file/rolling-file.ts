/**
 * The file that is written to. Lines stand at positions that are kept here, so that a write that is under way when the
 * process exits can be done again: the same bytes at the same place.
 *
 * What is rare is done synchronously: opening, rotating. So there is no moment in which an exit finds neither file.
 */
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { LogFileConfig } from '../options.js';
import { Archive } from './archive.js';
import { periodStart } from './periods.js';

/** After a rotation that failed the file grows on; the next attempt is so much later. */
const ROTATE_AGAIN_MS = 10_000;
const NEWLINE = 0x0a;

export class RollingFile {
  /** -1: not open. */
  fd = -1;
  position = 0;
  rotations = 0;
  readonly archive: Archive;
  private regular = true;
  private ino = 0;
  private dev = 0;
  private startedAt = 0;
  private rotateFrom = 0;

  constructor(
    private options: LogFileConfig,
    private readonly failed: (error: unknown) => void,
    /** Closes a descriptor when no write is under way on it. */
    private readonly retire: (fd: number) => void,
  ) {
    this.archive = new Archive(options.path, options, failed);
  }

  /** Other limits, for the same path. */
  limit(options: LogFileConfig): void {
    this.options = options;
    this.archive.tidy(options);
  }

  /** Open, there under its name, and with room for the next line. @returns how many bytes more it may take */
  readySync(nextBytes: number): number {
    const now = Date.now();
    this.openSync(now);
    if (this.regular && this.position > 0 && this.isDue(nextBytes, now)) this.rotateSync(now);
    return this.regular ? Math.max(0, this.options.size - this.position) : Number.POSITIVE_INFINITY;
  }

  /** Takes away what was written of a line that could not be written whole. */
  cutSync(position: number): void {
    this.position = position;
    if (this.regular) ftruncateSync(this.fd, position);
  }

  closeSync(): void {
    if (this.fd === -1) return;
    try {
      if (this.regular) fsyncSync(this.fd);
    } finally {
      this.leave();
    }
  }

  /** Opened anew when it is needed. */
  leave(): void {
    if (this.fd !== -1) this.retire(this.fd);
    this.fd = -1;
  }

  private openSync(now: number): void {
    if (this.fd !== -1 && this.isThereSync()) return;
    this.leave();
    mkdirSync(dirname(this.options.path), { recursive: true });
    this.takeSync(openSync(this.options.path, constants.O_RDWR | constants.O_CREAT, 0o640), now);
    this.archive.tidy();
  }

  private takeSync(fd: number, now: number): void {
    try {
      const stats = fstatSync(fd);
      this.note(stats);
      this.startedAt = stats.size > 0 ? stats.mtimeMs : now;
      if (this.regular && stats.size > 0) this.endLineSync(fd);
      this.fd = fd;
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }

  private note({ ino, dev, size, ...stats }: Stats): void {
    this.regular = (stats.mode & constants.S_IFMT) === constants.S_IFREG;
    [this.ino, this.dev] = [ino, dev];
    this.position = this.regular ? size : 0;
  }

  /** A process that was killed may have left half a line: the next one does not go on in it. */
  private endLineSync(fd: number): void {
    const last = Buffer.alloc(1);
    readSync(fd, last, 0, 1, this.position - 1);
    if (last[0] === NEWLINE) return;
    writeSync(fd, '\n', this.position);
    this.position++;
  }

  /** False when somebody removed or moved it. What somebody else wrote to it is not written over. */
  private isThereSync(): boolean {
    const stats = statSync(this.options.path, { throwIfNoEntry: false });
    if (stats === undefined || stats.ino !== this.ino || stats.dev !== this.dev) return false;
    if (this.regular) this.position = stats.size;
    return true;
  }

  private isDue(nextBytes: number, now: number): boolean {
    if (now < this.rotateFrom) return false;
    if (this.position + nextBytes > this.options.size) return true;
    const { time } = this.options;
    return time !== undefined && this.startedAt < periodStart(time, now);
  }

  private rotateSync(now: number): void {
    try {
      this.archive.takeSync();
    } catch (error) {
      this.rotateFrom = now + ROTATE_AGAIN_MS;
      this.failed(error);
      return;
    }
    this.rotations++;
    this.openSync(now);
  }
}
