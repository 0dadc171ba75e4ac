/** A spool on a disk that is full or read-only, where the user may not, and in the way of another process: real ones. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Spool } from '../../src/telemetry/spool/index.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eip-spool-disk-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const child = (name: string, ...args: string[]) => [
  process.execPath,
  resolve(__dirname, 'children', name),
  folder,
  ...args,
];
const open = (path = folder) => Spool.open({ folder: path, sinks: { broker: {} } });

const mounts = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

describe.skipIf(!mounts)('a disk of its own (skipped where no file system may be mounted)', () => {
  it('full: refused in words, and it goes on when there is room, with nothing lost; read-only: refused', () => {
    const run = spawnSync('unshare', ['-m', ...child('spool-full-disk.cjs')], { encoding: 'utf8', timeout: 50_000 });
    expect(run.status).toBe(0);
    const seen = JSON.parse(run.stdout);
    expect(seen.sudden).toEqual({
      refused: { code: 'EIP_SPOOL_DISK_FULL', message: expect.stringContaining('MiB are left on it') },
      fresh: { code: 'EIP_SPOOL_DISK_FULL', message: expect.stringContaining('bytes are left on it') },
      entries: 3,
      left: 3,
    });
    expect(seen.own.stored).toBeGreaterThan(500);
    expect(seen.own.result.code).toBe('EIP_SPOOL_DISK_FULL');
    expect([seen.failure, seen.drops.disk]).toEqual(['EIP_SPOOL_DISK_FULL', 1]);
    expect([seen.inOrder, seen.again, seen.recovered]).toEqual([true, true, null]);
    expect(seen.others.result.code).toBe('EIP_SPOOL_DISK_FULL');
    // Ten before the disk was full, one taken, one put when there was room again.
    expect(seen.left).toBe(11 + seen.others.stored);
    expect(seen.logged.filter((line: string) => line.startsWith('error'))).toHaveLength(2);
    expect(seen.logged.at(-1)).toBe('info The spool is written again');
    expect(seen.readOnly).toMatchObject({ code: 'EIP_SPOOL_UNUSABLE', message: expect.stringContaining('(EROFS)') });
  });
});

const NOBODY = ['--reuid=65534', '--regid=65534', '--clear-groups'];
const built = resolve(__dirname, '../../dist/telemetry/spool/index.js');
const drops = spawnSync('setpriv', [...NOBODY, process.execPath, built]).status === 0;

describe.skipIf(!drops)('a user without rights (skipped where setpriv may not, or can not read this folder)', () => {
  it('is refused in words', async () => {
    chmodSync(folder, 0o755);
    for (const name of ['closed', 'readonly', 'locked']) mkdirSync(join(folder, name));
    chmodSync(join(folder, 'closed'), 0o700);
    await (await open(join(folder, 'locked'))).close();
    spawnSync('chown', ['-R', '65534:65534', join(folder, 'locked')]);
    spawnSync('chown', ['root:root', join(folder, 'locked', 'data.mdb')]);
    chmodSync(join(folder, 'locked', 'data.mdb'), 0o600);
    const names = ['closed', 'readonly', 'locked', 'closed/below', 'readonly/below'];
    const run = spawnSync('setpriv', [...NOBODY, ...child('spool-denied.cjs', ...names)], { encoding: 'utf8' });
    expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 0, stderr: '' });
    const seen = JSON.parse(run.stdout) as string[];
    expect(seen).toHaveLength(names.length);
    for (const text of seen) expect(text).toMatch(/^EIP_SPOOL_UNUSABLE .*this user may not use it \(EACCES\)/);
  });
});

describe('a folder', () => {
  it('is made when it is not there', async () => {
    const spool = await open(join(folder, 'deep/er'));
    await spool.close();
  });

  it('that is a file is refused', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(open(join(folder, 'file'))).rejects.toMatchObject({ code: 'EIP_SPOOL_UNUSABLE' });
  });

  it('may have a path that no socket could have', async () => {
    const spool = await open(join(folder, 'x'.repeat(120)));
    await spool.put('broker', { messageId: 'x', body: Buffer.from('x') });
    await spool.close();
  });
});

describe('two at once', () => {
  it('of one process: the second is refused, and has it when the first is closed', async () => {
    const first = await open();
    await expect(open()).rejects.toMatchObject({ code: 'EIP_SPOOL_IN_USE' });
    expect(await first.put('broker', { messageId: 'x', body: Buffer.from('x') })).toBe(true);
    await first.close();
    await (await open()).close();
  });

  it('of two processes: the second is refused, and has it when the first was killed', async () => {
    const [program = '', ...args] = child('spool-crash.cjs', '1', '0', 'process');
    const other = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(other.stdout, 'data');
    await expect(open()).rejects.toMatchObject({
      code: 'EIP_SPOOL_IN_USE',
      message: expect.stringContaining('in use by another process'),
    });
    other.stdout.resume();
    other.kill('SIGKILL');
    await once(other, 'close');
    const opened = await Promise.allSettled([open(), open(), open()]);
    expect(opened.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    for (const one of opened) if (one.status === 'fulfilled') await one.value.close();
  });

  it('that start together: one has it', async () => {
    for (let round = 0; round < 10; round++) {
      const opened = await Promise.allSettled([open(), open(), open()]);
      const spools = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      expect(spools).toHaveLength(1);
      await spools[0]?.close();
    }
  });
});

describe('a backlog of 200,000 entries', () => {
  it('takes no memory, and the file uses its space again', () => {
    const args = ['--expose-gc', '--max-old-space-size=48', ...child('spool-backlog.cjs').slice(1)];
    const run = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 170_000 });
    expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 0, stderr: '' });
    const { entries, backlog, drained, steady } = JSON.parse(run.stdout);
    expect(entries).toBe(200_000);
    for (const { heapBytes } of [backlog, drained, steady]) expect(heapBytes).toBeLessThan(8 * 1_024 * 1_024);
    expect(backlog.fileBytes).toBeGreaterThan(24 * 1_024 * 1_024);
    expect(steady.fileBytes).toBeLessThan(backlog.fileBytes * 1.1);
  }, 180_000);
});
