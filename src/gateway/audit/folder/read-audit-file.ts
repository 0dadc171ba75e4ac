/** A file of an audit folder, which anybody who may write there has made: read so that it can do no harm. */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { EipError } from '../../../errors.js';
import { MOST_BYTES } from '../../../telemetry/json/parse.js';
import { parseRecord } from '../../../telemetry/record/record.js';
import type { AuditRecord } from '../../../telemetry/record/record-types.js';
import { messageOf } from '../audit-value.js';
import { sentenceOf } from '../words.js';
import { codeOf, messageIdOf } from './audit-file.js';
import type { Owners } from './owners.js';

/**
 * - `name`: not that of a record
 * - `kind`: a link, a folder, a pipe, a device, or a file with a second name
 * - `owner`: of somebody who may not leave records here
 * - `unreadable`: not for this user
 * - `tooLarge`: more than 1 MiB, or than the spool takes
 * - `content`: no audit record, or one that claims what a file can't know
 * - `partial`: begun and never ended
 */
export const SET_ASIDE_CAUSES = ['name', 'kind', 'owner', 'unreadable', 'tooLarge', 'content', 'partial'] as const;

export type SetAsideCause = (typeof SET_ASIDE_CAUSES)[number];

/** Why a file is no record. */
export class NoAuditFile extends Error {
  constructor(
    readonly reason: SetAsideCause,
    message: string,
  ) {
    super(message);
  }
}

/** Nothing of a link is followed, nothing but a file is opened, and never waits for another side. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;

/** @throws NoAuditFile; what the disk says otherwise: ENOENT where somebody was faster */
export async function readAuditFile(path: string, name: string, owners: Owners): Promise<AuditRecord> {
  const messageId = messageIdOf(name);
  if (messageId === undefined) throw new NoAuditFile('name', 'its name is not that of a record');
  refuseOther(await lstat(path), owners);
  const handle = await open(path, FLAGS).catch(refuseUnreadable);
  try {
    const stats = await handle.stat();
    refuseOther(stats, owners);
    return withOwner(recordOf(await contentOf(handle), messageId), owners.stranger(stats));
  } finally {
    await handle.close();
  }
}

function refuseOther(stats: Stats, owners: Owners): void {
  if (!stats.isFile()) throw new NoAuditFile('kind', 'it is no file');
  if (stats.nlink !== 1) throw new NoAuditFile('kind', `it has ${stats.nlink} names`);
  if (!owners.mayLeave(stats)) throw new NoAuditFile('owner', `it belongs to uid ${stats.uid}, gid ${stats.gid}`);
  if (stats.size > MOST_BYTES) throw new NoAuditFile('tooLarge', `it has ${stats.size} bytes`);
}

function refuseUnreadable(error: unknown): never {
  if (['EACCES', 'EPERM'].includes(codeOf(error) ?? '')) throw new NoAuditFile('unreadable', messageOf(error));
  if (codeOf(error) === 'ELOOP') throw new NoAuditFile('kind', 'it is a link');
  throw error;
}

/** It may grow while it is read. */
async function contentOf(handle: FileHandle): Promise<Buffer> {
  const bytes = Buffer.alloc(MOST_BYTES + 1);
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
    if (bytesRead === 0) return bytes.subarray(0, length);
    length += bytesRead;
  }
  throw new NoAuditFile('tooLarge', `it has more than ${MOST_BYTES} bytes`);
}

function recordOf(body: Buffer, messageId: string): AuditRecord {
  let record: ReturnType<typeof parseRecord>;
  try {
    record = parseRecord(body);
  } catch (error) {
    throw new NoAuditFile('content', error instanceof EipError ? error.message : messageOf(error));
  }
  if (record.kind !== 'audit') throw new NoAuditFile('content', `it is a record of the kind ${record.kind}`);
  if (record.messageId !== messageId)
    throw new NoAuditFile('content', `it has the messageId ${record.messageId} inside`);
  if (record.via === 'command' || record.who.brokerUser !== undefined)
    throw new NoAuditFile('content', 'it claims to come from a broker');
  return record;
}

/** What the system knows of who has left it, where that is not the gateway's own user. */
function withOwner(record: AuditRecord, uid: number | undefined): AuditRecord {
  if (uid === undefined) return record;
  const left = `left by uid ${uid}`;
  return { ...record, from: sentenceOf(record.from === undefined ? left : `${left}: ${record.from}`) };
}
