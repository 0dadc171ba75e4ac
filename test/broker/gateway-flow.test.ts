/** Records through a gateway to a real broker that goes away and comes back, and out of a spool whose process was killed. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { Gateway } from '../../src/gateway.js';
import { RabbitSink } from '../../src/rabbitmq.js';
import { createRecord, type TelemetryRecord } from '../../src/telemetry.js';
import { Broker } from '../support/broker/broker.js';
import { connected, inbox } from './rabbit-rig.js';

const app = { name: 'press-monitor', site: 'plant-2', instance: 'edge-7' };
const delivery = { rabbitmq: { retryMinMs: 20, retryMaxMs: 100, probeMs: 100 } };
let broker: Broker;

beforeAll(async () => {
  broker = await Broker.launch();
}, 120_000);
afterAll(() => broker?.dispose());

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'eip-gateway-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function toBroker(queue: string, folder: string): Promise<Gateway> {
  const client = await connected({ addresses: broker.address, queues: { [queue]: {} } });
  const sink = new RabbitSink(client, { queue, timeoutMs: 1_000 });
  const gateway = new Gateway({ app, sinks: [sink], spool: { folder }, delivery });
  onTestFinished(() => gateway.stop());
  await gateway.start();
  return gateway;
}

const sample = (value: number) =>
  createRecord({ kind: 'sample', source: 'press', app, values: { Count: { quality: 'good', value } } });
const idsOf = (records: readonly TelemetryRecord[]) => records.map(({ messageId }) => messageId);

/** Each id once, where it came first. */
const once = (ids: readonly (string | undefined)[]) => [...new Set(ids)];

test('a broker that is away for a while gets all of it, in order, and an alarm first', async () => {
  const gateway = await toBroker('away', newFolder());
  const before = Array.from({ length: 100 }, (_, i) => sample(i));
  await Promise.all(before.map((record) => gateway.emit(record)));
  const down = new Promise<void>((done) => gateway.on('breaker', ({ state }) => state === 'open' && done()));
  await broker.stop();
  const during = Array.from({ length: 1_500 }, (_, i) => sample(i));
  await Promise.all(during.map((record) => gateway.emit(record)));
  await down;
  const loud = { name: 'hot', severity: 'critical', active: true, message: 'too hot' } as const;
  const alarm = createRecord({ kind: 'alarm', source: 'press', app, ...loud });
  await gateway.emit(alarm);
  expect(await gateway.health()).toMatchObject({ live: true, ready: false });
  const up = new Promise<void>((done) => gateway.on('breaker', ({ state }) => state === 'closed' && done()));
  await broker.start();
  await up;
  const box = await inbox(await connected({ addresses: broker.address }), 'away');
  while (once(box.ids).length < 1_601) await box.first(box.ids.length + 1);
  const got = once(box.ids);
  expect(got.filter((id) => id !== alarm.messageId)).toEqual(idsOf([...before, ...during]));
  expect(got.indexOf(alarm.messageId)).toBeLessThan(got.indexOf(during.at(-1)?.messageId));
});

const CHILD = `
const { Gateway } = require(process.argv[1] + '/dist/gateway.js');
const { createRecord } = require(process.argv[1] + '/dist/telemetry.js');
const app = { name: 'press-monitor', instance: 'edge-7' };
const down = async () => { throw new Error('down'); };
const nothing = async () => {};
const sink = { name: 'rabbitmq', write: down, flush: nothing, close: nothing, healthCheck: nothing };
const gateway = new Gateway({ app, sinks: [sink], spool: { folder: process.argv[2] } });
gateway.start().then(async () => {
  for (let value = 0; ; value++) {
    const record = createRecord({ kind: 'sample', source: 'press', app, values: { Count: { quality: 'good', value } } });
    await gateway.emit(record);
    process.stdout.write(record.messageId + '\\n');
  }
});
`;

test('what was accepted before a SIGKILL arrives, in order', async () => {
  const folder = newFolder();
  const root = resolve(import.meta.dirname, '../..');
  const accepted: string[] = [];
  for (const lines of [1, 40, 150]) {
    const child = spawn(process.execPath, ['-e', CHILD, root, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    let left = lines;
    for await (const line of createInterface(child.stdout)) {
      accepted.push(line);
      left--;
      if (left === 0) child.kill('SIGKILL');
    }
  }
  expect(accepted.length).toBeGreaterThanOrEqual(191);
  await toBroker('killed', folder);
  const box = await inbox(await connected({ addresses: broker.address }), 'killed');
  const got = () => new Set(box.ids);
  while (accepted.some((id) => !got().has(id))) await box.first(box.ids.length + 1);
  const known = new Set(accepted);
  expect(once(box.ids).filter((id) => id !== undefined && known.has(id))).toEqual(accepted);
});
