/** 30 s of clients that come and go amid trouble: nothing of them is left. And the soak notices when something does not hold. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runScript } from '../support/script.js';

const RUN = join(import.meta.dirname, '../../soak/client.mjs');
const LIMIT_MS = 180_000;

const soak = (env: Record<string, string>, ...args: string[]) => runScript(RUN, args, env);

it('30 s of connections that come and go leave nothing behind', { timeout: LIMIT_MS }, async () => {
  const { status, stdout, stderr } = await soak({}, '--minutes', '0.5', '--seed', '7', '--json');
  expect(stdout, stderr).not.toBe('');
  const { texts, tallies, moments, connections } = JSON.parse(stdout);
  expect(texts).toEqual([]);
  expect(status).toBe(0);
  expect(moments).toHaveLength(3);
  const happened = [
    'clients',
    'connected',
    'connecting was aborted',
    'calls aborted',
    'reconnecting',
    'cut',
    'download',
  ];
  const done = ['readConstants', 'readOwn', 'writeOwn', 'writeAllOwn', 'nobody listens', 'faults', 'EIP_CLIENT_CLOSED'];
  for (const what of [...happened, ...done]) expect(tallies[what], what).toBeGreaterThan(0);
  expect(connections.steady.opened).toBeGreaterThan(20);
});

it('notices a value that nobody wrote, and says the seed', { timeout: LIMIT_MS }, async () => {
  const { status, stdout } = await soak({ EIP_SOAK_CORRUPT: '1' }, '--minutes', '0.05', '--seed', '7');
  expect(stdout).toContain('Fixed3 holds 5021, it was read as 1');
  expect(stdout).toMatch(/--seed 7: \d+ broken/);
  expect(status).toBe(1);
});

it('refuses a wrong option', async () => {
  const { status, stderr } = await soak({}, '--minutes', 'many');
  expect(stderr).toContain('--minutes takes a number above 0');
  expect(status).toBe(2);
});
