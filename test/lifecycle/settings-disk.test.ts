/** The settings file on a disk that is full or read-only, and where the user may not: real ones. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eip-disk-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const child = (name: string) => [process.execPath, resolve(__dirname, 'children', name), folder] as const;

function reportOf(command: string, args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 50_000 });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

const mounts = spawnSync('unshare', ['-m', '-n', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

describe.skipIf(!mounts)('a disk of its own (skipped where no file system may be mounted)', () => {
  it('full: refused, told once, nothing changed, and it goes on when there is room; read-only: the same', () => {
    const { seen, warnings, left, refused, read } = reportOf('unshare', [
      '-m',
      '-n',
      ...child('settings-full-disk.cjs'),
    ]);
    expect(seen).toEqual([
      { status: 0, inEffect: 7, kept: 7 },
      { status: 2, inEffect: 7, kept: 7 },
      { status: 2, inEffect: 7, kept: 7 },
      { status: 0, inEffect: 10, kept: 10 },
      { status: 2, inEffect: 10, kept: 10 },
    ]);
    expect(warnings).toEqual(['EIP_SETTINGS_NOT_SAVED ENOSPC', 'EIP_SETTINGS_NOT_SAVED EROFS']);
    expect(left.sort()).toEqual(['cell.json', 'filler']);
    expect(refused).toMatchObject({ code: 'EIP_SETTINGS_FILE', message: expect.stringContaining('(EROFS)') });
    expect(read).toBe(10);
  });
});

const NOBODY = ['--reuid=65534', '--regid=65534', '--clear-groups'];
const built = resolve(__dirname, '../../dist/index.js');
const drops = spawnSync('setpriv', [...NOBODY, process.execPath, built]).status === 0;

describe.skipIf(!drops)('a user without rights (skipped where setpriv may not, or can not read this folder)', () => {
  it('each is refused in words; what was kept is kept still', () => {
    const content = JSON.stringify({
      version: 1,
      settings: {
        dscp: { urgent: 1, scheduled: 2, high: 3, low: 4, explicit: 5 },
        multicast: { ttl: 6, addresses: null },
        inactivityTimeoutS: 8,
      },
    });
    chmodSync(folder, 0o755);
    for (const name of ['closed', 'locked', 'readonly', 'own']) mkdirSync(join(folder, name));
    for (const name of ['closed', 'locked', 'readonly']) writeFileSync(join(folder, name, 'cell.json'), content);
    chmodSync(join(folder, 'closed'), 0o700);
    chmodSync(join(folder, 'locked/cell.json'), 0o600);
    expect(spawnSync('chown', ['65534:65534', join(folder, 'own')]).status).toBe(0);
    const seen = reportOf('setpriv', [...NOBODY, ...child('settings-denied.cjs')]);
    expect(seen.closed).toMatch(/^EIP_SETTINGS_FILE .*the folder .*\/closed may not be used by this user \(EACCES\)/);
    expect(seen.locked).toMatch(/^EIP_SETTINGS_FILE .*locked\/cell\.json.*may not be used by this user \(EACCES\)/);
    expect(seen.readonly).toMatch(/^EIP_SETTINGS_FILE .*the folder .*\/readonly may not be used .*\(EACCES\)/);
    expect(seen.read).toMatchObject({ inactivityTimeoutS: 8 });
    expect([seen.saving, seen.removing]).toEqual([expect.stringMatching(/^EACCES/), expect.stringMatching(/^EACCES/)]);
    expect(seen.kept).toBe(8);
  });
});
