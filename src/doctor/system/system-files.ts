/** What the kernel and the system tell in files: read with bounds, never trusted, and never an error. */
import { open, readdir, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Of one file: a table of some ten thousand sockets. */
const MOST_BYTES = 8 * 1_024 * 1_024;
const CHUNK_BYTES = 65_536;

export class SystemFiles {
  /** @param root in front of every path; for a system of one's own */
  constructor(private readonly root = '/') {}

  /** The text, cut off where it is too long; undefined where it can't be read. */
  async text(path: string, mostBytes = MOST_BYTES): Promise<string | undefined> {
    try {
      const file = await open(this.at(path), 'r');
      try {
        return await readUpTo(mostBytes, async (buffer) => (await file.read(buffer, 0, buffer.length, null)).bytesRead);
      } finally {
        await file.close();
      }
    } catch {
      return undefined;
    }
  }

  /** The text of one line, without blanks around it. */
  async line(path: string): Promise<string | undefined> {
    return (await this.text(path, CHUNK_BYTES))?.split('\n', 1)[0]?.trim();
  }

  /** Names in a folder; undefined where it can't be read. */
  async names(path: string): Promise<readonly string[] | undefined> {
    return readdir(this.at(path)).catch(() => undefined);
  }

  /** What a link names; undefined where that can't be read. */
  async link(path: string): Promise<string | undefined> {
    return readlink(this.at(path)).catch(() => undefined);
  }

  async exists(path: string): Promise<boolean> {
    return stat(this.at(path)).then(
      () => true,
      () => false,
    );
  }

  private at(path: string): string {
    return join(this.root, path);
  }
}

/** Files of the kernel have no size beforehand: they are read until nothing more comes. */
async function readUpTo(mostBytes: number, read: (buffer: Buffer) => Promise<number>): Promise<string> {
  const parts: Buffer[] = [];
  for (let total = 0; total < mostBytes; ) {
    const part = Buffer.alloc(Math.min(CHUNK_BYTES, mostBytes - total));
    const bytesRead = await read(part);
    if (bytesRead === 0) break;
    parts.push(part.subarray(0, bytesRead));
    total += bytesRead;
  }
  return Buffer.concat(parts).toString('latin1');
}
