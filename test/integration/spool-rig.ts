/** Spools in folders of their own, closed and removed after each test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import {
  type Priority,
  Spool,
  type SpoolBatch,
  type SpoolOptions,
  type SpoolReader,
  type SpoolSinkOptions,
} from '../../src/telemetry/spool/index.js';

const open = new Set<Spool>();
const folders: string[] = [];

afterEach(async () => {
  for (const spool of open) await spool.close();
  open.clear();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'eip-spool-'));
  folders.push(folder);
  return folder;
}

export async function openSpool(
  folder: string,
  sink: SpoolSinkOptions = {},
  options: Partial<SpoolOptions> = {},
): Promise<Spool> {
  const spool = await Spool.open({ folder, sinks: { broker: sink }, ...options });
  open.add(spool);
  return spool;
}

export const bodyOf = (text: string, bytes = text.length): Buffer => Buffer.from(text.padEnd(bytes, '.'));

/** One after the other in one turn: they may share a transaction. */
export function putAll(
  spool: Spool,
  ids: readonly string[],
  { priority = 'normal' as Priority, bytes = 20, acceptedAt = new Date(), sink = 'broker' } = {},
): Promise<boolean[]> {
  const put = (messageId: string) =>
    spool.put(sink, { messageId, body: bodyOf(messageId, bytes), priority, acceptedAt });
  return Promise.all(ids.map(put));
}

export const ids = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

export const idsOf = ({ entries }: SpoolBatch): string[] => entries.map(({ messageId }) => messageId);

/** All that can be taken now, confirmed batch by batch. */
export async function drain(spool: Spool, reader: SpoolReader, maxEntries = 500): Promise<string[]> {
  const all: string[] = [];
  while (Object.values(spool.status().sinks.broker ?? {}).some(({ entries }) => entries > 0)) {
    const batch = await reader.take({ maxEntries });
    all.push(...idsOf(batch));
    await batch.confirm();
  }
  return all;
}
