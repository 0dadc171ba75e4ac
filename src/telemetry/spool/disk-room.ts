/**
 * Whether the disk has room for what is to be written. A file system that is full can't be told from a broken one by
 * what LMDB reports, and without room nothing could be removed either: so a reserve is left.
 */
import { statfs } from 'node:fs/promises';

const MIB = 1_024 * 1_024;
/** For removals, which write pages too. */
export const RESERVE_BYTES = 2 * MIB;
/** An entry takes pages: more than its bytes. */
const PAGES_PER_BYTE = 2;
const PLAN_BYTES = MIB;
const LOOK_EVERY_MS = 1_000;

export class DiskRoom {
  private available = 0;
  private lookedAtMs = Number.NEGATIVE_INFINITY;

  /** @param freeBytes room within the file */
  constructor(
    private readonly folder: string,
    private readonly freeBytes: () => number,
  ) {}

  /** @returns why there is no room for an entry of that size; undefined: there is */
  async refusal(bytes: number): Promise<string | undefined> {
    const needed = PAGES_PER_BYTE * (bytes + PLAN_BYTES) + RESERVE_BYTES;
    if (this.available < needed || performance.now() - this.lookedAtMs > LOOK_EVERY_MS) await this.look();
    if (this.available >= needed) return undefined;
    const within = this.freeBytes();
    if (within >= needed) return undefined;
    return `${mib(this.available)} MiB are left on it, and ${mib(within)} MiB in the file; ${mib(needed)} are needed`;
  }

  /** The next question is to be answered by the system. */
  forget(): void {
    this.lookedAtMs = Number.NEGATIVE_INFINITY;
  }

  written(bytes: number): void {
    this.available -= PAGES_PER_BYTE * bytes;
  }

  private async look(): Promise<void> {
    const { bsize, bavail, blocks } = await statfs(this.folder);
    this.available = blocks === 0 ? Number.POSITIVE_INFINITY : bsize * bavail;
    this.lookedAtMs = performance.now();
  }
}

function mib(bytes: number): string {
  return (bytes / MIB).toFixed(1);
}
