/** A look at LMDB's file before it is mapped into memory: reading a page beyond its end would end the process. */
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { folderUnusable, reasonOf, spoolCorrupt } from './failures.js';
import { bootNumber, flushedHeadOf, type Head, headOf, META_BYTES, validHead } from './lmdb-head.js';
import { PageFile, type Refuse } from './page-file.js';
import { TreeCheck } from './tree-check.js';

export const DATA_FILE = 'data.mdb';

/** What is wrong, as errors of whoever keeps something in it. */
export interface DataFileErrors {
  corrupt(folder: string, why: string): Error;
  unusable(folder: string, why: string, cause?: unknown): Error;
}

const SPOOL_ERRORS: DataFileErrors = { corrupt: spoolCorrupt, unusable: folderUnusable };

/** @returns whether there is one with something in it. @throws EipError EIP_SPOOL_CORRUPT, EipConfigError EIP_SPOOL_UNUSABLE */
export async function checkDataFile(folder: string, errors: DataFileErrors = SPOOL_ERRORS): Promise<boolean> {
  const file = await openData(folder, errors);
  if (file === undefined) return false;
  try {
    const { size } = await file.stat();
    if (size === 0) return false;
    const refuse: Refuse = (why) => errors.corrupt(folder, `${DATA_FILE}: ${why}`);
    const head = await readHead(file, refuse);
    await new TreeCheck(new PageFile(file, size, head.pageBytes, refuse), head).run();
    return true;
  } finally {
    await file.close();
  }
}

async function openData(folder: string, { unusable }: DataFileErrors): Promise<FileHandle | undefined> {
  try {
    return await open(join(folder, DATA_FILE), 'r');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unusable(folder, `${DATA_FILE}: ${reasonOf(cause)}`, cause);
  }
}

async function readHead(file: FileHandle, refuse: Refuse): Promise<Head> {
  const read = async (position: number): Promise<Buffer> => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(META_BYTES), 0, META_BYTES, position);
    if (bytesRead < META_BYTES) throw refuse('it ends within its head');
    return buffer;
  };
  const first = headOf(await read(0));
  if (first === undefined) throw refuse('it does not begin as an LMDB file does');
  const second = headOf(await read(first.pageBytes));
  if (second === undefined) throw refuse('its second page is no head of an LMDB file');
  const flushed = flushedHeadOf(await read(first.pageBytes / 2), first);
  return validHead(first, flushed, second, await bootNumber());
}
