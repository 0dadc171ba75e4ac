/** What goes wrong with a spool, in words. */
import { EipConfigError, EipError, EipWriteError } from '../../errors.js';

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not use it',
  EPERM: 'this user may not use it',
  EROFS: 'it is on a file system that is read-only',
  ENOENT: 'it is not there',
  ENOTDIR: 'a part of its path is no folder',
  EEXIST: 'it is no folder',
  ENOSPC: 'no space is left on its disk',
  EDQUOT: 'the quota of its disk is used up',
};

/** `this user may not use it (EACCES)` */
export function reasonOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  return code === undefined || typeof code !== 'string' ? message : `${WORDS[code] ?? message} (${code})`;
}

export function folderUnusable(folder: string, why: string, cause?: unknown): EipConfigError {
  const what = `The spool folder ${folder} can't be used: ${why}`;
  return new EipConfigError('EIP_SPOOL_UNUSABLE', what, { option: 'folder', file: folder, cause });
}

export function spoolCorrupt(folder: string, why: string, cause?: unknown): EipError {
  return new EipError('EIP_SPOOL_CORRUPT', `The spool in ${folder} is damaged: ${why}`, { file: folder, cause });
}

export function diskFull(folder: string, why: string, cause?: unknown): EipWriteError {
  const what = `The disk of the spool in ${folder} is full: ${why}`;
  return new EipWriteError('EIP_SPOOL_DISK_FULL', what, { file: folder, outcome: 'notSent', cause });
}

/** @param why what it waited for */
export function spoolFull(folder: string, why: string): EipWriteError {
  const what = `The spool in ${folder} has no room: ${why}`;
  return new EipWriteError('EIP_SPOOL_FULL', what, { file: folder, outcome: 'notSent' });
}

export function spoolFailed(folder: string, why: string, cause?: unknown): EipError {
  return new EipError('EIP_SPOOL_FAILED', `The spool in ${folder} could not be written: ${why}`, {
    file: folder,
    cause,
  });
}

export function spoolClosed(folder: string): EipError {
  return new EipError('EIP_SPOOL_CLOSED', `The spool in ${folder} is closed`, { file: folder });
}
