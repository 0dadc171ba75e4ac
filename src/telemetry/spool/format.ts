/**
 * `spool.json`: what the folder holds, and in which version. A newer version is refused before anything else is read.
 *
 * `state` is `new` until the data file is there: from then on an empty data file is a loss and no beginning.
 */
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EipConfigError } from '../../errors.js';
import { folderUnusable, reasonOf, spoolCorrupt } from './failures.js';

export const FORMAT_FILE = 'spool.json';
/** Of key spaces, keys, values and notes. Raised whenever an older release would misread them. */
export const FORMAT_VERSION = 1;

export type SpoolState = 'new' | 'ready';

/** @returns undefined: there is none. @throws EipConfigError EIP_SPOOL_VERSION; EipError EIP_SPOOL_CORRUPT */
export async function readFormat(folder: string): Promise<SpoolState | undefined> {
  const path = join(folder, FORMAT_FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw folderUnusable(folder, `${FORMAT_FILE}: ${reasonOf(cause)}`, cause);
  }
  const { version, state } = parsed(text);
  if (typeof version === 'number' && version > FORMAT_VERSION) {
    const what = `The spool in ${folder} is of version ${version}, this package knows versions up to ${FORMAT_VERSION}`;
    throw new EipConfigError('EIP_SPOOL_VERSION', what, { option: 'folder', file: folder });
  }
  if (version !== FORMAT_VERSION || (state !== 'new' && state !== 'ready')) {
    throw spoolCorrupt(folder, `${FORMAT_FILE} does not say what it holds`);
  }
  return state;
}

function parsed(text: string): { readonly version?: unknown; readonly state?: unknown } {
  try {
    const content: unknown = JSON.parse(text);
    return typeof content === 'object' && content !== null ? content : {};
  } catch {
    return {};
  }
}

/** Replaces it as a whole; resolved when it is on disk. @throws the system's error */
export async function writeFormat(folder: string, state: SpoolState): Promise<void> {
  const path = join(folder, FORMAT_FILE);
  const temporary = `${path}.tmp`;
  try {
    const file = await open(temporary, 'w', 0o640);
    try {
      await file.writeFile(`${JSON.stringify({ version: FORMAT_VERSION, state })}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {});
    throw cause;
  }
  const directory = await open(folder, 'r');
  await directory.sync().finally(() => directory.close());
}
