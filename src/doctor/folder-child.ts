/** A program: looks at the folder of a spool, and writes its facts as JSON. See checks/spool.ts. */
import { constants } from 'node:fs';
import { access, realpath, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EipError } from '../errors.js';
import { lookAtFolder } from '../telemetry/spool/folder.js';
import type { FolderFacts } from './checks/spool.js';

async function factsOf(folder: string): Promise<FolderFacts> {
  const nearest = await nearestOf(folder);
  const exists = nearest === folder;
  const [found, room] = [await stat(nearest), await statfs(nearest)];
  return {
    exists,
    nearest,
    real: await realpath(nearest),
    isFolder: found.isDirectory(),
    writable: await holds(access(nearest, constants.W_OK | constants.X_OK)),
    owner: found.uid,
    // A file system that does not tell has no blocks.
    freeBytes: room.blocks === 0 ? null : room.bsize * room.bavail,
    usedBytes: exists ? await sizeOf(join(folder, 'data.mdb')) : 0,
    fault: exists ? await faultOf(folder) : null,
  };
}

/** The first that is there: it, or what it would be made in. */
async function nearestOf(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    const isThere = await stat(at).then(
      () => true,
      ({ code }: NodeJS.ErrnoException) => code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'EACCES',
    );
    if (isThere || at === dirname(at)) return at;
  }
}

async function holds(question: Promise<unknown>): Promise<boolean> {
  return question.then(
    () => true,
    () => false,
  );
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** A folder without a spool is right: it is made there. */
async function faultOf(folder: string): Promise<FolderFacts['fault']> {
  if (!(await holds(stat(join(folder, 'spool.json'))))) return null;
  try {
    await lookAtFolder(folder);
    return null;
  } catch (error) {
    if (!(error instanceof EipError)) throw error;
    return { message: error.message, check: error.check };
  }
}

void factsOf(process.argv[2] ?? '').then((facts) => process.stdout.write(JSON.stringify(facts)));
