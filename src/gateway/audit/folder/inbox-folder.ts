/** An audit folder as the gateway has it: held open, so that nobody can put another one in its place. */
import { constants } from 'node:fs';
import { access, type FileHandle, lstat, mkdir, open, opendir, rename, unlink } from 'node:fs/promises';
import { resolve } from 'node:path';
import { newMessageId } from '../../../telemetry/message-id.js';
import type { AuditRecord } from '../../../telemetry/record/record-types.js';
import { auditFolderUnusable } from './audit-file.js';
import { Owners } from './owners.js';
import { readAuditFile } from './read-audit-file.js';

export const REFUSED = 'refused';

/** Looked at in one round; the names of many records. */
const MOST_NAMES = 100_000;
/** A name of a file has 255 bytes at most, and an id is put in front. */
const MOST_NAME_BYTES = 200;
const DIRECTORY = constants.O_RDONLY | constants.O_DIRECTORY;

export class InboxFolder {
  private constructor(
    readonly path: string,
    private readonly folder: FileHandle,
    private readonly refused: FileHandle,
    private readonly owners: Owners,
  ) {}

  /** Made where it is not there, for this user alone. @throws EipConfigError EIP_AUDIT_FOLDER_UNUSABLE */
  static async open(given: string): Promise<InboxFolder> {
    const path = resolve(given);
    const opened: FileHandle[] = [];
    try {
      await mkdir(path, { recursive: true, mode: 0o700 });
      const folder = await open(path, DIRECTORY);
      opened.push(folder);
      await access(within(folder), constants.R_OK | constants.W_OK | constants.X_OK);
      await mkdir(within(folder, REFUSED), { mode: 0o700 }).catch(unlessThere);
      const refused = await open(within(folder, REFUSED), DIRECTORY | constants.O_NOFOLLOW);
      opened.push(refused);
      return new InboxFolder(path, folder, refused, new Owners(await folder.stat()));
    } catch (cause) {
      for (const handle of opened) await handle.close();
      throw auditFolderUnusable(path, cause);
    }
  }

  /** Names of what is in it, the oldest records first, 100,000 at most. */
  async names(isLookedAt: (name: string) => boolean): Promise<string[]> {
    const found: string[] = [];
    for await (const { name } of await opendir(within(this.folder))) {
      if (name === REFUSED || !isLookedAt(name)) continue;
      found.push(name);
      if (found.length === MOST_NAMES) break;
    }
    return found.sort();
  }

  /** @throws NoAuditFile; what the disk says */
  read(name: string): Promise<AuditRecord> {
    return readAuditFile(within(this.folder, name), name, this.owners);
  }

  /** Since when nobody has written it. */
  async quietMs(name: string): Promise<number> {
    return Date.now() - (await lstat(within(this.folder, name))).mtimeMs;
  }

  async remove(name: string): Promise<void> {
    await unlink(within(this.folder, name));
  }

  /** To `refused`, under a name that nothing there has. */
  async setAside(name: string): Promise<void> {
    const kept = Buffer.byteLength(name) <= MOST_NAME_BYTES ? `${newMessageId()}-${name}` : newMessageId();
    await rename(within(this.folder, name), within(this.refused, kept));
  }

  async close(): Promise<void> {
    await this.refused.close();
    await this.folder.close();
  }
}

/** A path that goes by the descriptor. */
function within({ fd }: FileHandle, name = '.'): string {
  return `/proc/self/fd/${fd}/${name}`;
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
