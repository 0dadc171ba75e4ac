/** Each bench with a tiny duration: it gives its rows, and it fails when contents are wrong. Figures are not judged. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { compilePrograms } from '../../bench/lib/compile.mjs';
import { runJson } from '../../bench/lib/process.mjs';

const RUN = join(import.meta.dirname, '../../bench/run.mjs');
const LIMIT_MS = 120_000;

async function bench(...args: string[]): Promise<{ status: number; stdout: string }> {
  const child = spawn(process.execPath, [RUN, ...args, '--rounds', '1', '--seconds', '0.02']);
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const [status] = (await once(child, 'close')) as [number];
  return { status, stdout };
}

/** Cells of the rows of this goal. */
function rowsOf(stdout: string, goal: string): string[][] {
  const lines = stdout.split('\n').filter((line) => line.startsWith(`| ${goal} `));
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** Rows, and what says that somebody looked at the contents. */
const GOALS: [goal: string, rows: number, complaint: RegExp][] = [
  ['G1', 4, /an answer holds no whole value/],
  ['G2', 4, /an answer holds no whole value/],
  ['G3', 12, /bytes or CIP sequence count are wrong/],
  ['G4', 1, /bytes or CIP sequence count are wrong/],
  ['G5', 9, /bytes or CIP sequence count are wrong/],
  ['G6', 2, /T->O bytes differ/],
  ['G7', 3, /values that read\(\) gave were not whole/],
  ['G8', 1, /bytes or CIP sequence count are wrong/],
  ['G9', 3, /bytes or CIP sequence count are wrong|values not whole/],
  ['G10', 2, /a reply has other bytes/],
];

let programs: Record<string, string>;
beforeAll(() => {
  programs = compilePrograms();
}, LIMIT_MS);

describe('npm run bench', () => {
  it.each(GOALS)('%s gives %d rows', { timeout: LIMIT_MS }, async (goal, count) => {
    const { status, stdout } = await bench(goal);
    expect(stdout).not.toContain('FAILED');
    expect(status).toBe(0);
    const rows = rowsOf(stdout, goal);
    const isFifo = !rows.some((row) => row.includes('production'));
    expect(rows).toHaveLength(goal === 'G3' && !isFifo ? 1 : count);
    for (const row of rows) expect(row.at(-1)).toMatch(/^(yes|no|-)$/);
  });

  it.each(GOALS)('%s fails when contents are wrong', { timeout: LIMIT_MS }, async (goal, _count, complaint) => {
    const { status, stdout } = await bench(goal, '--corrupt');
    const isFifo = !rowsOf(stdout, goal).some((row) => row.includes('production'));
    if (goal === 'G3' && !isFifo) return; // nothing was measured
    expect(stdout).toMatch(complaint);
    expect(status).toBe(1);
  });

  it('refuses a goal that it does not know', async () => {
    expect((await bench('G11')).status).toBe(2);
  });

  it('refuses to keep a table that is not whole', async () => {
    expect((await bench('G6', '--update-docs')).status).toBe(2);
  });
});

describe('the load generator', () => {
  const CASES: [number[], number, number][] = [
    [[7], 7, 7],
    [[3, 1, 2], 2, 3],
    [[4, 3, 2, 1], 2, 4],
    [Array.from({ length: 100 }, (_, i) => 100 - i), 50, 99],
    [Array.from({ length: 101 }, (_, i) => i), 50, 99],
  ];
  it.each(CASES)('percentiles of %j by nearest rank', async (values, p50, p99) => {
    expect(await runJson(programs.load, ['percentiles', ...values])).toEqual({ p50, p99 });
  });
});
