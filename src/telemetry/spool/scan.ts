/**
 * Reads a spool through, in a process of its own: a damaged file may end the process that reads it. The figures of the
 * lanes come from there too, so that the event loop of this process is not held up.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { type Drops, noDrops } from './drops.js';
import { spoolCorrupt, spoolFailed } from './failures.js';
import { dropsNote, SEQUENCE_NOTE } from './plan.js';
import { PRIORITIES, type Priority } from './priorities.js';
import { NOTES, STORE_OPTIONS } from './store.js';

/** One lane as it stands on disk. */
export interface LaneScan {
  readonly sink: string;
  readonly priority: Priority;
  readonly entries: number;
  readonly bytes: number;
  /** When the first and the last one were accepted; undefined: there is none. */
  readonly oldest: Date | undefined;
  readonly newest: Date | undefined;
  readonly drops: Drops;
}

export interface Scan {
  readonly lanes: readonly LaneScan[];
  /** Higher than that of any entry there ever was. */
  readonly nextSequence: number;
}

/** What the process below writes. */
interface Report {
  readonly spaces: Readonly<
    Record<string, { entries: number; bytes: number; oldest?: number; newest?: number; last: number }>
  >;
  readonly notes: Readonly<Record<string, unknown>>;
}

/** Every value is copied out, because a damaged one may be longer than the file. */
const PROGRAM = `
const [lmdb, path, options, notes] = process.argv.slice(1);
const root = require(lmdb).open({ path, ...JSON.parse(options) });
const report = { spaces: {}, notes: {} };
for (const name of [...root.getKeys()]) {
  if (name === notes) {
    for (const { key, value } of root.openDB({ name, encoding: 'json' }).getRange()) report.notes[key] = value;
  } else if (name.includes('/')) {
    const space = { entries: 0, bytes: 0, last: -1 };
    for (const { key: [sequence, bytes, at] } of root.openDB({ name, encoding: 'binary' }).getRange({ snapshot: false })) {
      space.entries++;
      space.bytes += bytes;
      space.oldest ??= at;
      space.newest = at;
      space.last = sequence;
    }
    report.spaces[name] = space;
  }
}
if (!Object.values(report.spaces).every((space) => Object.values(space).every(Number.isFinite))) throw new Error('a key is not one of a spool');
root.close().then(() => process.stdout.write(JSON.stringify(report)));
`;

/**
 * @param readOnly beside the process that has it
 * @throws EipError EIP_SPOOL_CORRUPT, EIP_SPOOL_FAILED
 */
export async function scan(folder: string, readOnly: boolean): Promise<Scan> {
  const options = JSON.stringify({ ...STORE_OPTIONS, readOnly });
  const lmdb = createRequire(__filename).resolve('lmdb');
  const { code, signal, stdout, stderr } = await run(['-e', PROGRAM, lmdb, folder, options, NOTES]);
  if (signal !== null) throw spoolCorrupt(folder, `what reads it through was ended by ${signal}`);
  if (code !== 0) throw spoolCorrupt(folder, reasonIn(stderr));
  return scanOf(JSON.parse(stdout) as Report);
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NODE_OPTIONS: '' };
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const text = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (more: string) => {
        text[name] += more;
      });
    }
    child.once('error', (cause) => reject(spoolFailed(args[3] ?? '', cause.message, cause)));
    child.once('close', (code, signal) => resolve({ code, signal, ...text }));
  });
}

/** The message of what was thrown. */
function reasonIn(stderr: string): string {
  return /^\w*Error: (.+)$/m.exec(stderr)?.[1] ?? 'it could not be read through';
}

function scanOf({ spaces, notes }: Report): Scan {
  const lanes = Object.entries(spaces).flatMap(([name, { entries, bytes, oldest, newest }]): LaneScan[] => {
    const [sink = '', priority] = name.split('/') as [string, Priority];
    if (!PRIORITIES.includes(priority)) return [];
    const drops = { ...noDrops(), ...(notes[dropsNote({ sink, priority })] as Partial<Drops> | undefined) };
    return [{ sink, priority, entries, bytes, oldest: dateOf(oldest), newest: dateOf(newest), drops }];
  });
  const last = Math.max(-1, ...Object.values(spaces).map((space) => space.last));
  lanes.sort((a, b) => (a.sink === b.sink ? rank(a) - rank(b) : a.sink < b.sink ? -1 : 1));
  return { lanes, nextSequence: Math.max(last + 1, Number(notes[SEQUENCE_NOTE] ?? 0)) };
}

function rank({ priority }: LaneScan): number {
  return PRIORITIES.indexOf(priority);
}

function dateOf(ms: number | undefined): Date | undefined {
  return ms === undefined ? undefined : new Date(ms);
}
