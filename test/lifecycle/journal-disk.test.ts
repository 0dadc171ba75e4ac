/** The journal of commands on a disk that is full: a real one. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'eip-journal-disk-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mounts = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

it.skipIf(!mounts)(
  'a full disk begins nothing, in words, and goes on when there is room (skipped where no file system may be mounted)',
  () => {
    const script = resolve(__dirname, 'children/journal-full-disk.cjs');
    const run = spawnSync('unshare', ['-m', process.execPath, script, folder], { encoding: 'utf8', timeout: 50_000 });
    expect([run.status, run.stderr]).toEqual([0, '']);
    const isFull = { code: 'EIP_JOURNAL_FAILED', message: expect.stringContaining('the disk is full') };
    expect(JSON.parse(run.stdout)).toEqual({
      before: 'done',
      full: isFull,
      ended: 'ok',
      fresh: isFull,
      after: 'done',
      known: { digest: 'd', answer: 'ok' },
    });
  },
);
