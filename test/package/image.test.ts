// The step of deploy/Dockerfile that installs the package, run as it stands in a folder of its own, and what it gives.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { command, npmScript, pathWithoutCompiler, repository } from './support/commands.js';

const scratch = mkdtempSync(join(tmpdir(), 'eip-image-'));
const app = join(scratch, 'app');
const main = join(app, 'node_modules/@strokmatic/eip-native/dist/cli/main.js');
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

beforeAll(() => {
  const tarball = inject('tarball');
  mkdirSync(app);
  copyFileSync(tarball, join(scratch, basename(tarball)));
  const dockerfile = readFileSync(join(repository, 'deploy/Dockerfile'), 'utf8');
  const words = (/^RUN npm (install .*)$/m.exec(dockerfile)?.[1] ?? '').split(' ');
  const args = words.map((word) => (word.startsWith('/tmp/') ? join(scratch, basename(tarball)) : word));
  const PATH = pathWithoutCompiler();
  const { status, stderr } = command(process.execPath, [npmScript, ...args, '--prefer-offline'], {
    cwd: app,
    env: { ...process.env, PATH },
  });
  rmSync(PATH, { recursive: true });
  if (status !== 0) throw new Error(stderr);
}, 300_000);

test('everything that the image runs is there, and loads', () => {
  const { stdout } = command(process.execPath, [main, 'doctor', '--json'], { cwd: app });
  const findings = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const found = (id: string) => findings.find((one) => one.id === id);
  expect(found('addon')).toMatchObject({ level: 'ok' });
  expect(found('packages')).toMatchObject({ level: 'ok', found: 'lmdb, rabbitmq-client and prom-client load' });
});

test('the configuration that it starts with is in order for it', () => {
  const edge = join(app, 'node_modules/@strokmatic/eip-native/deploy/edge.yaml');
  const { status, stderr } = command(process.execPath, [main, 'check', edge], { cwd: app });
  expect([status, stderr]).toEqual([0, '']);
});
