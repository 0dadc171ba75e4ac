/** Where a process leaves audit records for the gateway of its machine. */
import { constants } from 'node:fs';
import { access, type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { encodeRecord } from '../../../telemetry/record/record.js';
import type { TelemetryRecord } from '../../../telemetry/record/record-types.js';
import { auditFolderUnusable, fileName, temporaryName } from './audit-file.js';

const OWNER_ONLY = 0o600;
const GROUP_READS = 0o040;

export class AuditFolder {
  private constructor(
    readonly path: string,
    /** Of each file: the group reads it where it may read the folder. */
    private readonly mode: number,
  ) {}

  /**
   * The folder has to be there: the gateway makes it, or whoever sets the machine up.
   * @throws EipConfigError EIP_AUDIT_FOLDER_UNUSABLE
   */
  static async open(folder: string): Promise<AuditFolder> {
    const path = resolve(folder);
    try {
      const found = await stat(path);
      if (!found.isDirectory()) throw new Error('it is no folder');
      await access(path, constants.W_OK | constants.X_OK);
      return new AuditFolder(path, OWNER_ONLY | (found.mode & GROUP_READS));
    } catch (cause) {
      throw auditFolderUnusable(path, cause);
    }
  }

  /**
   * Resolved once the record is on the disk, complete and under its name: whatever happens to this process, the machine
   * or its power. Rejected, nothing of it is left where that can be.
   */
  readonly emit = async (record: TelemetryRecord): Promise<void> => {
    const body = encodeRecord(record);
    const temporary = join(this.path, temporaryName(record.messageId));
    const file = join(this.path, fileName(record.messageId));
    try {
      await this.write(temporary, body);
      await rename(temporary, file);
      await this.sync();
    } catch (error) {
      for (const left of [temporary, file]) await rm(left, { force: true }).catch(() => {});
      throw error;
    }
  };

  private async write(path: string, body: Buffer): Promise<void> {
    const handle = await open(path, 'wx', this.mode);
    await closing(handle, async () => {
      // The umask may have taken the group's right away.
      await handle.chmod(this.mode);
      await handle.writeFile(body);
      await handle.sync();
    });
  }

  /** The name of a file is on the disk when its folder is. */
  private async sync(): Promise<void> {
    const handle = await open(this.path, 'r');
    await closing(handle, () => handle.sync());
  }
}

async function closing(handle: FileHandle, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } finally {
    await handle.close();
  }
}
