/** The journal, opened again after a failure: meanwhile no command is carried out. */
import type { EipError } from '../../errors.js';
import type { LogTarget } from '../../logging/logger.js';
import { Journal, type JournalOptions, type Known } from './journal.js';
import { journalFailed } from './journal-folder.js';
import { Ended, verdict } from './verdict.js';

/** Looking through a damaged file for each command would be work for whoever sends them. */
const OPEN_AGAIN_MS = 5_000;

export class KeptJournal {
  private journal: Journal | undefined;
  private failure: EipError | undefined;
  private failedAtMs = Number.NEGATIVE_INFINITY;
  private isClosed = false;

  constructor(
    private readonly options: JournalOptions,
    private readonly log: LogTarget,
  ) {}

  /** Why commands are not carried out, in words. */
  get reason(): string | undefined {
    return this.failure?.message;
  }

  /** Whether or not it can be opened. */
  async open(): Promise<void> {
    await this.used(async () => {}).catch(() => {});
  }

  /** @throws Ended JOURNAL_FAILED */
  find(messageId: string): Promise<Known | undefined> {
    return this.used(async (journal) => journal.find(messageId));
  }

  /** @throws Ended JOURNAL_FAILED */
  begin(messageId: string, digest: string): Promise<Known | undefined> {
    return this.used((journal) => journal.begin(messageId, digest));
  }

  /** @throws Ended JOURNAL_FAILED */
  end(messageId: string, digest: string, answer: string): Promise<string> {
    return this.used((journal) => journal.end(messageId, digest, answer));
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.drop();
  }

  private async used<T>(work: (journal: Journal) => Promise<T>): Promise<T> {
    try {
      const result = await work(await this.opened());
      this.failure = undefined;
      return result;
    } catch (cause) {
      const error = cause as EipError;
      if (error !== this.failure) await this.failed(error);
      throw new Ended(verdict('JOURNAL_FAILED', error.message));
    }
  }

  private async opened(): Promise<Journal> {
    if (this.journal !== undefined) return this.journal;
    if (this.isClosed) throw this.failure ?? journalFailed(this.options.folder, 'it is closed');
    if (this.failure !== undefined && performance.now() - this.failedAtMs < OPEN_AGAIN_MS) throw this.failure;
    this.journal = await Journal.open(this.options);
    return this.journal;
  }

  private async failed(error: EipError): Promise<void> {
    this.failure = error;
    this.failedAtMs = performance.now();
    this.log.error({ err: error }, 'the journal of commands failed: no command is carried out');
    await this.drop();
  }

  private async drop(): Promise<void> {
    const journal = this.journal;
    this.journal = undefined;
    await journal?.close().catch((err: unknown) => this.log.warn({ err }, 'the journal of commands was not closed'));
  }
}
