import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { EipError } from '../../../src/errors.js';
import { loadAddon, packageFolder } from '../../../src/native/load.js';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'eip-load-'));
  made.push(folder);
  return folder;
}

describe('loadAddon', () => {
  it('without a binary names the command that builds one, and where', () => {
    const folder = emptyFolder();
    const load = () => loadAddon(folder);
    expect(load).toThrow(EipError);
    expect(load).toThrow(expect.objectContaining({ code: 'EIP_NATIVE_MISSING', cause: expect.any(Error) }));
    expect(load).toThrow(`cd ${folder} && npx node-gyp@12 rebuild`);
  });

  it('a binary that is none says the same', () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, 'build/Release'), { recursive: true });
    writeFileSync(join(folder, 'build/Release/eip_native.node'), 'no ELF');
    expect(() => loadAddon(folder)).toThrow(expect.objectContaining({ code: 'EIP_NATIVE_MISSING' }));
  });

  it('looks into the folder of this package', () => {
    expect(packageFolder).toBe(join(__dirname, '../../..'));
  });
});
