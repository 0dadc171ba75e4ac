/** The bench of RabbitMQ with a tiny duration: its rows, and that it notices a wrong message. Figures are not judged. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runScript } from '../support/script.js';

const RUN = join(import.meta.dirname, '../../bench/rabbitmq.mjs');
const LIMIT_MS = 120_000;

it('gives a row for each figure', { timeout: LIMIT_MS }, async () => {
  const { status, stdout, stderr } = await runScript(RUN, ['--rounds', '1', '--seconds', '0.02']);
  expect(
    stdout.match(/^\| (confirmed messages|messages per second of CPU), .*\| (yes|no) +\|$/gm),
    stderr,
  ).toHaveLength(4);
  expect(status).toBe(0);
});

it('notices a message that is not what was to be sent', { timeout: LIMIT_MS }, async () => {
  const { status, stderr } = await runScript(RUN, ['--rounds', '1', '--seconds', '0.02', '--corrupt']);
  expect(stderr).toMatch(/message \d+: sent .*"sample".*, received .*"other"/);
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
