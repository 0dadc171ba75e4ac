import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { EipError } from '../../../src/errors.js';
import { addonFolder, loadAddon } from '../../../src/native/load.js';

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
    writeFileSync(join(folder, 'package.json'), '{"name":"@strokmatic/eip-native"}');
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
    expect(addonFolder()).toBe(join(__dirname, '../../..'));
  });

  it.each([
    ['nothing', undefined],
    ['another package', '{"name":"somebody-else"}'],
    ['no JSON', '{'],
  ])('in a bundle looks beside it, whatever is two folders above: %s', (_, content) => {
    const folder = emptyFolder();
    if (content !== undefined) writeFileSync(join(folder, 'package.json'), content);
    const bundled = join(folder, 'app/dist');
    mkdirSync(bundled, { recursive: true });
    expect(addonFolder(bundled)).toBe(bundled);
    expect(() => loadAddon(bundled)).toThrow(`Beside a bundle, in ${bundled}, belongs the folder prebuilds/`);
  });
});
