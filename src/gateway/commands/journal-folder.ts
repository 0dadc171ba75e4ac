/** The folder of the journal: looked at before LMDB maps what is in it. */
import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { EipError } from '../../errors.js';
import { checkDataFile } from '../../telemetry/spool/data-file.js';
import { DiskRoom } from '../../telemetry/spool/disk-room.js';
import { reasonOf } from '../../telemetry/spool/failures.js';
import { isOwned, Owner } from '../../telemetry/spool/owner.js';

export function journalFailed(folder: string, why: string, cause?: unknown): EipError {
  return new EipError('EIP_JOURNAL_FAILED', `The journal of commands in ${folder}: ${why}`, { file: folder, cause });
}

export interface JournalFolder {
  readonly path: string;
  /** There was a journal in it. */
  readonly hasData: boolean;
  readonly room: DiskRoom;
  readonly release: () => Promise<void>;
}

/** A file that another process writes meanwhile may look damaged. */
const LOOKS = 3;

/** Several processes of one machine may have it at a time. @throws EipError EIP_JOURNAL_FAILED */
export async function prepareJournalFolder(given: string): Promise<JournalFolder> {
  const path = resolve(given);
  try {
    await mkdir(path, { recursive: true, mode: 0o750 });
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw journalFailed(path, `the folder can't be used: ${reasonOf(cause)}`, cause);
  }
  const room = new DiskRoom(path, () => 0);
  const full = await room.refusal(0);
  if (full !== undefined) throw journalFailed(path, `the disk is full: ${full}`);
  const hasData = await looked(path);
  return { path, hasData, room, release: await claimed(path) };
}

/** Who has it open has looked at it. */
async function looked(path: string): Promise<boolean> {
  const words = {
    corrupt: (folder: string, why: string) => journalFailed(folder, `it is damaged: ${why}`),
    unusable: (folder: string, why: string, cause?: unknown) => journalFailed(folder, why, cause),
  };
  for (let look = 1; ; look++) {
    if (await isOwned(path)) return true;
    try {
      return await checkDataFile(path, words);
    } catch (error) {
      if (look === LOOKS) throw error;
    }
  }
}

/** Another process that has it does no harm. */
async function claimed(path: string): Promise<() => Promise<void>> {
  try {
    const owner = await Owner.of(path);
    return () => owner.release();
  } catch (error) {
    if ((error as EipError).code === 'EIP_SPOOL_IN_USE') return async () => {};
    throw journalFailed(path, (error as Error).message, error);
  }
}
