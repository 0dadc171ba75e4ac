/** examples/plc-monitor as it stands, run by `eip-native run`: a simulated controller, a real broker, and both go away. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../src/index.js';
import { decodeValue, parseRecord, type SampleRecord, type TelemetryRecord } from '../../src/telemetry.js';
import { LogixSimulator, loadSimulatorConfig } from '../../src/testing.js';
import { Broker } from '../support/broker/broker.js';
import { JsonProcess } from '../support/json-process.js';
import { connected, type Inbox, inbox } from './rabbit-rig.js';

const ROOT = join(import.meta.dirname, '../..');
const EXAMPLE = join(ROOT, 'examples/plc-monitor');
const MONITOR = join(EXAMPLE, 'monitor.yaml');
const PLC = '127.0.39.3';
/** Brokers of a busy machine take their time to start. */
const LIMIT_MS = 300_000;
const APP = { name: 'plc-monitor', site: 'plant-2' };

let broker: Broker;
const folder = mkdtempSync(join(tmpdir(), 'eip-monitor-'));
beforeAll(async () => {
  broker = await Broker.launch();
});
afterAll(async () => {
  await broker?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** The example's own controller, at an address of the test. */
async function startController(count = 0): Promise<LogixSimulator> {
  const plc = new LogixSimulator({ ...loadSimulatorConfig(join(EXAMPLE, 'controller.yaml')), host: PLC });
  plc.write('Press_Count', count);
  await plc.start();
  return plc;
}

/** The next time that the count is read. */
function counted(plc: LogixSimulator): Promise<void> {
  return new Promise((resolve) => {
    plc.on('request', function heard({ tag, status }) {
      if (tag !== 'Press_Count' || status !== 0) return;
      plc.off('request', heard);
      resolve();
    });
  });
}

/** Counts on, each time when the count before was looked at. */
async function countOn(plc: LogixSimulator, from: number, to: number): Promise<void> {
  for (let count = from; count <= to; count++) {
    plc.write('Press_Count', count);
    await counted(plc);
  }
}

function startMonitor(): JsonProcess {
  return JsonProcess.start(join(ROOT, 'dist/cli/main.js'), ['run', MONITOR, '--json'], {
    EIP_GATEWAY__SOURCES__PRESS__HOST: PLC,
    EIP_GATEWAY__HTTP__PORT: '0',
    EIP_RABBITMQ__ADDRESSES: broker.address,
    EIP_RABBITMQ__RETRY_DELAY_MS: '100',
    EIP_TELEMETRY__SPOOL__FOLDER: join(folder, 'spool'),
  });
}

/** What the queue of the example holds. */
async function records(): Promise<Inbox> {
  const { rabbitmq } = loadConfig({ files: MONITOR, env: { EIP_RABBITMQ__ADDRESSES: broker.address } });
  return await inbox(await connected({ ...rabbitmq, maxRetries: 'infinity', retryDelayMs: 100 }), 'plant.records');
}

class Told {
  constructor(private readonly box: Inbox) {}

  /** In the order of their arrival, each once. */
  get all(): TelemetryRecord[] {
    const byId = new Map<string, TelemetryRecord>();
    for (const { content } of this.box.messages) {
      const record = parseRecord(content);
      if (!byId.has(record.messageId)) byId.set(record.messageId, record);
    }
    return [...byId.values()];
  }

  get samples(): SampleRecord[] {
    return this.all.filter((record) => record.kind === 'sample');
  }

  /** Each value of a tag, or its quality where it is not good. */
  valuesOf(tag: string): unknown[] {
    const values = this.samples.flatMap(({ values }) => (values[tag] === undefined ? [] : [values[tag]]));
    return values.map((value) => (value.quality === 'good' ? decodeValue(value.value) : value.quality));
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await this.box.first(this.box.messages.length + 1);
  }
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

test('every change arrives, in order, whatever is away in between', { timeout: LIMIT_MS }, async () => {
  let plc = await startController();
  const monitor = startMonitor();
  onTestFinished(async () => {
    await monitor.end('SIGKILL');
  });
  await monitor.line(({ type }) => type === 'running');
  const told = new Told(await records());
  const hasCount = (count: number) => () => told.valuesOf('count').at(-1) === count;

  await countOn(plc, 1, 10);
  await told.until(hasCount(10));

  await broker.stop();
  await countOn(plc, 11, 40);
  await broker.start();
  await countOn(plc, 41, 50);
  await told.until(hasCount(50));

  await plc.stop();
  await told.until(() => told.valuesOf('count').at(-1) === 'disconnected');
  plc = await startController(50);
  await countOn(plc, 51, 60);
  await told.until(hasCount(60));

  await broker.kill();
  await countOn(plc, 61, 70);
  await plc.stop();
  plc = await startController(70);
  await broker.start();
  await countOn(plc, 71, 80);
  await told.until(hasCount(80));

  const counts = told.valuesOf('count').filter((value) => typeof value === 'number');
  expect([...new Set(counts)]).toEqual(numbers(0, 80));
  expect(counts).toEqual([...counts].sort((a, b) => Number(a) - Number(b)));
  expect(told.valuesOf('recipe')).toContain('brackets');
  const speed = told.samples.find(({ values }) => values.speed?.quality === 'good');
  expect(speed).toMatchObject({
    source: 'press',
    group: 'fast',
    app: APP,
    values: { speed: { value: 1200, unit: '1/min' } },
  });
  const alarms = told.all.filter((record) => record.kind === 'alarm').map(({ name, active }) => [name, active]);
  expect(alarms.filter(([, active]) => active)).toEqual([
    ['sourceDown', true],
    ['sourceDown', true],
  ]);
  expect(alarms.at(-1)).toEqual(['sourceDown', false]);

  expect(await monitor.end('SIGTERM')).toBe(0);
  expect(monitor.lines.at(-1)).toMatchObject({
    type: 'summary',
    dropped: 0,
    rejected: 0,
    overruns: 0,
    refused: 0,
    waiting: 0,
  });
  await plc.stop();
});
