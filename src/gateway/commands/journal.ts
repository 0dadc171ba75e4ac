/**
 * Which commands were begun and which were answered, on disk: a command is carried out once, also over a crash and by
 * another process of the same machine that takes over.
 */
import type { Database, RootDatabase } from 'lmdb';
import { settledWithin } from '../../rabbitmq/pause.js';
import type { DiskRoom } from '../../telemetry/spool/disk-room.js';
import { loadLmdb } from '../../telemetry/spool/lmdb.js';
import { type JournalFolder, journalFailed, prepareJournalFolder } from './journal-folder.js';

/** What is known of a command. */
export interface Known {
  /** Of its content. */
  readonly digest: string;
  /** The answer as it was sent; undefined: begun, and not ended. */
  readonly answer?: string | undefined;
}

export interface JournalOptions {
  readonly folder: string;
  /** Entries that are older are forgotten. */
  readonly rememberMs: number;
  /** When it is full, entries that are older are forgotten: no command of theirs can be begun any more. */
  readonly neededMs: number;
  /** Entries at most. */
  readonly most?: number;
}

type TimeKey = [atMs: number, messageId: string];

/** Of the key spaces and their values. Raised whenever an older release would misread them. */
const FORMAT = 1;
const MOST_ENTRIES = 200_000;
/** A disk that has not confirmed by then never will. */
const SILENT_MS = 10_000;
const FORGOTTEN_AT_ONCE = 100;
const OPTIONS = {
  noSubdir: false,
  maxDbs: 4,
  encoding: 'json',
  eventTurnBatching: false,
  separateFlushed: true,
} as const;
const FORMAT_KEY = 'version';

export class Journal {
  private hasFailed = false;

  private constructor(
    private readonly folder: JournalFolder,
    private readonly options: JournalOptions,
    private readonly root: RootDatabase,
    private readonly commands: Database<Known, string>,
    private readonly times: Database<true, TimeKey>,
  ) {}

  /** @throws EipError EIP_JOURNAL_FAILED, EIP_SPOOL_MODULE_MISSING */
  static async open(options: JournalOptions): Promise<Journal> {
    const lmdb = await loadLmdb();
    const folder = await prepareJournalFolder(options.folder);
    let root: RootDatabase | undefined;
    try {
      root = lmdb.open({ path: folder.path, ...OPTIONS });
      await checkFormat(root, folder);
      const commands = root.openDB<Known, string>({ name: 'commands', encoding: 'json' });
      const times = root.openDB<true, TimeKey>({ name: 'times', encoding: 'json' });
      return new Journal(folder, options, root, commands, times);
    } catch (cause) {
      await root?.close();
      await folder.release();
      throw isOurs(cause) ? cause : journalFailed(folder.path, (cause as Error).message, cause);
    }
  }

  /** Resolved when its beginning is on the disk. Undefined: now; else what was known before, and nothing is noted. */
  async begin(messageId: string, digest: string): Promise<Known | undefined> {
    await this.requireRoom(this.folder.room, digest.length);
    const known = await this.change(messageId, (found) => (found === undefined ? { digest } : undefined));
    if (known === undefined) await this.answered(this.root.flushed);
    return known;
  }

  find(messageId: string): Known | undefined {
    try {
      this.root.resetReadTxn();
      return this.commands.get(messageId);
    } catch (cause) {
      throw this.failure(cause);
    }
  }

  /** Resolved when it survives the end of this process. Another one may have been faster: it returns the answer that counts. */
  async end(messageId: string, digest: string, answer: string): Promise<string> {
    const known = await this.change(messageId, (found) => {
      return found?.answer === undefined ? { digest, answer } : undefined;
    });
    return known?.answer ?? answer;
  }

  /** After a transaction that failed lmdb waits for it for ever, unless another one, without a change, comes after it. */
  async close(): Promise<void> {
    if (this.hasFailed) await settledWithin(this.times.remove([0, 'nothing']), SILENT_MS);
    await settledWithin(this.root.close(), SILENT_MS);
    await this.folder.release();
  }

  /** In one transaction, over all processes. @returns what was there, where `next` changes nothing of it. */
  private async change(messageId: string, next: (found: Known | undefined) => Known | undefined) {
    try {
      const transaction = this.root.transaction(() => {
        const found = this.commands.get(messageId);
        const changed = next(found);
        if (changed === undefined) return found;
        this.makeRoom(found === undefined);
        void this.commands.put(messageId, changed);
        if (found === undefined) void this.times.put([Date.now(), messageId], true);
        return undefined;
      });
      return await this.answered(transaction);
    } finally {
      this.root.resetReadTxn();
    }
  }

  /** Within a transaction. */
  private makeRoom(isNew: boolean): void {
    const nowMs = Date.now();
    this.forgetBefore(nowMs - this.options.rememberMs);
    if (!isNew) return;
    const { most = MOST_ENTRIES } = this.options;
    if (this.count() < most) return;
    this.forgetBefore(nowMs - this.options.neededMs);
    if (this.count() >= most)
      throw journalFailed(this.folder.path, `it is full: it has ${most} commands that may come again`);
  }

  private count(): number {
    return (this.times.getStats() as { readonly entryCount: number }).entryCount;
  }

  private forgetBefore(atMs: number): void {
    const old = [...this.times.getKeys({ limit: FORGOTTEN_AT_ONCE, snapshot: false })].filter(([at]) => at < atMs);
    for (const key of old) {
      void this.times.remove(key);
      void this.commands.remove(key[1]);
    }
  }

  /** A disk that is silent is taken for one that failed. */
  private async answered<T>(work: Promise<T>): Promise<T> {
    try {
      if (await settledWithin(work, SILENT_MS)) return await work;
      throw new Error(`the disk has confirmed nothing for ${SILENT_MS} ms`);
    } catch (cause) {
      throw this.failure(cause);
    }
  }

  private async requireRoom(room: DiskRoom, bytes: number): Promise<void> {
    const full = await room.refusal(bytes);
    if (full !== undefined) throw journalFailed(this.folder.path, `the disk is full: ${full}`);
  }

  private failure(cause: unknown): unknown {
    if (isOurs(cause)) return cause;
    this.hasFailed = true;
    return journalFailed(this.folder.path, `it could not be read or written: ${(cause as Error).message}`, cause);
  }
}

function isOurs(error: unknown): boolean {
  return (error as { readonly code?: unknown }).code === 'EIP_JOURNAL_FAILED';
}

/** @throws EipError EIP_JOURNAL_FAILED */
async function checkFormat(root: RootDatabase, { path, hasData }: JournalFolder): Promise<void> {
  const notes = root.openDB<number, string>({ name: 'notes', encoding: 'json' });
  const found = notes.get(FORMAT_KEY);
  if (found === FORMAT) return;
  if (found !== undefined && found > FORMAT) {
    throw journalFailed(path, `it is of version ${found}, and this package knows versions up to ${FORMAT}`);
  }
  if (found !== undefined || (hasData && [...root.getKeys()].some((name) => name !== 'notes'))) {
    throw journalFailed(path, 'what is in the folder is no journal of commands');
  }
  await notes.put(FORMAT_KEY, FORMAT);
}
