/** Folders in which processes leave audit records, and those who take them over. */
import { readdirSync } from 'node:fs';
import { expect } from 'vitest';
import { AuditFolder, AuditInbox, type AuditInboxOptions, auditRecord, WRITE_BEGUN } from '../../src/gateway.js';
import { silent } from '../../src/logging.js';
import type { AuditRecord, TelemetryRecord } from '../../src/telemetry.js';
import { app, cleanups } from './audit-rig.js';

export function made(tag = 'Speed', changes: Partial<AuditRecord> = {}): AuditRecord {
  const fields = { app, source: 'press', who: {}, via: 'cli', value: 1, result: WRITE_BEGUN } as const;
  return { ...auditRecord({ ...fields, tag }), ...changes };
}

/** As a process leaves it. */
export async function leave(folder: string, ...records: readonly AuditRecord[]): Promise<void> {
  const left = await AuditFolder.open(folder);
  for (const record of records) await left.emit(record);
}

/** Keeps records; refuses those that the test wants refused. */
export class Taker {
  readonly taken: AuditRecord[] = [];
  refusal: (record: AuditRecord) => Error | undefined = () => undefined;
  asked = 0;

  readonly emit = async (record: TelemetryRecord): Promise<void> => {
    this.asked++;
    const error = this.refusal(record as AuditRecord);
    if (error !== undefined) throw error;
    this.taken.push(record as AuditRecord);
  };

  tags(): string[] {
    return this.taken.map(({ tag }) => tag);
  }

  async has(count: number): Promise<void> {
    await expect.poll(() => this.taken.length, { timeout: 10_000 }).toBe(count);
  }
}

export async function inboxOf(folder: string, taker = new Taker(), options: Partial<AuditInboxOptions> = {}) {
  const inbox = new AuditInbox({ folder, logger: silent, pollMs: 20, ...options });
  cleanups.push(() => inbox.stop());
  await inbox.start(taker.emit);
  return { inbox, taker };
}

export const files = (folder: string) => readdirSync(folder).filter((name) => name !== 'refused');
