import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { digestOf, isFresh, writeStamp } from '../../../scripts/lib/freshness.mjs';
import { localNodePrefix, withNodeHeaders } from '../../../scripts/lib/node-headers.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'eip-build-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('freshness', () => {
  const source = join(scratch, 'src', 'a.ts');
  const output = join(scratch, 'out.js');
  const stamp = join(scratch, 'build', 'stamp');
  const digest = (salt = '') => digestOf(scratch, ['src', 'tsconfig.json'], salt);

  beforeEach(() => {
    rmSync(join(scratch, 'src'), { recursive: true, force: true });
    mkdirSync(join(scratch, 'src'));
    writeFileSync(source, 'one');
    writeFileSync(output, '');
    writeStamp(stamp, digest());
  });

  test('unchanged inputs are fresh', () => expect(isFresh(output, stamp, digest())).toBe(true));
  test('a new time alone changes nothing', () => {
    utimesSync(source, new Date(), new Date(Date.now() + 60_000));
    expect(isFresh(output, stamp, digest())).toBe(true);
  });
  test.each<[string, () => void]>([
    ['changed content', () => writeFileSync(source, 'two')],
    ['a new file', () => writeFileSync(join(scratch, 'src', 'b.ts'), '')],
    ['a removed file', () => rmSync(source)],
    ['a file moved to another name', () => renameSync(source, join(scratch, 'src', 'b.ts'))],
    ['a missing output', () => rmSync(output)],
    ['a missing stamp', () => rmSync(stamp)],
  ])('stale after %s', (_rule, change) => {
    change();
    expect(isFresh(output, stamp, digest())).toBe(false);
  });
  test('another salt (Node version) is another digest', () => expect(digest('v22')).not.toBe(digest('v20')));
});

describe('Node headers', () => {
  const prefix = join(scratch, 'node');
  const execPath = join(prefix, 'bin', 'node');
  mkdirSync(join(prefix, 'include', 'node'), { recursive: true });
  mkdirSync(join(prefix, 'bin'));
  writeFileSync(join(prefix, 'include', 'node', 'node_api.h'), '');
  writeFileSync(execPath, '');
  const bare = join(scratch, 'bare', 'bin', 'node');
  mkdirSync(join(scratch, 'bare', 'bin'), { recursive: true });
  writeFileSync(bare, '');
  const link = join(scratch, 'bare', 'bin', 'link');
  symlinkSync(execPath, link);

  test.each([
    ['the headers beside the executable', execPath, prefix],
    ['the headers beside the file a link points to', link, prefix],
    ['none where there are none', bare, undefined],
  ])('%s', (_rule, path, want) => {
    expect(localNodePrefix(path)).toBe(want);
  });
  test('npm_config_nodedir of the user wins', () => {
    expect(withNodeHeaders({ npm_config_nodedir: '/mine' }, execPath)).toEqual({ npm_config_nodedir: '/mine' });
  });
  test('local headers are passed on', () => {
    expect(withNodeHeaders({ A: 'b' }, execPath)).toEqual({ A: 'b', npm_config_nodedir: prefix });
  });
  test('without local headers node-gyp is left to download them', () => {
    expect(withNodeHeaders({ A: 'b' }, bare)).toEqual({ A: 'b' });
  });
});
