/** Whatever way a process ends, the lines that it logged are in the file: all, whole, in order. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allLines } from '../support/log-lines.js';
import { runChild } from './child.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eip-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a process that logs and ends', () => {
  it.each([
    ['exit', 0, 5000],
    ['natural', 0, 5000],
    ['uncaught', 1, 5000],
    ['rejected', 1, 5000],
    ['underWay', 0, 5002],
    ['begun', 0, 5000],
    ['inExitHandler', 0, 5001],
    ['disposed', 0, 5000],
  ])('%s', async (mode, code, lines) => {
    const child = await runChild('log-exit.cjs', { args: [mode, folder] });
    expect([child.code, child.signal]).toEqual([code, null]);
    expect(allLines(folder).map(({ n }) => n)).toEqual(Array.from({ length: lines }, (_, i) => i + 1));
  });
});

it('a logger from before the set-up logs to stdout, and then where the set-up says', async () => {
  const { code, report } = await runChild('log-before-setup.cjs', { args: [folder] });
  expect([code, report]).toEqual([0, expect.objectContaining({ level: 'info', module: 'early', msg: 'before' })]);
  expect(allLines(folder)).toMatchObject([{ level: 'debug', module: 'early', msg: 'after' }]);
});
