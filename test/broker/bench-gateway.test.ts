/** The bench of the gateway with a tiny duration: its rows, and that it notices a wrong sample. Figures are not judged. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runScript } from '../support/script.js';

const RUN = join(import.meta.dirname, '../../bench/gateway.mjs');
const LIMIT_MS = 120_000;
const ROW =
  /^\| (confirmed samples|processor time of a sample|from emit to arrival, p\d\d), with(out a| the) spool .*\|$/gm;

it('gives a row for each figure, with a spool and without one', { timeout: LIMIT_MS }, async () => {
  const { status, stdout, stderr } = await runScript(RUN, ['--rounds', '1', '--seconds', '0.02']);
  expect(stdout.match(ROW), stderr).toHaveLength(8);
  expect(status).toBe(0);
});

it('notices a sample that is not what was to be sent', { timeout: LIMIT_MS }, async () => {
  const { status, stderr } = await runScript(RUN, ['--rounds', '1', '--seconds', '0.02', '--corrupt']);
  expect(stderr).toMatch(/sample \d+: sent .*"A-4711".*, received .*"other"/);
  expect(status).toBe(1);
});

it.each([
  [['--rounds', '0'], '--rounds 1, 2'],
  [['everything'], 'unknown: everything'],
])('refuses %j', async (args, complaint) => {
  const { status, stderr } = await runScript(RUN, args);
  expect(stderr).toContain(complaint);
  expect(status).toBe(2);
});
