/** One look at an audit folder after the other: each file becomes a record, or is set aside and hinders nobody. */
import type { LogTarget } from '../../../logging/logger.js';
import type { AuditRecord } from '../../../telemetry/record/record-types.js';
import type { EmitRecord } from '../../../telemetry/source.js';
import { messageOf } from '../audit-value.js';
import { codeOf, isTemporary } from './audit-file.js';
import type { InboxFolder } from './inbox-folder.js';
import { NoAuditFile, SET_ASIDE_CAUSES, type SetAsideCause } from './read-audit-file.js';

/** A file that is being written is left alone for so long. */
const PARTIAL_MS = 600_000;
/** Files that could be neither removed nor moved. With more of them somebody has to look at the folder first. */
const MOST_LEFT = 10_000;
/** Lines of the log in one round. */
const MOST_TOLD = 10;

/** No record is taken now, whatever it is. */
class NotTaken extends Error {}

export class InboxRound {
  /** Taken over. */
  records = 0;
  readonly aside: Record<SetAsideCause, number>;
  /** Not looked at again. */
  private readonly left = new Set<string>();
  private told = 0;

  constructor(private readonly logger: LogTarget) {
    this.aside = Object.fromEntries(SET_ASIDE_CAUSES.map((cause) => [cause, 0])) as Record<SetAsideCause, number>;
  }

  /** Never rejects. @returns what keeps records from being taken over, in words */
  async run(folder: InboxFolder, emit: EmitRecord, isGoing: () => boolean): Promise<string | undefined> {
    this.told = 0;
    let trouble = this.leftText(folder);
    if (this.left.size >= MOST_LEFT) return trouble;
    try {
      for (const name of await folder.names((found) => !this.left.has(found))) {
        if (!isGoing()) break;
        const problem = await this.take(folder, name, emit);
        trouble ??= problem;
      }
    } catch (error) {
      trouble = messageOf(error);
    }
    trouble ??= this.leftText(folder);
    return trouble && `Audit records of other processes are not all taken over from ${folder.path}: ${trouble}`;
  }

  private leftText({ path }: InboxFolder): string | undefined {
    const count = this.left.size;
    return count === 0 ? undefined : `${count} files can be neither removed nor moved; see who owns ${path}`;
  }

  /** @returns what is wrong with this one. @throws NotTaken */
  private async take(folder: InboxFolder, name: string, emit: EmitRecord): Promise<string | undefined> {
    try {
      const record = await this.read(folder, name);
      if (record === undefined) return undefined;
      await handOver(record, emit);
      this.records++;
      await this.clear(name, () => folder.remove(name));
      return undefined;
    } catch (error) {
      if (error instanceof NotTaken) throw error;
      if (!(error instanceof NoAuditFile)) return codeOf(error) === 'ENOENT' ? undefined : messageOf(error);
      await this.clear(name, () => this.putAside(folder, name, error));
      return undefined;
    }
  }

  /** Undefined: it is being written. */
  private async read(folder: InboxFolder, name: string): Promise<AuditRecord | undefined> {
    if (!isTemporary(name)) return folder.read(name);
    if ((await folder.quietMs(name)) < PARTIAL_MS) return undefined;
    throw new NoAuditFile('partial', 'it was begun and never ended');
  }

  private async putAside(folder: InboxFolder, name: string, { reason, message }: NoAuditFile): Promise<void> {
    await folder.setAside(name);
    this.aside[reason]++;
    if (this.told++ < MOST_TOLD)
      this.logger.warn({ file: name, cause: reason }, `A file in the audit folder is set aside: ${message}`);
  }

  /** Another gateway may have been faster. */
  private async clear(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') this.left.add(name);
    }
  }
}

/** @throws NoAuditFile for one that will never be taken, NotTaken for one that may be later */
async function handOver(record: AuditRecord, emit: EmitRecord): Promise<void> {
  try {
    await emit(record);
  } catch (error) {
    if (codeOf(error) === 'EIP_SPOOL_TOO_LARGE') throw new NoAuditFile('tooLarge', messageOf(error));
    if (codeOf(error) === 'EIP_MESSAGE_INVALID') throw new NoAuditFile('content', messageOf(error));
    throw new NotTaken(messageOf(error));
  }
}
