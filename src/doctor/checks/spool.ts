/** Whether the spool can be kept where it is to be: owner, file system, room. */
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import type { Check, Surroundings } from '../check.js';
import { type Judgement, ok, problem, skipped, warning } from '../finding.js';
import type { SpoolSubject } from '../subject.js';
import { type Mount, mountOf } from '../system/mounts.js';
import { mib, printable } from '../system/words.js';

/** What is to be seen of a folder without opening what is in it. */
export interface FolderFacts {
  /** It is there; else it would be made in `nearest`. */
  readonly exists: boolean;
  /** The folder, or the first one above it that is there. */
  readonly nearest: string;
  /** Of that, without links. */
  readonly real: string;
  readonly isFolder: boolean;
  readonly writable: boolean;
  readonly owner: number;
  /** For who is not root; null: the file system does not tell. */
  readonly freeBytes: number | null;
  /** Of the data file now. */
  readonly usedBytes: number;
  /** Why the spool in it can't be used; null: it can, or there is none. */
  readonly fault: { readonly message: string; readonly check: string } | null;
}

export interface SpoolFacts extends SpoolSubject, FolderFacts {
  /** Of this process; root may do everything. */
  readonly user: number;
  readonly mount: Mount | undefined;
  readonly container: boolean;
}

const NETWORK = /^(nfs|nfs4|cifs|smb3|smbfs|9p|ceph|glusterfs|lustre|afs|fuse\.(sshfs|glusterfs|s3fs|rclone|ceph.*))$/;
const MEMORY = /^(tmpfs|ramfs|devtmpfs)$/;
/** Without it a spool does not open (docs/spool.md). */
const LEAST_BYTES = 4 * 1_024 * 1_024;
const LOCAL_DISK = 'Use a folder on a local disk; in a container a volume (deploy/compose.yaml)';

export function judgeSpool(facts: SpoolFacts): Judgement[] {
  const { folder, nearest, isFolder, writable, fault } = facts;
  if (!isFolder) return [problem(`${nearest} is no folder`, 'Correct telemetry.spool.folder, or move the file away')];
  if (facts.mount?.readOnly === true)
    return [problem(`${folder} is on a file system that is mounted read-only`, LOCAL_DISK)];
  if (!writable) return [notWritable(facts)];
  const found: Judgement[] = [];
  if (fault !== null) found.push(problem(fault.message.replace(`. ${fault.check}.`, ''), fault.check));
  for (const doubt of [ofMount(facts), ofRoom(facts)]) if (doubt !== undefined) found.push(doubt);
  return found.length > 0 ? found : [ok(fineText(facts))];
}

function notWritable({ folder, nearest, exists, owner, user }: SpoolFacts): Judgement {
  const what = exists
    ? `${folder} belongs to user ${owner}`
    : `${folder} can't be made: ${nearest} belongs to user ${owner}`;
  return problem(
    `${what}, and this process, of user ${user}, may not write there`,
    `chown it to the user of the service (sudo install -d -o USER -m 750 ${printable(folder)}); in a systemd unit StateDirectory= does it`,
  );
}

function ofMount({ folder, mount, durability, container }: SpoolFacts): Judgement | undefined {
  if (mount === undefined) return undefined;
  const on = `${folder} is on ${mount.type}`;
  if (NETWORK.test(mount.type))
    return problem(`${on}, over the network: LMDB maps its file, and is not safe there`, LOCAL_DISK);
  if (MEMORY.test(mount.type)) {
    const tell = durability === 'power' ? problem : warning;
    return tell(`${on}: it is in memory, and gone with the power`, LOCAL_DISK);
  }
  if (mount.type !== 'overlay') return undefined;
  return container
    ? problem(`${on}, the container's own layer: it is gone with the container`, LOCAL_DISK)
    : warning(`${on}: see that its upper layer is on a disk`, LOCAL_DISK);
}

function ofRoom({ folder, freeBytes, usedBytes, mostBytes }: SpoolFacts): Judgement | undefined {
  if (freeBytes === null) return undefined;
  const free = `${mib(freeBytes)} are free for ${folder}`;
  if (freeBytes < LEAST_BYTES) return problem(`${free}: too few for anything`, 'Make room ("df" shows what is full)');
  const wanted = mostBytes - usedBytes;
  if (freeBytes >= wanted) return undefined;
  return warning(
    `${free}, and by its bounds it may grow by ${mib(wanted)}: in a long outage the disk is full before`,
    'Make room, or lower telemetry.spool.sinks.NAME.maxBytes: what the bounds drop is chosen by you',
  );
}

function fineText({ folder, exists, owner, mount, freeBytes, mostBytes, user }: SpoolFacts): string {
  const free = freeBytes === null ? 'room unknown' : `${mib(freeBytes)} free`;
  const where = exists ? `${folder}, of user ${owner}` : `${folder} can be made`;
  const root = user === 0 ? ' (looked at as root: look as the user of the service too)' : '';
  return `${where}, on ${mount?.type ?? 'a file system'}: ${free}, ${mib(mostBytes)} wanted at most${root}`;
}

/** By a process of its own: a disk that does not answer holds whoever asks, and that one can be left. */
function factsOfFolder(folder: string, { signal }: Surroundings): Promise<FolderFacts> {
  const args = [resolve(__dirname, '../folder-child.js'), folder];
  return new Promise((done, failed) => {
    const child = execFile(process.execPath, args, { signal, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
      if (error === null) done(JSON.parse(stdout) as FolderFacts);
      else failed(new Error(stderr.trim().split('\n').at(-1) || error.message));
    });
    signal.addEventListener('abort', () => child.unref(), { once: true });
  });
}

export const spool: Check = {
  id: 'spool',
  async run({ spool: subject }, around) {
    if (subject === undefined) return [skipped('no spool is configured')];
    const folder = resolve(subject.folder);
    const facts = await factsOfFolder(folder, around);
    const mount = await mountOf(facts.real, around.files);
    const user = process.geteuid?.() ?? 0;
    return judgeSpool({ ...subject, folder, ...facts, mount, user, container: around.container !== undefined });
  },
};
