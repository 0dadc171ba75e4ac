/** The soak for some seconds: it holds, it says so, and it notices when something does not. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runScript } from '../support/script.js';

const RUN = join(import.meta.dirname, '../../soak/run.mjs');
const LIMIT_MS = 120_000;

const soak = (env: Record<string, string>, ...args: string[]) => runScript(RUN, args, env);

it('holds for some seconds, every actor takes part', { timeout: LIMIT_MS }, async () => {
  const { status, stdout } = await soak({}, '--minutes', '0.1', '--seed', '7', '--json');
  const { texts, tallies, moments, reference } = JSON.parse(stdout);
  expect(texts).toEqual([]);
  expect(status).toBe(0);
  expect(moments).toHaveLength(3);
  for (const what of ['I/O connections', 'class 3 connections', 'sessions', 'requests', 'assemblies']) {
    expect(tallies[what], what).toBeGreaterThan(0);
  }
  expect(reference.mirrored).toBeGreaterThan(50);
});

it('notices a wrong reply, and says the seed', { timeout: LIMIT_MS }, async () => {
  const { status, stdout } = await soak({ EIP_SOAK_CORRUPT: '1' }, '--minutes', '0.05', '--seed', '7');
  expect(stdout).toContain('another reply than asked for');
  expect(stdout).toMatch(/--seed 7: \d+ broken/);
  expect(status).toBe(1);
});

it('refuses a wrong option', async () => {
  const { status, stderr } = await soak({}, '--minutes', 'many');
  expect(stderr).toContain('--minutes takes a number above 0');
  expect(status).toBe(2);
});
