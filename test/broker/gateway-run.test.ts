/** `eip-native run` as a whole: a controller and a scanner on one side, a real broker on the other. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { AuditFolder } from '../../src/gateway.js';
import type { QueueOptions } from '../../src/rabbitmq.js';
import { newMessageId, parseRecord, type SampleRecord, type TelemetryRecord } from '../../src/telemetry.js';
import { LogixSimulator, Scanner } from '../../src/testing.js';
import { Broker } from '../support/broker/broker.js';
import { Cli } from '../support/cli.js';
import { Caller } from './gateway-commands-rig.js';
import { connected, type Inbox, inbox } from './rabbit-rig.js';

const PLC = '127.0.62.1';
const ADAPTER = '127.0.62.2';
const SCANNER = '127.0.62.3';
const folder = mkdtempSync(join(tmpdir(), 'eip-gateway-run-'));
const running = new Set<Cli>();
let broker: Broker;

beforeAll(async () => {
  broker = await Broker.launch();
});
afterEach(async () => {
  for (const cli of running) {
    cli.signal('SIGKILL');
    await cli.ended;
  }
  running.clear();
});
afterAll(async () => {
  await broker?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

interface Changes {
  readonly rateMs?: number;
  readonly queue?: string;
  readonly tags?: string;
  readonly spool?: string;
}

function config({ rateMs = 20, queue = 'records', tags = '[Speed]', spool = 'spool' }: Changes = {}): string {
  const path = join(folder, 'edge.yaml');
  writeFileSync(
    path,
    `app: { name: edge, site: plant-2, instance: box-7 }
adapter:
  host: ${ADAPTER}
  identity: { vendorId: 1, serialNumber: 7, productName: Edge }
  assemblies:
    command: { instance: 150, kind: output, size: 4, layout: { recipe: { type: int, offset: 0 }, count: { type: int, offset: 2 } } }
    result: { instance: 100, kind: input, size: 4 }
  connections: [{ type: exclusiveOwner, output: command, input: result }]
rabbitmq:
  addresses: ${broker.address}
  retryDelayMs: 100
  queues: { records: { durable: true }, others: { durable: true } }
telemetry: { spool: { folder: ${join(folder, spool)} }, sinks: { rabbitmq: { queue: ${queue} } } }
gateway:
  http: { port: 0 }
  stopMs: 2000
  commands: { queue: commands, writable: { plc: [Speed] } }
  sources:
    plc: { protocol: explicit, host: ${PLC}, slot: 0, groups: { fast: { tags: ${tags}, rateMs: ${rateMs}, report: cycle } } }
    scanned: { protocol: implicit, groups: { commands: { assembly: command } } }
`,
  );
  return path;
}

async function simulator(): Promise<LogixSimulator> {
  const made = new LogixSimulator({ host: PLC, tags: { Speed: { type: 'DINT', value: 42 }, Level: 'REAL' } });
  await made.start();
  onTestFinished(() => made.stop());
  return made;
}

async function run(path: string): Promise<{ readonly cli: Cli; readonly http: string }> {
  const cli = Cli.start(['run', path, '--json']);
  running.add(cli);
  const { http } = (await cli.line('running')) as unknown as { http: { host: string; port: number } };
  const address = `http://${http.host}:${http.port}`;
  return { cli, http: address };
}

/** All that comes to a queue. */
async function records(
  queue: string,
  options: QueueOptions = { durable: true },
): Promise<{ readonly box: Inbox; all(): TelemetryRecord[] }> {
  const client = await connected({ addresses: broker.address, queues: { [queue]: options } });
  const box = await inbox(client, queue, { parse: false });
  return { box, all: () => box.messages.map(({ body }) => parseRecord(body as Uint8Array)) };
}

/** The first record of which this holds. */
async function first(
  { box, all }: Awaited<ReturnType<typeof records>>,
  is: (record: TelemetryRecord) => boolean,
): Promise<TelemetryRecord> {
  for (let count = 1; ; count = box.messages.length + 1) {
    await box.first(count);
    const found = all().find(is);
    if (found !== undefined) return found;
  }
}

const isSample = (source: string) => (record: TelemetryRecord) => record.kind === 'sample' && record.source === source;

