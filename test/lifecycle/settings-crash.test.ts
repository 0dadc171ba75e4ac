/** The process is killed while it saves settings: the file is whole, and holds what was said to be safe. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { SettingsFile } from '../../src/adapter/settings/settings-file.js';
import { runChild } from './child.js';

const folder = mkdtempSync(join(tmpdir(), 'eip-crash-'));
const path = join(folder, 'cell.json');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Kills it once it has told so many times that something is safe: in the middle of one of the next saves. */
async function killedAfter(tellings: number, first: number): Promise<number> {
  let told = 0;
  const onLine = (child: { kill(signal: NodeJS.Signals): boolean }) => {
    if (++told === tellings) child.kill('SIGKILL');
  };
  const result = await runChild('save-settings.cjs', { args: [path, String(first)], onLine });
  expect(result).toMatchObject({ signal: 'SIGKILL', stderr: '' });
  return Number(result.report?.safe);
}

test('ten times: never a damaged file, never an older one than was safe', async () => {
  let first = 1;
  for (let round = 1; round <= 10; round++) {
    const safe = await killedAfter(round, first);
    const { settings, corrupt } = await (await SettingsFile.at(path, true)).load();
    expect(corrupt).toBeUndefined();
    expect([safe, safe + 1]).toContain(settings?.inactivityTimeoutS);
    first = safe + 1;
  }
  expect(readdirSync(folder).filter((name) => name.includes('corrupt'))).toEqual([]);
});
