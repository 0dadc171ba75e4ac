/** Whether the clock is right: deadlines of commands, times of records, and certificates go by it. */
import { execFile } from 'node:child_process';
import type { Check, Surroundings } from '../check.js';
import { type Judgement, ok, problem, skipped, warning } from '../finding.js';

export interface ClockFacts {
  readonly now: Date;
  /** Undefined: nobody here knows. */
  readonly synchronised: boolean | undefined;
  /** Deadlines of commands go by it. */
  readonly commands: boolean;
}

/** This release is not older: what says less was never set. */
const RELEASED = Date.UTC(2026, 0, 1);
const REMEDY =
  'Run a time service (systemd-timesyncd, chrony) with a server that this machine reaches; "timedatectl" shows it';

export function judgeClock({ now, synchronised, commands }: ClockFacts): Judgement {
  const time = Number.isFinite(now.getTime()) ? now.toISOString() : 'no time at all';
  if (!(now.getTime() >= RELEASED)) return problem(`the clock says ${time}: it was never set`, REMEDY);
  if (synchronised === true) return ok(`synchronised, ${time}`);
  const what = commands ? 'commands may be refused as too old, or carried out too late' : 'records have wrong times';
  if (synchronised === undefined)
    return skipped(`the clock says ${time}; whether it is synchronised can't be seen from here`);
  return warning(`the clock says ${time}, and is not synchronised: when it is wrong, ${what}`, REMEDY);
}

const ANSWER_MS = 1_500;

/** By systemd-timesyncd's own mark, else by what timedatectl says of the kernel's clock, where it runs. */
async function isSynchronised({ files, signal }: Surroundings): Promise<boolean | undefined> {
  if (await files.exists('/run/systemd/timesync/synchronized')) return true;
  const args = ['show', '--property=NTPSynchronized', '--value'];
  const text = await new Promise<string>((done) => {
    execFile('timedatectl', args, { timeout: ANSWER_MS, signal, maxBuffer: 4_096 }, (error, stdout) =>
      done(error === null ? stdout.trim() : ''),
    );
  });
  return text === 'yes' ? true : text === 'no' ? false : undefined;
}

export const clock: Check = {
  id: 'clock',
  async run({ commands }, around) {
    return [judgeClock({ now: new Date(), synchronised: await isSynchronised(around), commands })];
  },
};
