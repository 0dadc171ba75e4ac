/** A spool from outside: what is in it, and taking it out. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { checkDataFile } from './data-file.js';
import type { LaneKey } from './entry.js';
import { lookAtFolder, prepareFolder } from './folder.js';
import { Lane } from './lane.js';
import { loadLmdb } from './lmdb.js';
import { isOwned } from './owner.js';
import { Plan } from './plan.js';
import { type LaneScan, type Scan, scan } from './scan.js';
import { Store } from './store.js';

export interface SpoolReport {
  readonly folder: string;
  /** A process has it. */
  readonly inUse: boolean;
  readonly lanes: readonly LaneScan[];
}

/** Removed by one transaction. */
const AT_ONCE = 1_000;

/**
 * Also beside the process that has it: LMDB gives a reader one state, whatever is written meanwhile.
 * @throws EipConfigError EIP_SPOOL_UNUSABLE, EIP_SPOOL_VERSION; EipError EIP_SPOOL_MODULE_MISSING, EIP_SPOOL_CORRUPT
 */
export async function lookIntoSpool(folder: string): Promise<SpoolReport> {
  await loadLmdb();
  const path = await lookAtFolder(folder);
  const inUse = await isOwned(path);
  const { lanes } = inUse ? await scan(path, true) : await scanAlone(path);
  return { folder: path, inUse, lanes };
}

async function scanAlone(path: string): Promise<Scan> {
  const mayWrite = await access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!mayWrite) {
    await checkDataFile(path);
    return scan(path, true);
  }
  const { scan: found, owner } = await prepareFolder(path);
  await owner.release();
  return found;
}

/**
 * Removes the entries of some lanes, and counts them as `emptied`.
 * @param onLane told of each lane when it is empty
 * @throws as `lookIntoSpool`, and EipConfigError EIP_SPOOL_IN_USE
 */
export async function emptySpool(
  folder: string,
  isMeant: (lane: LaneScan) => boolean,
  onLane: (lane: LaneScan) => void,
): Promise<void> {
  const lmdb = await loadLmdb();
  const prepared = await prepareFolder(await lookAtFolder(folder));
  try {
    const store = Store.open(lmdb, prepared.path);
    try {
      for (const found of prepared.scan.lanes.filter(isMeant)) {
        const space = store.space(found.sink, found.priority);
        await emptyLane(new Lane(found.sink, found.priority, space, store, found), store);
        onLane(found);
      }
    } finally {
      await store.close();
    }
  } finally {
    await prepared.owner.release();
  }
}

async function emptyLane(lane: Lane, store: Store): Promise<void> {
  for (let keys = firstOnes(lane); keys.length > 0; keys = firstOnes(lane)) {
    lane.holdOldest(keys);
    const plan = new Plan();
    plan.remove({ lane, keys, cause: 'emptied' });
    const { flushed } = await store.commit(plan.changes([lane], 0));
    await flushed;
    plan.committed();
  }
}

function firstOnes(lane: Lane): LaneKey[] {
  const keys: LaneKey[] = [];
  for (const key of lane.free()) if (keys.push(key) === AT_ONCE) break;
  return keys;
}
