import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { command, devTool, dynamicSymbols, repository } from './support/commands.js';

const tarball = inject('tarball');
const installed = join(inject('consumer'), 'node_modules/@strokmatic/eip-native');
const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' })
  .split('\n')
  .filter(Boolean)
  .map((path) => path.replace(/^package\//, ''));

function listedSources(folder: string, list: string): string[] {
  const { variables } = JSON.parse(readFileSync(join(repository, folder, 'sources.gypi'), 'utf8'));
  return variables[list].map((path: string) => `${folder}/${path}`);
}

/** Relative links of a page, from the package's root. */
function linksOf(page: string): { page: string; to: string }[] {
  const text = readFileSync(join(repository, page), 'utf8');
  const targets = [...text.matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)].map((match) => match[1] ?? '');
  return targets.map((target) => ({ page, to: normalize(join(dirname(page), target)) }));
}

/** A file, or a folder with one. */
const has = (path: string) => files.some((file) => file === path || file.startsWith(`${path.replace(/\/$/, '')}/`));

describe('contents of the tarball', () => {
  test.each([
    'package.json',
    'README.md',
    'LICENSE',
    'NOTICE',
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    'native/README.md',
    'binding.gyp',
    'native/sources.gypi',
    'native/symbol_floor.h',
    'deps/opener/sources.gypi',
    'deps/opener/README.md',
    'dist/index.js',
    'dist/index.d.ts',
    'dist/index.mjs',
    'dist/index.d.mts',
    'dist/gateway.js',
    'dist/gateway.d.ts',
    'dist/gateway.mjs',
    'dist/gateway.d.mts',
    'dist/logging.js',
    'dist/logging.d.ts',
    'dist/logging.mjs',
    'dist/logging.d.mts',
    'dist/telemetry.js',
    'dist/telemetry.d.ts',
    'dist/telemetry.mjs',
    'dist/telemetry.d.mts',
    'schemas/record-1.json',
    'schemas/command-1.json',
    'schemas/answer-1.json',
    'dist/rabbitmq.js',
    'dist/rabbitmq.d.ts',
    'dist/rabbitmq.mjs',
    'dist/rabbitmq.d.mts',
    'dist/testing.js',
    'dist/testing.d.ts',
    'dist/testing.mjs',
    'dist/testing.d.mts',
    'dist/cli/main.js',
    'deploy/README.md',
    'deploy/edge.yaml',
    'deploy/eip-native.service',
    'deploy/eip-native.sysusers.conf',
    'deploy/Dockerfile',
    'deploy/Dockerfile.fragment',
    'deploy/entrypoint.sh',
    'deploy/compose.yaml',
    'deploy/rabbitmq-definitions.json',
  ])('has %s', (path) => expect(files).toContain(path));

  test('has every file that its README and pages link to', () => {
    const pages = files.filter((path) => /^(README|docs\/[^/]+)\.md$/.test(path));
    const links = pages.flatMap((page) => linksOf(page));
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter(({ to }) => !has(to))).toEqual([]);
  });

  test('has every source that building needs', () => {
    const sources = [...listedSources('deps/opener', 'opener_files'), ...listedSources('native', 'native_files')];
    expect(sources.length).toBeGreaterThan(0);
    expect(files).toEqual(expect.arrayContaining(sources));
  });

  test('has exactly one prebuilt binary for this platform', () => {
    const folder = `prebuilds/${process.platform}-${process.arch}/`;
    expect(files.filter((path) => path.endsWith('.node'))).toEqual([expect.stringMatching(`^${folder}.*\\.node$`)]);
  });

  test('has no tests, no build output and no TypeScript sources', () => {
    const wrong = files.filter((path) =>
      /^(test|build|bench|scripts|node_modules|src|\.ci)|(?<!\.d)\.m?ts$/.test(path),
    );
    expect(wrong).toEqual([]);
  });

  test('needs no install script', () => {
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([]);
    expect(manifest.gypfile).toBe(false);
  });
});

describe('symbol floor of the prebuilt binary', () => {
  const binary = join(installed, files.find((path) => path.endsWith('.node')) ?? 'no .node');
  const symbols = dynamicSymbols(binary);
  const versions = (family: string) =>
    [...symbols.matchAll(new RegExp(`${family}_(\\d+(?:\\.\\d+)*)`, 'g'))].map((match) => match[1] ?? '');
  /** Whether version `a` is newer than `b`, number by number. */
  const newer = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true }) > 0;

  test.each([
    ['GLIBC', '2.28'],
    ['GLIBCXX', '3.4.21'],
    ['CXXABI', '1.3.9'],
  ])('needs at most %s_%s', (family, floor) => {
    const found = versions(family);
    if (family === 'GLIBC') expect(found.length).toBeGreaterThan(0);
    const offending = symbols.split('\n').filter((line) => {
      const version = new RegExp(`\\b${family}_(\\d+(?:\\.\\d+)*)`).exec(line)?.[1];
      return version !== undefined && newer(version, floor);
    });
    expect(offending).toEqual([]);
  });

  test('exports the two entry points of Node-API and nothing else', () => {
    const exported = symbols
      .split('\n')
      .filter((line) => line.includes(' g ') && !line.includes('*UND*'))
      .map((line) => line.trim().split(/\s+/).at(-1));
    expect(exported.sort()).toEqual(['napi_register_module_v1', 'node_api_module_get_api_version_v1']);
  });

  test('is stripped', () => {
    expect(execFileSync('objdump', ['-t', binary], { encoding: 'utf8' })).toContain('no symbols');
  });
});

describe('publishing checks', () => {
  test('publint finds nothing', () => {
    const { status, stdout, stderr } = command(
      process.execPath,
      [devTool('publint', 'publint'), 'run', tarball, '--strict'],
      {
        cwd: repository,
      },
    );
    expect(`${stdout}${stderr}`).toMatch(/All good/i);
    expect(status).toBe(0);
  });

  test('are the types wrong? finds nothing', () => {
    const args = [devTool('@arethetypeswrong/cli', 'attw'), tarball, '--profile', 'node16', '--format', 'ascii'];
    const { status, stdout, stderr } = command(process.execPath, args, { cwd: repository });
    expect(status, stdout + stderr).toBe(0);
    for (const entry of ['', '/gateway', '/logging', '/rabbitmq', '/telemetry', '/testing', '/package.json'])
      expect(stdout).toContain(`"@strokmatic/eip-native${entry}"`);
  });
});
