/** The folder of a spool: made, looked at, and had by one process. */
import { constants } from 'node:fs';
import { access, mkdir, stat, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { checkDataFile, DATA_FILE } from './data-file.js';
import { diskFull, folderUnusable, reasonOf, spoolCorrupt } from './failures.js';
import { readFormat, writeFormat } from './format.js';
import { Owner } from './owner.js';
import { type Scan, scan } from './scan.js';

export interface PreparedFolder {
  readonly path: string;
  readonly owner: Owner;
  readonly scan: Scan;
  /** To be called once the data file is there. */
  readonly ready: () => Promise<void>;
}

const LOCK_FILE = 'lock.mdb';
/** For LMDB's own files: it maps them into memory, and a disk without room would end the process. */
const LEAST_BYTES = 1_024 * 1_024;

const NOTHING: Scan = { lanes: [], nextSequence: 0 };

/**
 * Everything that can be wrong with a folder is found here, before LMDB opens it.
 * @throws EipConfigError EIP_SPOOL_UNUSABLE, EIP_SPOOL_IN_USE, EIP_SPOOL_VERSION; EipWriteError EIP_SPOOL_DISK_FULL;
 * EipError EIP_SPOOL_CORRUPT
 */
export async function prepareFolder(given: string): Promise<PreparedFolder> {
  const path = resolve(given);
  try {
    await mkdir(path, { recursive: true, mode: 0o750 });
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw folderUnusable(path, reasonOf(cause), cause);
  }
  await readFormat(path);
  const owner = await Owner.of(path);
  try {
    return { path, owner, ...(await examine(path)) };
  } catch (error) {
    await owner.release();
    throw error;
  }
}

async function examine(path: string): Promise<Pick<PreparedFolder, 'scan' | 'ready'>> {
  const state = await readFormat(path);
  const hasData = await checkDataFile(path);
  if (state === undefined && hasData) throw folderUnusable(path, `${DATA_FILE} in it is not that of a spool`);
  const hasLock = await stat(join(path, LOCK_FILE)).then(
    () => true,
    () => false,
  );
  if (!hasData || !hasLock) await requireRoom(path);
  if (state === 'ready') {
    if (!hasData) throw spoolCorrupt(path, `${DATA_FILE} is not there, or empty`);
    await mayWrite(path);
    return { scan: await scan(path, false), ready: async () => {} };
  }
  const write = (next: 'new' | 'ready') =>
    writeFormat(path, next).catch((cause) => {
      throw folderUnusable(path, reasonOf(cause), cause);
    });
  await write('new');
  return { scan: NOTHING, ready: () => write('ready') };
}

async function requireRoom(path: string): Promise<void> {
  const { bsize, bavail, blocks } = await statfs(path);
  if (blocks > 0 && bsize * bavail < LEAST_BYTES) throw diskFull(path, `less than ${LEAST_BYTES} bytes are left on it`);
}

async function mayWrite(path: string): Promise<void> {
  const file = `${path}/${DATA_FILE}`;
  await access(file, constants.R_OK | constants.W_OK).catch((cause) => {
    throw folderUnusable(path, `${DATA_FILE}: ${reasonOf(cause)}`, cause);
  });
}

/** For those who only look. @throws as `prepareFolder`, but for EIP_SPOOL_IN_USE */
export async function lookAtFolder(given: string): Promise<string> {
  const path = resolve(given);
  const found = await stat(path).catch((cause) => {
    throw folderUnusable(path, reasonOf(cause), cause);
  });
  if (!found.isDirectory()) throw folderUnusable(path, 'it is no folder');
  const state = await readFormat(path);
  if (state === undefined) throw folderUnusable(path, 'it holds no spool');
  return path;
}
