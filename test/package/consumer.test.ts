// What a user gets who has installed the tarball: classes, types, messages.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { command, devTool, repository } from './support/commands.js';
import { copyConsumer } from './support/smoke.js';

const consumer = inject('consumer');
const node = (...args: string[]) => command(process.execPath, args, { cwd: consumer });

beforeAll(() => copyConsumer(consumer));

describe('require and import', () => {
  test.each(
    ['', '/gateway', '/logging', '/rabbitmq', '/telemetry', '/testing'].map(
      (entry) => `@strokmatic/eip-native${entry}`,
    ),
  )('%s gives the same names and classes', (name) => {
    const { status, stdout, stderr } = node('identity.mjs', name);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const { required, imported, different } = JSON.parse(stdout);
    expect(required.length).toBeGreaterThan(0);
    expect(imported).toEqual(required);
    expect(different).toEqual([]);
  });

  test('an error of the one is an instance of the other', () => {
    const { status, stdout, stderr } = node('instance.mjs');
    expect(stderr).toBe('');
    expect(stdout.trim()).toBe('true');
    expect(status).toBe(0);
  });

  test('package.json may be read', () => {
    const { stdout } = node('-p', "require('@strokmatic/eip-native/package.json').name");
    expect(stdout.trim()).toBe('@strokmatic/eip-native');
  });

  test('the JSON Schemas may be read', () => {
    const { stdout } = node('-p', "require('@strokmatic/eip-native/schemas/record-1.json').title");
    expect(stdout.trim()).toBe('record');
  });

  test('inner files are closed', () => {
    const { stderr } = node('-e', "require('@strokmatic/eip-native/dist/errors.js')");
    expect(stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});

describe('types', () => {
  test.each([
    ['node16', 'node16', ['types.cts', 'types.mts']],
    ['nodenext', 'nodenext', ['types.cts', 'types.mts']],
    ['esnext', 'bundler', ['types.mts']],
  ])('resolve with module %s, moduleResolution %s', (module, moduleResolution, files) => {
    const compilerOptions = {
      module,
      moduleResolution,
      target: 'es2022',
      lib: ['es2022', 'esnext.disposable'],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
      types: ['node'],
      typeRoots: [join(repository, 'node_modules/@types')],
    };
    const project = join(consumer, `tsconfig.${moduleResolution}.json`);
    writeFileSync(project, JSON.stringify({ compilerOptions, files }));
    const { status, stdout } = node(devTool('typescript', 'tsc'), '-p', project);
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });
});

describe('the command', () => {
  const cli = (...args: string[]) => node(join(consumer, 'node_modules/.bin/eip-native'), ...args);

  test('says its version', () => {
    const { status, stdout } = cli('--version');
    expect(stdout.trim()).toBe('0.1.0');
    expect(status).toBe(0);
  });

  test('ends with 2 on a wrong option', () => {
    const { status, stderr } = cli('adapter', '--no-such-option');
    expect(stderr).toContain('--no-such-option');
    expect(status).toBe(2);
  });
});
