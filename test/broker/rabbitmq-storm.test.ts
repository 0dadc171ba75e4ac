/** 10,000 messages through a broker that is stopped, killed and held up meanwhile: what was confirmed arrives. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Broker } from '../support/broker/broker.js';
import { storm } from '../support/broker/storm.js';
import { runScript } from '../support/script.js';
import { connected } from './rabbit-rig.js';

const MESSAGES = 10_000;
const LIMIT_MS = 240_000;

let broker: Broker;
beforeAll(async () => {
  broker = await Broker.launch();
});
afterAll(() => broker?.dispose());

test.each([
  [
    'classic',
    [
      [1_500, 'kill'],
      [4_000, 'close'],
      [5_500, 'stop'],
      [8_000, 'suspend'],
      [9_000, 'kill'],
    ],
  ],
  [
    'quorum',
    [
      [1_500, 'kill'],
      [6_000, 'stop'],
    ],
  ],
] as const)('%s queue: nothing confirmed is missing', { timeout: LIMIT_MS }, async (type, troubles) => {
  const queues = { [`storm-${type}`]: { type } };
  const sender = await connected({ addresses: broker.address, queues, sendTimeoutMs: 120_000 });
  const receiver = await connected({ addresses: broker.address, queues });
  await broker.settleDefinitions();
  const plan = { broker, sender, receiver, queue: `storm-${type}`, messages: MESSAGES, troubles };
  const report = await storm(plan);
  expect(report).toMatchObject({ confirmed: MESSAGES, rejected: {}, missing: [], wrong: [] });
  expect(report.received).toBe(MESSAGES + report.duplicates);
  expect(Object.values(report.happened).reduce((sum, count) => sum + count, 0)).toBe(troubles.length);
});

test('the script notices a message that is not what was sent', { timeout: LIMIT_MS }, async () => {
  const script = join(import.meta.dirname, '../../soak/broker.mjs');
  const args = ['--messages', '20', '--seed', '1', '--json'];
  const { status, stdout, stderr } = await runScript(script, args, { EIP_SOAK_CORRUPT: '1' });
  expect(stdout, stderr).not.toBe('');
  expect(JSON.parse(stdout).wrong).toEqual([expect.stringMatching(/^storm-7: .*message 8/)]);
  expect(status).toBe(1);
});
