// The prebuilt binary under every Node that this package supports: adapter and scanner in one process.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { command, isUnreachable, npmScript } from './support/commands.js';
import { copyConsumer, expectSmoke } from './support/smoke.js';

const consumer = inject('consumer');
const scratch = mkdtempSync(join(tmpdir(), 'eip-nodes-'));

beforeAll(() => copyConsumer(consumer));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** The path of a Node of this major version from npm, or why there is none. */
function fetchNode(major: number): { path?: string; reason?: string } {
  const name = `node-linux-${process.arch}`;
  const folder = mkdtempSync(join(scratch, `${major}-`));
  writeFileSync(join(folder, 'package.json'), '{}');
  const install = ['install', '--no-save', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  const { status, stderr } = command(process.execPath, [npmScript, ...install, `${name}@${major}`], { cwd: folder });
  const path = join(folder, 'node_modules', name, 'bin', 'node');
  if (status === 0 && existsSync(path)) return { path };
  if (isUnreachable(stderr)) return { reason: `${name}@${major} can't be fetched: the registry is not reachable` };
  throw new Error(`npm install ${name}@${major} failed:\n${stderr}`);
}

test.for([20, 22, 24, 26])('adapter and scanner exchange data under Node %i', (major, context) => {
  const running = Number(process.versions.node.split('.')[0]) === major;
  const { path, reason } = running ? { path: process.execPath, reason: undefined } : fetchNode(major);
  if (!path) {
    console.warn(`SKIPPED: Node ${major}: ${reason}`);
    return context.skip(reason);
  }
  const report = expectSmoke(path, consumer, `127.0.77.${major}`);
  expect(report.node).toMatch(new RegExp(`^v${major}\\.`));
});
