// The addon that CMake builds is the one that gyp builds: same sources, same exports, same symbol floor.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, inject, test } from 'vitest';
import { command, dynamicSymbols, repository } from './support/commands.js';

const folder = join(inject('consumer'), 'node_modules/@strokmatic/eip-native/prebuilds', `linux-${process.arch}`);
const byGyp = join(folder, readdirSync(folder)[0] ?? 'no prebuilt binary');
const byCMake = join(repository, 'build-cmake/Release/eip_native.node');

/** The names of an addon's exports. */
function exportsOf(path: string): string[] {
  const { stdout } = command(process.execPath, ['-p', 'Object.keys(require(process.argv[1])).sort().join()', path], {
    cwd: repository,
  });
  return stdout.trim().split(',');
}

/** The versioned symbols of the C library that an addon needs. */
function neededVersions(path: string): string[] {
  const versions = dynamicSymbols(path).match(/GLIBC_[\d.]+/g) ?? [];
  return [...new Set(versions)].sort();
}

beforeAll(() => {
  const { status, stderr } = command('node', ['scripts/build.mjs', '--cmake'], { cwd: repository });
  expect(status, stderr).toBe(0);
});

test('exports the same names', () => {
  expect(exportsOf(byGyp)).toContain('memorySize');
  expect(exportsOf(byCMake)).toEqual(exportsOf(byGyp));
});

test('keeps to the same versions of the C library', () => {
  expect(neededVersions(byCMake)).toEqual(neededVersions(byGyp));
});
