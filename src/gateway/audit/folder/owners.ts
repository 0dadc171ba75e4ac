/** Who may leave records in a folder. */
import type { Stats } from 'node:fs';

const GROUP_WRITES = 0o020;
const ROOT = 0;

type Owned = Pick<Stats, 'uid' | 'gid'>;

/**
 * This user, root, and whom the folder belongs to; of a folder that its group may write, whoever has left a file of that
 * group, which the kernel gives it where the folder has the set-group-ID bit.
 */
export class Owners {
  constructor(
    private readonly folder: Pick<Stats, 'uid' | 'gid' | 'mode'>,
    private readonly uid = process.geteuid?.() ?? ROOT,
  ) {}

  mayLeave({ uid, gid }: Owned): boolean {
    if ([this.uid, ROOT, this.folder.uid].includes(uid)) return true;
    return (this.folder.mode & GROUP_WRITES) !== 0 && gid === this.folder.gid;
  }

  /** Whose file it is, where that is not this user. */
  stranger({ uid }: Owned): number | undefined {
    return uid === this.uid ? undefined : uid;
  }
}
