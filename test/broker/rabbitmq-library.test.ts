/** Where the package rabbitmq-client is not installed: the built package beside what it depends on, and nothing else. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = resolve(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'eip-without-'));

beforeAll(() => {
  cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object };
  for (const name of Object.keys(dependencies)) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a client can be made, and connecting says which command is missing', () => {
  const code = `
    const { RabbitClient } = require('./dist/rabbitmq.js');
    new RabbitClient().connect().catch(({ code, message }) => console.log(code, message));
  `;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', code], { cwd: folder, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^EIP_BROKER_LIBRARY_MISSING .*npm install rabbitmq-client\./);
  expect(status).toBe(0);
});
