/** Full disks, closed and stalled pipes, terminals that hung up: real ones. The process goes on, and what is lost is counted. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileSinkStatus, LoggingStatus } from '../../src/logging.js';
import { createLogging } from '../../src/logging.js';
import { parsedLines } from '../support/log-lines.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eip-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const child = (name: string) => resolve(__dirname, 'children', name);
const mounts = spawnSync('unshare', ['-m', '-n', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

describe.skipIf(!mounts)('a disk of its own (skipped where no file system may be mounted)', () => {
  function onFullDisk(...more: string[]) {
    const args = ['-m', '-n', process.execPath, child('log-full-disk.cjs'), folder, ...more];
    const { status, stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8', timeout: 50_000 });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return JSON.parse(stdout) as {
      readonly full: FileSinkStatus;
      readonly after: FileSinkStatus;
      readonly torn: boolean;
      readonly turns: number;
      readonly names: readonly string[];
      readonly text: string;
    };
  }

  it('full: counted, no half line, no more memory; it goes on when there is room', () => {
    const { full, torn, turns, after, names, text: content } = onFullDisk();
    expect(full).toMatchObject({ state: 'failing', lastError: { code: 'ENOSPC' } });
    expect(full.dropped).toBeGreaterThan(1000);
    expect(full.waitingBytes).toBeLessThanOrEqual(65_536 * 2);
    expect([torn, turns > 0]).toEqual([false, true]);
    expect(after).toMatchObject({ state: 'ok', waitingBytes: 0 });
    expect(after.written + after.dropped).toBe(5010 + 1);
    const lines = parsedLines(content);
    expect(lines.at(-1)).toMatchObject({ n: 5009 });
    expect(names).not.toContain('app.1.log.gz.part');
  });

  it('full, and the process ends: it does end, and the file has whole lines', () => {
    const { full, torn } = onFullDisk('endsFull');
    expect(full.state).toBe('failing');
    expect(torn).toBe(false);
  });
});

describe('a device that is always full', () => {
  it('as the file', async () => {
    const log = createLogging({ console: 'off', bufferBytes: 65_536, file: { path: '/dev/full' } });
    for (let n = 0; n < 1000; n++) log.getLogger().info({ n, pad: 'x'.repeat(200) });
    await log.flush();
    const { file } = log.status();
    expect(file).toMatchObject({ state: 'failing', written: 0, lastError: { code: 'ENOSPC' } });
    expect(file?.dropped).toBeGreaterThan(500);
    await log.close();
    expect(log.status().file).toMatchObject({ dropped: 1000, waitingBytes: 0 });
  });

  it('as the console', async () => {
    const full = openSync('/dev/full', 'w');
    const { status } = await consoleOn(full, 500);
    closeSync(full);
    expect(status.console).toMatchObject({ state: 'failing', written: 0, lastError: { code: 'ENOSPC' } });
  });
});

describe('a console', () => {
  it('that is a pipe without a reader (EPIPE): counted, and told in the file', async () => {
    const { status, process: ended } = await consoleOn('pipe', 500, async (running) => {
      running.stdout?.destroy();
      await once(running.stdout as NonNullable<typeof running.stdout>, 'close');
    });
    expect(ended).toEqual({ code: 0, signal: null, stderr: '' });
    expect(status.console).toMatchObject({ state: 'failing', lastError: { code: 'EPIPE' } });
    const lines = fileLines();
    expect(lines.filter(({ n }) => n !== undefined)).toHaveLength(500);
    expect(lines.find(({ sink }) => sink === 'console')).toMatchObject({
      level: 'warn',
      module: 'logging',
      code: 'EPIPE',
    });
  });

  it('that nobody reads for now: what is too much is lost and counted, the rest is whole', () => {
    const reader = 'until [ -s "$0/status.json" ]; do sleep 0.05; done; cat > "$0/seen"';
    const args = ['-c', `"$@" | (${reader})`, folder, process.execPath, child('log-console.cjs'), folder, '4000'];
    const { status: code, stderr } = spawnSync('sh', args, { input: '', encoding: 'utf8', timeout: 50_000 });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { console: stalled, file } = statusOf();
    expect(stalled?.state).toBe('ok');
    expect(stalled?.dropped).toBeGreaterThan(1000);
    expect(stalled?.waitingBytes).toBeLessThanOrEqual(65_536 + 4096);
    expect(file).toMatchObject({ dropped: 0, written: 4000 });
    const seen = parsedLines(readFileSync(join(folder, 'seen'), 'utf8')).filter(({ n }) => n !== undefined);
    expect(seen.length).toBeGreaterThan(stalled?.written ?? Number.POSITIVE_INFINITY);
    expect(seen.map(({ n }) => n)).toEqual(seen.map((_, i) => i + 1));
  });

  it('that is a terminal which hung up (EIO)', async () => {
    const script = `
import os, pty, subprocess, sys
master, slave = pty.openpty()
child = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=slave)
os.close(slave)
os.close(master)
child.stdin.close()
sys.exit(child.wait())`;
    const args = ['-c', script, process.execPath, child('log-console.cjs'), folder, '200'];
    const { status, stderr } = spawnSync('python3', args, { encoding: 'utf8', timeout: 50_000 });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(statusOf().console).toMatchObject({ state: 'failing', lastError: { code: 'EIO' } });
    expect(fileLines().filter(({ n }) => n !== undefined)).toHaveLength(200);
  });

  it('that is closed (EBADF)', () => {
    const command = 'exec "$@" >&-';
    const args = ['-c', command, 'sh', process.execPath, child('log-console.cjs'), folder, '200'];
    const { status } = spawnSync('sh', args, { input: '', timeout: 50_000 });
    expect(status).toBe(0);
    expect(fileLines().filter(({ n }) => n !== undefined)).toHaveLength(200);
  });
});

const statusOf = () => JSON.parse(readFileSync(join(folder, 'status.json'), 'utf8')) as LoggingStatus;
const fileLines = () => parsedLines(readFileSync(join(folder, 'app.log'), 'utf8'));

/** Runs the child with this as its stdout. */
async function consoleOn(stdout: 'pipe' | number, lines: number, before?: (running: ChildProcess) => Promise<void>) {
  const args = [child('log-console.cjs'), folder, String(lines)];
  const running = spawn(process.execPath, args, { stdio: ['pipe', stdout, 'pipe'] });
  const stderr = text(running.stderr as NonNullable<typeof running.stderr>);
  await before?.(running);
  running.stdin?.end();
  const [code, signal] = await once(running, 'exit');
  return { status: statusOf(), process: { code, signal, stderr: await stderr } };
}
