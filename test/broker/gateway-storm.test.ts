/**
 * From a PLC at 2 ms to a real broker, through a gateway in a process of its own: 10,000 samples, while the broker is
 * stopped, killed and held still, and the gateway killed while the broker is away. All that was sent arrives, or is
 * counted, or was in the gateway as it was killed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gatewayStorm } from '../../soak/gateway/storm.mjs';
import { Broker } from '../support/broker/broker.js';
import { runScript } from '../support/script.js';

const SAMPLES = 10_000;
const LIMIT_MS = 300_000;

let broker: Broker;
const folder = mkdtempSync(join(tmpdir(), 'eip-storm-'));
beforeAll(async () => {
  broker = await Broker.launch();
});
afterAll(async () => {
  await broker?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

test('10,000 samples through broken brokers and a killed gateway', { timeout: LIMIT_MS }, async () => {
  const troubles = [
    [500, 'close'],
    [1_000, 'stop'],
    [4_000, 'suspend'],
    [4_500, 'kill'],
    [8_000, 'killBoth'],
  ] as const;
  const report = await gatewayStorm({ broker, folder, samples: SAMPLES, troubles });
  expect(report.broken).toEqual([]);
  expect(report.happened).toEqual({ close: 1, stop: 1, suspend: 1, kill: 1, killBoth: 1 });
  expect(report.sent).toBeGreaterThanOrEqual(SAMPLES);
  expect(report.sent).toBe(report.distinct + report.counted + report.lostInWindows);
  expect(report.missing.length).toBeLessThanOrEqual(1);
  expect(report.lives).toHaveLength(2);
});

test('the script notices a sample that is gone', { timeout: LIMIT_MS }, async () => {
  const script = join(import.meta.dirname, '../../soak/gateway.mjs');
  const args = ['--samples', '1000', '--seed', '1', '--json'];
  const { status, stdout, stderr } = await runScript(script, args, { EIP_SOAK_CORRUPT: 'lost' });
  expect(stdout, stderr).not.toBe('');
  const { broken, missing } = JSON.parse(stdout);
  expect(broken).toEqual([expect.stringMatching(/^1 samples are missing outside of kills/)]);
  expect(missing[0]).toEqual([200, 200]);
  expect(status).toBe(1);
});
