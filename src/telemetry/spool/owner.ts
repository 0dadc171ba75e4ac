/**
 * One process a folder. It listens on a socket in it: who asks learns from the kernel whether it is there, also from
 * another container, and a process that was killed leaves nothing that has to be believed.
 */
import { link, open, rename, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { EipConfigError } from '../../errors.js';
import { folderUnusable, reasonOf } from './failures.js';

const NAME = 'owner.sock';

export class Owner {
  private constructor(
    private readonly folder: string,
    private readonly server: Server,
  ) {}

  /** @throws EipConfigError EIP_SPOOL_IN_USE, EIP_SPOOL_UNUSABLE */
  static async of(folder: string): Promise<Owner> {
    return inFolder(folder, async (path) => {
      const own = `own-${process.pid}-${Math.random().toString(36).slice(2)}.sock`;
      const server = await listen(path(own)).catch((cause) => {
        throw folderUnusable(folder, reasonOf(cause), cause);
      });
      try {
        await claim(folder, path, own);
        return new Owner(folder, server);
      } catch (error) {
        server.close();
        throw error;
      } finally {
        await rm(path(own), { force: true });
      }
    });
  }

  async release(): Promise<void> {
    await rm(join(this.folder, NAME), { force: true }).catch(() => {});
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}

/** Whether a process has the folder. */
export function isOwned(folder: string): Promise<boolean> {
  return inFolder(folder, (path) => answers(path(NAME)));
}

/** A path of a socket may have 107 bytes, that of a folder more. */
async function inFolder<T>(folder: string, work: (path: (name: string) => string) => Promise<T>): Promise<T> {
  const directory = await open(folder, 'r').catch((cause) => {
    throw folderUnusable(folder, reasonOf(cause), cause);
  });
  try {
    return await work((name) => `/proc/self/fd/${directory.fd}/${name}`);
  } finally {
    await directory.close();
  }
}

/** Puts our socket in the place of one that nobody listens on any more. */
async function claim(folder: string, path: (name: string) => string, own: string): Promise<void> {
  for (let round = 0; round < 3; round++) {
    try {
      await link(path(own), path(NAME));
      return;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw folderUnusable(folder, reasonOf(cause), cause);
    }
    if (await answers(path(NAME))) break;
    await clear(path, own);
  }
  const what = `The spool in ${folder} is in use by another process, or twice by this one`;
  throw new EipConfigError('EIP_SPOOL_IN_USE', what, { option: 'folder', file: folder });
}

/** Takes a dead socket away. Who was faster may have put a live one there: that one is put back. */
async function clear(path: (name: string) => string, own: string): Promise<void> {
  const aside = path(`${own}.old`);
  try {
    await rename(path(NAME), aside);
    if (await answers(aside)) await link(aside, path(NAME));
  } catch (cause) {
    if (!['ENOENT', 'EEXIST'].includes((cause as NodeJS.ErrnoException).code ?? '')) throw cause;
  } finally {
    await rm(aside, { force: true });
  }
}

function listen(path: string): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      server.on('error', () => {});
      resolve(server.unref());
    });
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('error', ({ code }: NodeJS.ErrnoException) => end(code !== 'ECONNREFUSED' && code !== 'ENOENT'));
  });
}
