/**
 * The rotated files beside a log file: numbered, compressed where that is wanted, and not more than so many.
 *
 * A `.gz` is there under its name only when it is whole and on the disk; what was half done when the process ended is
 * done anew by the next one.
 */
import { createReadStream, createWriteStream, readdirSync, renameSync } from 'node:fs';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

export interface ArchiveOptions {
  readonly count: number;
  readonly compress: boolean;
}

interface Rotated {
  readonly number: number;
  readonly plain: boolean;
  readonly gzip: boolean;
}

export class Archive {
  compressed = 0;
  removed = 0;
  private last: number | undefined;
  private work: Promise<void> | undefined;
  private again = false;
  private readonly directory: string;
  private readonly stem: string;
  private readonly extension: string;

  constructor(
    private readonly path: string,
    private options: ArchiveOptions,
    private readonly failed: (error: unknown) => void,
  ) {
    this.directory = dirname(path);
    this.extension = extname(path);
    this.stem = basename(path, this.extension);
  }

  /** Gives the file its number. @throws what the file system refuses */
  takeSync(): void {
    const names = this.last === undefined ? readdirSync(this.directory) : [];
    const highest = names.reduce((most, name) => Math.max(most, this.parse(name)?.number ?? 0), this.last ?? 0);
    this.last = undefined;
    renameSync(this.path, this.fileOf(highest + 1));
    this.last = highest + 1;
  }

  /** Removes and compresses in the background, one run at a time. */
  tidy(options: ArchiveOptions = this.options): void {
    this.options = options;
    if (this.work !== undefined) {
      this.again = true;
      return;
    }
    this.work = this.run().finally(() => {
      this.work = undefined;
      if (this.again) {
        this.again = false;
        this.tidy();
      }
    });
  }

  async idle(): Promise<void> {
    while (this.work !== undefined) await this.work;
  }

  private async run(): Promise<void> {
    try {
      const kept = await this.prune(await this.list());
      if (!this.options.compress) return;
      for (const one of kept) if (one.plain) await this.compress(one.number);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.failed(error);
    }
  }

  /** Without what a process left half done. */
  private async list(): Promise<Rotated[]> {
    const found = new Map<number, { plain: boolean; gzip: boolean }>();
    for (const name of await readdir(this.directory)) {
      const one = this.parse(name);
      if (one === undefined) continue;
      if (one.form === '.gz.part') {
        await rm(join(this.directory, name), { force: true });
        continue;
      }
      const entry = found.get(one.number) ?? { plain: false, gzip: false };
      if (one.form === '.gz') entry.gzip = true;
      else entry.plain = true;
      found.set(one.number, entry);
    }
    return [...found].map(([number, forms]) => ({ number, ...forms })).sort((a, b) => b.number - a.number);
  }

  /** @returns those that stay */
  private async prune(all: readonly Rotated[]): Promise<readonly Rotated[]> {
    for (const { number, plain, gzip } of all.slice(this.options.count)) {
      if (plain) await rm(this.fileOf(number), { force: true });
      if (gzip) await rm(`${this.fileOf(number)}.gz`, { force: true });
      this.removed++;
    }
    const kept = all.slice(0, this.options.count);
    // Both are there when the process ended between the two steps; the compressed one is whole.
    for (const { number, plain, gzip } of kept) if (plain && gzip) await rm(this.fileOf(number), { force: true });
    return kept.map((one) => ({ ...one, plain: one.plain && !one.gzip }));
  }

  private async compress(number: number): Promise<void> {
    const from = this.fileOf(number);
    const part = `${from}.gz.part`;
    try {
      await pipeline(createReadStream(from), createGzip(), createWriteStream(part, { mode: 0o640 }));
      const handle = await open(part, 'r+');
      await handle.sync().finally(() => handle.close());
      await rename(part, `${from}.gz`);
      await rm(from, { force: true });
      this.compressed++;
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  }

  private fileOf(number: number): string {
    return join(this.directory, `${this.stem}.${number}${this.extension}`);
  }

  private parse(name: string): { number: number; form: '' | '.gz' | '.gz.part' } | undefined {
    if (!name.startsWith(`${this.stem}.`)) return undefined;
    const [, digits, rest] = /^([1-9]\d{0,14})(.*)$/s.exec(name.slice(this.stem.length + 1)) ?? [];
    if (digits === undefined || rest === undefined || !rest.startsWith(this.extension)) return undefined;
    const form = rest.slice(this.extension.length);
    return form === '' || form === '.gz' || form === '.gz.part' ? { number: Number(digits), form } : undefined;
  }
}