test('values of a controller and of a scanner arrive; a reload changes rates, tags and queue; SIGTERM ends with 0', async () => {
  await simulator();
  const arriving = await records('records');
  const { cli } = await run(config({ rateMs: 200 }));
  const isGood = (record: TelemetryRecord) =>
    isSample('plc')(record) && (record as SampleRecord).values.Speed?.quality === 'good';
  const sample = await first(arriving, isGood);
  expect(sample).toMatchObject({
    source: 'plc',
    group: 'fast',
    app: { name: 'edge', site: 'plant-2', instance: 'box-7' },
    values: { Speed: { quality: 'good', value: 42 } },
  });

  const caller = await Caller.of(broker);
  expect(await caller.ask({ source: 'plc', writes: { Speed: 43 } })).toMatchObject({ status: 'ok' });
  expect(await caller.ask({ source: 'plc', writes: { Level: 1 } })).toMatchObject({ status: 'refused' });
  const isAudit = (source: string) => (record: TelemetryRecord) => record.kind === 'audit' && record.source === source;
  const audit = await first(arriving, isAudit('plc'));
  const inbox = await AuditFolder.open(join(folder, 'audit'));
  await inbox.emit({ ...audit, messageId: newMessageId(), source: 'elsewhere', via: 'cli' } as TelemetryRecord);
  await first(arriving, isAudit('elsewhere'));

  const scanner = new Scanner({
    host: ADAPTER,
    bind: SCANNER,
    type: 'owner',
    rpiMs: 10,
    output: { instance: 150, size: 4 },
    input: { instance: 100, size: 4 },
    config: null,
  });
  onTestFinished(() => scanner.close().catch(() => {}));
  await scanner.open();
  scanner.write(Uint8Array.of(7, 0, 1, 0));
  const isSeven = (record: TelemetryRecord) =>
    isSample('scanned')(record) && (record as SampleRecord).values.recipe?.value === 7;
  await first(arriving, isSeven);

  let lost = 0;
  scanner.on('closed', () => {
    lost++;
  });
  const others = await records('others');
  config({ rateMs: 20, tags: '[Speed, Level]', queue: 'others' });
  cli.signal('SIGHUP');
  expect(await cli.line('reloaded')).toMatchObject({ sources: ['plc'], sinks: ['rabbitmq'], delivery: [] });
  const isBoth = (record: TelemetryRecord) => isSample('plc')(record) && 'Level' in (record as SampleRecord).values;
  await first(others, isBoth);
  await others.box.first(others.box.messages.length + 10);

  scanner.write(Uint8Array.of(8, 0, 2, 0));
  const isEight = (record: TelemetryRecord) =>
    isSample('scanned')(record) && (record as SampleRecord).values.recipe?.value === 8;
  await first(others, isEight);
  expect(lost).toBe(0);

  cli.signal('SIGTERM');
  expect(await cli.ended).toEqual({ code: 0, signal: null });
  expect(cli.summary).toMatchObject({ waiting: 0, refused: 0, dropped: 0, rejected: 0, overruns: 0, reloads: 1 });
  expect(cli.summary.delivered).toBe(cli.summary.accepted);
  await others.box.first((cli.summary.delivered as number) - arriving.box.messages.length);
});

test('the broker goes and comes: what was kept meanwhile arrives, also after a SIGKILL of the gateway', async () => {
  await simulator();
  const path = config({ spool: 'spool-2' });
  const before = await run(path);
  const arriving = await records('records');
  await arriving.box.first(5);
  await broker.stop();
  const page = async () => (await fetch(`${before.http}/health/ready`)).status;
  while ((await page()) !== 503);
  before.cli.signal('SIGKILL');
  await before.cli.ended;

  const { cli } = await run(path);
  await broker.start();
  await arriving.box.first(arriving.box.messages.length + 20);
  cli.signal('SIGTERM');
  expect(await cli.ended).toEqual({ code: 0, signal: null });
  expect(cli.summary).toMatchObject({ waiting: 0, refused: 0, dropped: 0, rejected: 0 });
  // What was not confirmed comes again: of each record the last one counts, and those are in order.
  const last = new Map<string, string>();
  for (const { messageId, timestamp } of arriving.all().filter(isSample('plc'))) {
    last.delete(messageId);
    last.set(messageId, timestamp);
  }
  const times = [...last.values()];
  expect(times.length).toBeGreaterThan(20);
  expect(times).toEqual([...times].sort());
});

test('examples/edge.yaml as it stands, with the addresses of here', async () => {
  const plc = new LogixSimulator({
    host: PLC,
    tags: { Speed: { type: 'DINT', value: 42 }, Pressure: { type: 'REAL', value: 1.5 } },
  });
  await plc.start();
  onTestFinished(() => plc.stop());
  const settings = {
    EIP_RABBITMQ__ADDRESSES: broker.address,
    EIP_TELEMETRY__SPOOL__FOLDER: join(folder, 'spool-of-example'),
    EIP_GATEWAY__SOURCES__PRESS__HOST: PLC,
    EIP_GATEWAY__HTTP__PORT: '0',
  };
  const env = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  const cli = Cli.start(['run', resolve(__dirname, '../../examples/edge.yaml'), '--json'], 'main.js', 'pipe', [
    'env',
    ...env,
  ]);
  running.add(cli);
  await cli.line('running');
  const arriving = await records('telemetry', { type: 'quorum' });
  const isGood = (record: TelemetryRecord) =>
    record.kind === 'sample' && record.values.Pressure?.quality === 'good' && record.values.Pressure.value === 1.5;
  expect(await first(arriving, isGood)).toMatchObject({ source: 'press', group: 'fast', app: { site: 'plant-2' } });
  cli.signal('SIGTERM');
  expect((await cli.ended).code).toBe(0);
});

test('a queue that is not there is no reason to end, and is told', async () => {
  await simulator();
  const { cli, http } = await run(config({ queue: 'nobody-made-it', spool: 'spool-3' }));
  const reasons = async () => ((await (await fetch(`${http}/health/ready`)).json()) as { reasons: string[] }).reasons;
  while (!(await reasons()).some((one) => /sinks\.rabbitmq: .*not taken/.test(one)));
  expect((await fetch(`${http}/health/live`)).status).toBe(200);
  cli.signal('SIGTERM');
  expect((await cli.ended).code).toBe(0);
  expect(cli.summary.waiting).toBeGreaterThan(0);
});
